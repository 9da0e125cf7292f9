package dev.keepstep.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keepstep.core.contract.LeaseKeys;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;

/**
 * How an attempt's place is taken by the next one, as somebody sees it who watches the cluster: the
 * order of things, and the time in which neither trains.
 */
final class Handover implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** Something seen. */
  private record Seen(String lease, String phase, boolean stop, long nanos) {}

  private final String leaving;
  private final List<Seen> seen = new CopyOnWriteArrayList<>();
  private final Map<String, Long> steps = new ConcurrentHashMap<>();
  private final List<Watch> watches;

  private Handover(Product product, String job, int attempt) {
    leaving = job + "-" + attempt;
    watches =
        List.of(
            product
                .client()
                .pods()
                .inNamespace(product.namespace())
                .watch(watcher((Pod pod) -> see(pod))),
            product
                .client()
                .leases()
                .inNamespace(product.namespace())
                .watch(watcher((Lease lease) -> see(lease, job))));
  }

  /** Watches an attempt's going. */
  static Handover watch(Product product, String job, int attempt) {
    return new Handover(product, job, attempt);
  }

  private void see(Pod pod) {
    if (pod.getMetadata().getName().startsWith(leaving + "-")
        && pod.getMetadata().getDeletionTimestamp() != null
        && stops().isEmpty()) {
      seen.add(new Seen(leaving, "", true, System.nanoTime()));
    }
  }

  private void see(Lease lease, String job) {
    Map<String, String> notes = lease.getMetadata().getAnnotations();
    String name = lease.getMetadata().getName();
    if (notes == null || !name.startsWith(job + "-")) {
      return;
    }
    String phase = notes.getOrDefault(LeaseKeys.PHASE, "");
    if (seen.stream().noneMatch(s -> s.lease().equals(name) && s.phase().equals(phase))) {
      seen.add(new Seen(name, phase, false, System.nanoTime()));
    }
    if (notes.containsKey(LeaseKeys.STEP)) {
      steps.merge(name, Long.valueOf(notes.get(LeaseKeys.STEP)), Math::max);
    }
  }

  /** The last step that an attempt reported. */
  long lastStepOf(int attempt) {
    return steps.get(leaving.replaceFirst("\\d+$", Integer.toString(attempt)));
  }

  /** The next one has restored and warmed up, and waits, before the one that leaves is stopped. */
  void assertWarmBeforeStop() {
    Awaitility.await("the stop and the training were seen")
        .atMost(PATIENCE)
        .until(() -> !stops().isEmpty() && !by("Training").isEmpty());
    assertThat(by("Waiting")).as("%s", seen).isNotEmpty();
    assertThat(by("Waiting").getFirst().nanos())
        .as("%s", seen)
        .isLessThan(stops().getFirst().nanos());
  }

  /**
   * From when the stop was asked for, which lets the one that leaves finish its step and save it,
   * to the next one's report that it trains: more than the time in which neither does.
   */
  Duration gap() {
    return Duration.ofNanos(by("Training").getFirst().nanos() - stops().getFirst().nanos());
  }

  /** What was seen from the stop on, with the milliseconds since. */
  String timeline() {
    long stop = stops().getFirst().nanos();
    return seen.stream()
        .filter(s -> s.nanos() >= stop)
        .map(
            s ->
                "%s %s after %d ms"
                    .formatted(
                        s.lease(),
                        s.stop() ? "told to stop" : s.phase(),
                        Duration.ofNanos(s.nanos() - stop).toMillis()))
        .collect(Collectors.joining(", "));
  }

  private List<Seen> stops() {
    return seen.stream().filter(Seen::stop).toList();
  }

  private List<Seen> by(String phase) {
    return seen.stream()
        .filter(s -> !s.lease().equals(leaving) && s.phase().equals(phase))
        .filter(s -> number(s.lease()) > number(leaving))
        .toList();
  }

  private static int number(String lease) {
    return Integer.parseInt(lease.substring(lease.lastIndexOf('-') + 1));
  }

  private static <T> Watcher<T> watcher(Consumer<T> seen) {
    return new Watcher<>() {
      @Override
      public void eventReceived(Action action, T resource) {
        seen.accept(resource);
      }

      @Override
      public void onClose(WatcherException cause) {
        // the test is over, or will find that nothing was seen
      }
    };
  }

  @Override
  public void close() {
    watches.forEach(Watch::close);
  }
}
