package dev.keepstep.operator.reconcile;

import dev.keepstep.api.v1alpha1.Labels;
import dev.keepstep.api.v1alpha1.TrainingJob;
import dev.keepstep.api.v1alpha1.TrainingJobStatus;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a scenario leaves behind, free of times, UIDs and messages, so that two runs can be
 * compared.
 *
 * @param created how often an object of each name was made
 * @param ended how often an object of each name that had not ended by itself was deleted
 * @param job the job's state and counts; empty if it is gone
 */
record Outcome(Map<String, Integer> created, Map<String, Integer> ended, Map<String, String> job) {

  /** Watches a namespace from its beginning, by a client that no fault touches. */
  static final class Recorder implements AutoCloseable {
    private final Stage stage;
    private final Map<String, Set<String>> created = new ConcurrentHashMap<>();
    private final Map<String, Set<String>> ended = new ConcurrentHashMap<>();
    private final Set<String> over = ConcurrentHashMap.newKeySet();
    private final Watch pods;
    private final Watch leases;

    Recorder(Stage stage) {
      this.stage = stage;
      pods = stage.client.pods().inNamespace(stage.namespace).watch(watcher());
      leases = stage.client.leases().inNamespace(stage.namespace).watch(watcher());
    }

    private <T extends HasMetadata> Watcher<T> watcher() {
      return new Watcher<>() {
        @Override
        public void eventReceived(Action action, T object) {
          note(action, object);
        }

        @Override
        public void onClose(WatcherException cause) {
          throw new IllegalStateException(cause);
        }
      };
    }

    private void note(Watcher.Action action, HasMetadata object) {
      String name = object.getKind() + "/" + object.getMetadata().getName();
      String uid = object.getMetadata().getUid();
      created.computeIfAbsent(name, _ -> ConcurrentHashMap.newKeySet()).add(uid);
      boolean deleted =
          action == Watcher.Action.DELETED || object.getMetadata().getDeletionTimestamp() != null;
      if (deleted && !over.contains(uid)) {
        ended.computeIfAbsent(name, _ -> ConcurrentHashMap.newKeySet()).add(uid);
      }
      if (object instanceof Pod pod
          && Set.of("Succeeded", "Failed").contains(pod.getStatus().getPhase())) {
        over.add(uid);
      }
    }

    Outcome now() {
      return new Outcome(
          counts(created),
          counts(ended),
          Optional.ofNullable(stage.get("job")).map(Recorder::read).orElse(Map.of()));
    }

    /** Pods and Leases that no status accounts for. */
    Set<String> leaked() {
      Set<Integer> known = new TreeSet<>();
      Optional.ofNullable(stage.get("job"))
          .map(TrainingJob::getStatus)
          .ifPresent(
              s ->
                  Stream.of(s.attempt(), s.standby())
                      .filter(a -> a != null)
                      .forEach(a -> known.add(a.number())));
      return stage.client.pods().inNamespace(stage.namespace).list().getItems().stream()
          .filter(p -> !Set.of("Succeeded", "Failed").contains(p.getStatus().getPhase()))
          .filter(
              p -> {
                String attempt = p.getMetadata().getLabels().get(Labels.ATTEMPT);
                return attempt == null || !known.contains(Integer.valueOf(attempt));
              })
          .map(p -> p.getMetadata().getName())
          .collect(Collectors.toSet());
    }

    private static Map<String, Integer> counts(Map<String, Set<String>> all) {
      Map<String, Integer> counts = new TreeMap<>();
      all.forEach((name, uids) -> counts.put(name, uids.size()));
      return counts;
    }

    private static Map<String, String> read(TrainingJob job) {
      TrainingJobStatus s =
          Optional.ofNullable(job.getStatus()).orElseGet(TrainingJobStatus::empty);
      Map<String, String> all = new TreeMap<>();
      all.put("state", String.valueOf(s.state()));
      s.conditions().forEach(c -> all.put(c.getType(), c.getStatus() + "/" + c.getReason()));
      if (s.attempt() != null) {
        all.put("attempt", s.attempt().number() + " on " + s.attempt().capacity());
      }
      all.put("standby", String.valueOf(s.standby() == null ? null : s.standby().number()));
      if (s.interruptions() != null) {
        all.put("interruptions", s.interruptions().byCause().toString());
      }
      if (s.failures() != null) {
        all.put("failures", Integer.toString(s.failures().count()));
      }
      all.put("retries", String.valueOf(s.retries()));
      if (s.progress() != null) {
        all.put("progress", s.progress().step() + " of " + s.progress().steps());
      }
      all.put("finalizers", job.getMetadata().getFinalizers().toString());
      return all;
    }

    @Override
    public void close() {
      pods.close();
      leases.close();
    }
  }
}
