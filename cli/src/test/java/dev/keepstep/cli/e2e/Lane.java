package dev.keepstep.cli.e2e;

import dev.keepstep.api.v1alpha1.AttemptStatus;
import dev.keepstep.api.v1alpha1.TrainingJobStatus;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Two spot nodes in two zones for one run at a time, so that runs side by side never lose each
 * other's nodes. A node that was taken away is replaced, as a cloud would.
 */
final class Lane {
  static final String LABEL = "e2e.keepstep.dev/lane";
  private static final List<String> ZONES = List.of("zone-a", "zone-b");

  /** Longer than a standby takes to warm up on an idle machine, shorter than any cloud's. */
  private static final Duration NOTICE = Duration.ofSeconds(15);

  private final Product product;
  private final String name;

  Lane(Product product, int number) {
    this.product = product;
    this.name = Integer.toString(number);
    ZONES.forEach(this::add);
  }

  private void add(String zone) {
    product.addSpot(zone, Map.of(LABEL, name));
  }

  /** How a node goes. */
  enum How {
    NOTICE,
    KILL
  }

  /**
   * An interruption to be.
   *
   * @param step it comes once this step is reported
   */
  record Planned(long step, How how) {}

  /**
   * Trains a job from its application to its end, and takes its nodes away as planned, if it lasts.
   */
  TrainingJobStatus run(ExampleJob job, String jobName, List<Planned> plan) {
    apply(job);
    int taken = 0;
    for (Planned next : plan) {
      int before = taken;
      TrainingJobStatus status =
          product.await(
              jobName,
              "trains at step %d in an attempt after %d".formatted(next.step(), before),
              s -> complete(s) || trains(s, before) && Product.step(s) >= next.step());
      if (complete(status)) {
        return status;
      }
      AttemptStatus attempt = status.attempt();
      taken = attempt.number();
      take(attempt, next.how());
    }
    return product.awaitComplete(jobName);
  }

  /** Has a job train on this lane's nodes. */
  void apply(ExampleJob job) {
    product.apply(job.on(LABEL, name));
  }

  /** Takes an attempt's node away and brings another up in its zone. */
  void take(AttemptStatus attempt, How how) {
    switch (how) {
      case NOTICE -> product.cluster().noticeInBackground(attempt.node(), NOTICE);
      case KILL -> product.kill(attempt.node());
    }
    add(attempt.zone());
  }

  private static boolean complete(TrainingJobStatus status) {
    return Product.condition(status, "Complete").startsWith("True");
  }

  private static boolean trains(TrainingJobStatus status, int after) {
    AttemptStatus attempt = status.attempt();
    return attempt != null
        && attempt.number() > after
        && attempt.end() == null
        && attempt.trainingAt() != null
        && attempt.node() != null;
  }
}
