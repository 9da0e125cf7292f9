package dev.keepstep.operator.apply;

import dev.keepstep.api.v1alpha1.TrainingJob;
import dev.keepstep.operator.status.Transitions.Told;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Publishes events. Nothing depends on them, so one that cannot be published is only logged. */
public final class EventPublisher {
  private static final Logger LOG = LoggerFactory.getLogger(EventPublisher.class);
  private static final int MAX_MESSAGE = 1024;

  /** Where events of objects without a namespace lie. */
  private static final String CLUSTER_EVENTS = "default";

  private static final int REMEMBERED = 10_000;

  private final KubernetesClient client;
  private final Clock clock;
  private final Map<String, Integer> counts =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Integer> eldest) {
          return size() > REMEMBERED;
        }
      };

  public EventPublisher(KubernetesClient client, Clock clock) {
    this.client = client;
    this.clock = clock;
  }

  /** Publishes what happened to a job, in order. */
  public void publish(TrainingJob job, List<Told> told) {
    for (Told event : told) {
      LOG.info(
          "{}/{} {}: {}",
          job.getMetadata().getNamespace(),
          job.getMetadata().getName(),
          event.reason(),
          event.message());
      try {
        publish(job, event);
      } catch (KubernetesClientException e) {
        if (Applier.namespaceGoes(e)) {
          continue; // the log has it: the namespace takes no events any more
        }
        LOG.warn(
            "{}/{}: event {} could not be published: {}",
            job.getMetadata().getNamespace(),
            job.getMetadata().getName(),
            event.reason(),
            e.getMessage());
      }
    }
  }

  /**
   * Publishes something about a job whose namespace is being deleted and takes no events any more:
   * on the namespace itself, whose events lie in {@code default}.
   */
  public void publishOnNamespace(TrainingJob job, Told told) {
    String namespace = job.getMetadata().getNamespace();
    LOG.warn("{}/{} {}: {}", namespace, job.getMetadata().getName(), told.reason(), told.message());
    String now = clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
    Event event = event(job, told, name(job, told), now);
    event.getMetadata().setNamespace(CLUSTER_EVENTS);
    event.setInvolvedObject(
        new ObjectReferenceBuilder()
            .withApiVersion("v1")
            .withKind("Namespace")
            .withName(namespace)
            .build());
    try {
      client.v1().events().inNamespace(CLUSTER_EVENTS).resource(event).create();
    } catch (KubernetesClientException e) {
      if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) { // told already
        LOG.warn(
            "{}: event {} could not be published: {}", namespace, told.reason(), e.getMessage());
      }
    }
  }

  private void publish(TrainingJob job, Told told) {
    String namespace = job.getMetadata().getNamespace();
    String name = name(job, told);
    String now = clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
    int count;
    synchronized (counts) {
      count = counts.merge(name, 1, Integer::sum);
    }
    if (count == 1) {
      try {
        client.v1().events().inNamespace(namespace).resource(event(job, told, name, now)).create();
        return;
      } catch (KubernetesClientException e) {
        if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
          throw e;
        }
        synchronized (counts) {
          count = counts.merge(name, 1, Integer::sum); // told before this operator started
        }
      }
    }
    // applied, since the client's other patches read first, and the operator may not read events
    client
        .v1()
        .events()
        .inNamespace(namespace)
        .resource(
            new EventBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace(namespace)
                .endMetadata()
                .withCount(count)
                .withLastTimestamp(now)
                .build())
        .fieldManager(FieldManager.NAME)
        .forceConflicts()
        .serverSideApply();
  }

  private Event event(TrainingJob job, Told told, String name, String now) {
    String message = told.message();
    Instant at = clock.instant();
    return new EventBuilder()
        .withNewMetadata()
        .withName(name)
        .withNamespace(job.getMetadata().getNamespace())
        .endMetadata()
        .withNewInvolvedObject()
        .withApiVersion(TrainingJob.GROUP + "/" + TrainingJob.VERSION)
        .withKind(TrainingJob.KIND)
        .withName(job.getMetadata().getName())
        .withNamespace(job.getMetadata().getNamespace())
        .withUid(job.getMetadata().getUid())
        .endInvolvedObject()
        .withType(told.warning() ? "Warning" : "Normal")
        .withReason(told.reason())
        .withMessage(
            message.length() > MAX_MESSAGE ? message.substring(0, MAX_MESSAGE - 1) + "…" : message)
        .withCount(1)
        .withFirstTimestamp(now)
        .withLastTimestamp(at.truncatedTo(ChronoUnit.SECONDS).toString())
        .withNewSource(FieldManager.NAME, null)
        .withReportingComponent(TrainingJob.GROUP + "/operator")
        .withReportingInstance("")
        .build();
  }

  /** The same thing told again is the same event with a higher count. */
  private static String name(TrainingJob job, Told told) {
    CRC32 crc = new CRC32();
    crc.update(
        (job.getMetadata().getUid() + '\n' + told.reason() + '\n' + told.message())
            .getBytes(StandardCharsets.UTF_8));
    return "%s.%s.%08x"
        .formatted(
            job.getMetadata().getName(),
            told.reason().toLowerCase(java.util.Locale.ROOT),
            crc.getValue());
  }
}
