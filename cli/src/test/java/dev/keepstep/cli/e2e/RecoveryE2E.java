package dev.keepstep.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keepstep.api.v1alpha1.Labels;
import dev.keepstep.api.v1alpha1.TrainingJobStatus;
import dev.keepstep.localcluster.logs.ApiTrouble;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListMap;
import org.junit.jupiter.api.Test;

/**
 * Keepstep itself and the cluster's API fail: no healthy attempt is relaunched, and none is placed
 * twice. Recovery is shown by work done: steps that go by, a run that ends.
 */
@OnRealNodes
class RecoveryE2E {
  private static final Duration OUTAGE = Duration.ofSeconds(60);

  /** Nobody waits for its end, however fast or slow the machine is. */
  private static final long ENDLESS = 1_000_000;

  private static final String LIGHT = "resources: {requests: {cpu: 50m, memory: 256Mi}}";

  @Test
  @ApiTrouble
  void an_api_that_is_away_for_a_minute_disturbs_no_attempt(Product product) throws Exception {
    product.addSpot("zone-a");
    product.addSpot("zone-b");
    // Given a run that outlasts the outage, and one that ends in it
    product.apply(job(product, "long", ENDLESS).with("spec: {checkpoint: {interval: 5s}}"));
    product.apply(job(product, "short", 500));
    product.awaitStep("long", 1);
    product.await("short", "trains", s -> s.attempt() != null && s.attempt().trainingAt() != null);
    Map<String, String> before = uids(product);
    long step = Product.step(product.status("long"));

    // When the API server is gone, for the operator, for kubelets and for trainers alike
    product.cluster().stopApi();
    try {
      Thread.sleep(OUTAGE); // what is tested is this length of time
    } finally {
      product.cluster().startApi();
    }

    // Then
    TrainingJobStatus ended = product.awaitComplete("short");
    TrainingJobStatus going = product.awaitStep("long", step + 1);
    for (TrainingJobStatus status : List.of(ended, going)) {
      assertThat(status.attempt().number()).isEqualTo(1);
      assertThat(status.interruptions().count()).isZero();
      assertThat(status.failures()).isNull();
    }
    assertThat(uids(product)).isEqualTo(before);
  }

  @Test
  void an_operator_that_dies_in_the_middle_of_an_interruption_places_nothing_twice(
      Product product) {
    long draw = Long.getLong("keepstep.e2e.draw", System.nanoTime());
    SplittableRandom random = new SplittableRandom(draw);
    String healthy = product.addSpot("zone-a", Map.of(Lane.LABEL, "healthy"));
    product.apply(job(product, "healthy", ENDLESS).on(Lane.LABEL, "healthy"));
    product.addSpot("zone-b", Map.of(Lane.LABEL, "struck"));
    product.apply(job(product, "struck", ENDLESS).on(Lane.LABEL, "struck"));
    product.awaitStep("healthy", 1);

    try (Sightings pods = Sightings.of(product)) {
      int kills = 3;
      for (int kill = 1; kill <= kills; kill++) {
        int number = kill;
        TrainingJobStatus status =
            product.await(
                "struck",
                "trains in attempt %d".formatted(number),
                s ->
                    s.attempt() != null
                        && s.attempt().number() == number
                        && s.attempt().trainingAt() != null);
        product.addSpot("zone-b", Map.of(Lane.LABEL, "struck"));

        // When the node goes, and the operator at any moment of what follows from that
        Thread killing = Thread.ofVirtual().start(() -> product.kill(status.attempt().node()));
        pause(Duration.ofMillis(random.nextInt(6000)));
        killOperator(product);
        join(killing);
      }
      TrainingJobStatus struck =
          product.await(
              "struck",
              "trains after all of it",
              s ->
                  s.attempt() != null
                      && s.attempt().number() > kills
                      && s.attempt().trainingAt() != null);

      // Then
      assertThat(struck.attempt().number()).as("drawn %d", draw).isEqualTo(kills + 1);
      assertThat(struck.interruptions().count()).isEqualTo(kills);
      assertThat(struck.failures()).isNull();
      assertThat(pods.uidsByName("struck")).hasSize(kills + 1);
      assertThat(pods.uidsByName("struck").values()).as("%s", pods).allMatch(u -> u.size() == 1);
      assertThat(pods.uidsByName("healthy")).hasSize(1);
    }
    TrainingJobStatus status =
        product.awaitStep("healthy", Product.step(product.status("healthy")) + 1);
    assertThat(status.attempt().number()).isEqualTo(1);
    assertThat(status.attempt().node()).isEqualTo(healthy);
    assertThat(status.interruptions().count()).isZero();
  }

  /** As a process that the kernel kills: no grace, no last word. */
  private static void killOperator(Product product) {
    product.operatorPods().withGracePeriod(0).delete();
  }

  private static Map<String, String> uids(Product product) {
    Map<String, String> uids = new ConcurrentSkipListMap<>();
    for (String job : List.of("long", "short")) {
      product.pods(job).forEach(p -> uids.put(p.getMetadata().getName(), p.getMetadata().getUid()));
    }
    return uids;
  }

  private static ExampleJob job(Product product, String name, long steps) {
    return product
        .smallJob(name)
        .with("spec: {training: {steps: %d}}".formatted(steps))
        .withTrainer(LIGHT);
  }

  private static void pause(Duration time) {
    try {
      Thread.sleep(time);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Every pod of the test's jobs that there ever was, whatever became of it. */
  private record Sightings(
      Map<String, TreeSet<String>> uids, io.fabric8.kubernetes.client.Watch watch)
      implements AutoCloseable {

    static Sightings of(Product product) {
      Map<String, TreeSet<String>> uids = new ConcurrentSkipListMap<>();
      return new Sightings(
          uids,
          product
              .client()
              .pods()
              .inNamespace(product.namespace())
              .withLabel(Labels.JOB)
              .watch(
                  new Watcher<>() {
                    @Override
                    public void eventReceived(Action action, Pod pod) {
                      uids.computeIfAbsent(pod.getMetadata().getName(), _ -> new TreeSet<>())
                          .add(pod.getMetadata().getUid());
                    }

                    @Override
                    public void onClose(WatcherException cause) {
                      if (cause != null) {
                        uids.put("the watch broke: " + cause, new TreeSet<>());
                      }
                    }
                  }));
    }

    Map<String, TreeSet<String>> uidsByName(String job) {
      Map<String, TreeSet<String>> of = new java.util.TreeMap<>(uids);
      of.keySet().removeIf(name -> !name.startsWith(job + "-"));
      return of;
    }

    @Override
    public void close() {
      watch.close();
    }
  }
}
