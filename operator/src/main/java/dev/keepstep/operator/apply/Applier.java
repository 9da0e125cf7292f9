package dev.keepstep.operator.apply;

import dev.keepstep.api.v1alpha1.Labels;
import dev.keepstep.api.v1alpha1.Names;
import dev.keepstep.api.v1alpha1.TrainingJob;
import dev.keepstep.core.contract.LeaseKeys;
import dev.keepstep.core.decide.money.AttemptCost;
import dev.keepstep.operator.desired.AttemptPlan;
import dev.keepstep.operator.desired.DesiredObjects;
import dev.keepstep.operator.status.Problem;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.api.model.StatusDetails;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.net.HttpURLConnection;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** Every write to a job's children. Repeated, each is the same write. */
public final class Applier {
  /** The API server understood, and says no: waiting and mending help, trying harder does not. */
  private static final Set<Integer> REFUSALS =
      Set.of(
          HttpURLConnection.HTTP_BAD_REQUEST,
          HttpURLConnection.HTTP_FORBIDDEN,
          HttpURLConnection.HTTP_NOT_FOUND,
          422);

  private static final String NAMESPACE_GOES = "NamespaceTerminating";

  /** Somebody may have deleted it meanwhile. */
  private static final Duration RIGHTS_HOLD = Duration.ofMinutes(10);

  private final KubernetesClient client;
  private final Clock clock;
  private final Map<String, Instant> rights = new ConcurrentHashMap<>();

  public Applier(KubernetesClient client, Clock clock) {
    this.client = client;
    this.clock = clock;
  }

  /**
   * Makes what an attempt needs: the right to report, its Lease, its pod. Where the Lease is there
   * already the attempt was placed before, and has perhaps come and gone since: then the pod is
   * made only on a status that is the newest.
   *
   * @param notes annotations of the Lease
   * @param newest asks whether it is
   * @param made is handed the pod, if it was made just now
   * @param found is handed the pod, if it was there already
   * @return what the API server holds against it; empty: all is there
   * @throws Outdated if it is not
   */
  public Optional<Problem> place(
      TrainingJob job,
      AttemptPlan plan,
      Map<String, String> notes,
      BooleanSupplier newest,
      Consumer<Pod> made,
      Consumer<Pod> found) {
    try {
      reportingRights(job);
      AtomicBoolean anew = new AtomicBoolean(true);
      Optional<Problem> lease =
          create(
              job,
              client.resource(DesiredObjects.lease(job, plan.number(), notes)),
              _ -> {},
              _ -> anew.set(false));
      if (lease.isPresent()) {
        return lease;
      }
      if (!anew.get() && !newest.getAsBoolean()) {
        throw new Outdated();
      }
      return create(job, client.resource(DesiredObjects.pod(job, plan)), made, found);
    } catch (KubernetesClientException e) {
      if (REFUSALS.contains(e.getCode())) {
        return Optional.of(new Problem(said(e)));
      }
      throw e;
    }
  }

  /** What was decided on is old: another operator has written meanwhile. */
  public static final class Outdated extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  /** What became of the wish for a cleanup pod. */
  public sealed interface Cleanup {
    /** It is there. */
    record Made() implements Cleanup {}

    /** The namespace is being deleted, and takes no pods any more. */
    record NamespaceGoes() implements Cleanup {}

    /** The API server says no. */
    record Refused(Problem problem) implements Cleanup {}
  }

  /**
   * Makes the pod that deletes a deleted job's objects in S3.
   *
   * @param made is handed the pod, if it was made just now
   */
  public Cleanup cleanup(TrainingJob job, Optional<String> image, Consumer<Pod> made) {
    try {
      return create(job, client.resource(DesiredObjects.cleanup(job, image)), made, made)
          .<Cleanup>map(Cleanup.Refused::new)
          .orElseGet(Cleanup.Made::new);
    } catch (KubernetesClientException e) {
      if (namespaceGoes(e)) {
        return new Cleanup.NamespaceGoes();
      }
      if (REFUSALS.contains(e.getCode())) {
        return new Cleanup.Refused(new Problem(said(e)));
      }
      throw e;
    }
  }

  /** Whether it was refused since the namespace is being deleted and takes nothing new. */
  static boolean namespaceGoes(KubernetesClientException e) {
    return Optional.ofNullable(e.getStatus())
        .map(Status::getDetails)
        .map(StatusDetails::getCauses)
        .stream()
        .flatMap(List::stream)
        .anyMatch(cause -> NAMESPACE_GOES.equals(cause.getReason()));
  }

  /**
   * Has the API server wait for the run's objects to go when the job is deleted, or not.
   *
   * @return the job as the API server now has it
   */
  public TrainingJob finalizer(TrainingJob job, boolean held) {
    return client
        .resource(DesiredObjects.finalizer(job, held))
        .fieldManager(FieldManager.FINALIZER)
        .forceConflicts()
        .serverSideApply();
  }

  /**
   * Deletes a job whose time after its end is over, if it is still the one that was looked at: one
   * that was edited meanwhile may be meant to stay, and the next look says so.
   */
  public void expire(TrainingJob job) {
    try {
      client.resource(job).lockResourceVersion().delete();
    } catch (KubernetesClientException e) {
      if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
        throw e;
      }
    }
  }

  private <T extends HasMetadata> Optional<Problem> create(
      TrainingJob job, Resource<T> resource, Consumer<T> made, Consumer<T> found) {
    try {
      made.accept(resource.create());
      return Optional.empty();
    } catch (KubernetesClientException e) {
      if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
        throw e;
      }
    }
    // There already: the same create as before, or what a deleted job of this name left behind.
    T there = resource.get();
    if (there != null
        && there.getMetadata().getLabels() != null
        && job.getMetadata().getUid().equals(there.getMetadata().getLabels().get(Labels.JOB_UID))) {
      found.accept(there);
      return Optional.empty();
    }
    return Optional.of(
        new Problem(
            there == null
                ? "an object of that name was there a moment ago"
                : "%s %s is there already and belongs to something else, an earlier job of this name perhaps; waiting until it is gone"
                    .formatted(there.getKind(), there.getMetadata().getName())));
  }

  private void reportingRights(TrainingJob job) {
    String namespace = job.getMetadata().getNamespace();
    String account = DesiredObjects.serviceAccount(job);
    String key = namespace + "/" + account;
    Instant now = clock.instant();
    Instant given = rights.get(key);
    if (given != null && Duration.between(given, now).compareTo(RIGHTS_HOLD) < 0) {
      return;
    }
    apply(DesiredObjects.reportingRole(namespace));
    apply(DesiredObjects.reportingBinding(namespace, account));
    rights.put(key, now);
  }

  /** Hands the run to a standby. */
  public void handOver(TrainingJob job, int attempt) {
    apply(DesiredObjects.handover(job, attempt));
  }

  /**
   * Keeps an attempt's cost on its Lease. A merge patch of that one annotation: applied, it would
   * take back what an earlier apply of ours said of the handover.
   */
  public void keepCost(TrainingJob job, AttemptCost cost) {
    Lease change =
        new LeaseBuilder()
            .withNewMetadata()
            .withName(Names.lease(job.getMetadata().getName(), cost.attempt()))
            .withNamespace(job.getMetadata().getNamespace())
            .withAnnotations(Map.of(LeaseKeys.COST, cost.render()))
            .endMetadata()
            .build();
    try {
      client
          .leases()
          .inNamespace(job.getMetadata().getNamespace())
          .withName(change.getMetadata().getName())
          .patch(
              new PatchContext.Builder()
                  .withPatchType(PatchType.JSON_MERGE)
                  .withFieldManager(FieldManager.NAME)
                  .build(),
              Serialization.asJson(change));
    } catch (KubernetesClientException e) {
      if (e.getCode() != HttpURLConnection.HTTP_NOT_FOUND) {
        throw e; // somebody deleted the Lease: there is nowhere left to keep it
      }
    }
  }

  private void apply(HasMetadata object) {
    client.resource(object).fieldManager(FieldManager.NAME).forceConflicts().serverSideApply();
  }

  /** Ends a pod with its grace period; one that is gone is gone. */
  public void stop(TrainingJob job, String pod) {
    client.pods().inNamespace(job.getMetadata().getNamespace()).withName(pod).delete();
  }

  /** Takes a pod's object away whose node is gone: nobody is left who could end it. */
  public void remove(TrainingJob job, String pod) {
    client
        .pods()
        .inNamespace(job.getMetadata().getNamespace())
        .withName(pod)
        .withGracePeriod(0)
        .delete();
  }

  /** The API server's own sentence. */
  private static String said(KubernetesClientException e) {
    return Optional.ofNullable(e.getStatus())
        .map(Status::getMessage)
        .filter(m -> !m.isEmpty())
        .orElse(String.valueOf(e.getMessage()));
  }
}
