package dev.keepstep.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keepstep.api.v1alpha1.AttemptStatus;
import dev.keepstep.api.v1alpha1.Durations;
import dev.keepstep.api.v1alpha1.StepTimeStatus;
import dev.keepstep.api.v1alpha1.TrainingJobStatus;
import dev.keepstep.core.checkpoint.TrailLog;
import dev.keepstep.core.proof.Trail;
import dev.keepstep.core.proof.TrailEntry;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/**
 * Where a run goes, why, and what that costs, on real nodes. Nobody waits for a run's end, so that
 * a fast machine and a slow one see the same: bits are compared step by step with those of a run
 * that is left alone.
 */
@OnRealNodes
class PlacementE2E {
  private static final long ENDLESS = 1_000_000;
  private static final String LIGHT = "resources: {requests: {cpu: 100m, memory: 256Mi}}";

  @Test
  void a_budget_that_is_spent_stops_the_run_and_more_money_goes_on_with_it(Product product) {
    // Given half of an on-demand node at 1.00 an hour, and money for 7.2 s of it
    String node = product.addOnDemand("zone-a");
    ExampleJob job =
        job(product, "budget")
            .withTrainer("resources: {requests: {cpu: \"%d\"}}".formatted(halfOf(product, node)))
            .with("spec: {capacity: {policy: OnDemandOnly}}")
            .with("spec: {budget: {amount: \"0.001\", currency: USD}}");
    product.apply(job);

    // Then it is stopped with a checkpoint, and nothing else is placed
    String said = product.awaitCondition("budget", "BudgetExhausted", "True/BudgetSpent");
    assertThat(said).contains("spec.budget allows 0.001 USD");
    TrainingJobStatus stopped =
        product.await("budget", "has ended", s -> s.attempt().end() != null);
    assertThat(stopped.attempt().node()).isEqualTo(node);
    assertThat(stopped.attempt().end().cause()).isEqualTo("BudgetSpent");
    assertThat(new BigDecimal(stopped.attempt().charge().pricePerHour())).isEqualByComparingTo("1");
    assertThat(stopped.interruptions().count()).isZero();

    // When it is raised
    product.apply(job.with("spec: {budget: {amount: \"100\"}}"));

    // Then the run goes on from there, and the ledger has both attempts
    TrainingJobStatus going = product.await("budget", "goes on", trains(a -> a.number() == 2));
    // on a busy machine the money may be gone before there is anything to save
    assertThat(going.attempt().resumedAtStep())
        .isEqualTo(Objects.requireNonNullElse(stopped.attempt().end().checkpointStep(), 0L));
    assertThat(Product.condition(going, "BudgetExhausted")).startsWith("False");
    assertThat(going.cost().currency()).isEqualTo("USD");
    assertThat(new BigDecimal(going.cost().onDemand())).isGreaterThan(new BigDecimal("0.001"));
    assertThat(new BigDecimal(going.cost().spot())).isEqualByComparingTo("0");
    product.awaitEvent("budget", "BudgetExhausted: .*");
    product.awaitEvent("budget", "BudgetRaised: .*");
  }

  @Test
  void spot_runs_dry_and_on_demand_comes_in_time_and_spot_returns_without_a_gap(Product product) {
    // Given a run on spot with all the time in the world, and one that is left alone
    String spot = product.addSpot("zone-a");
    product.addOnDemand("zone-a");
    product.apply(job(product, "undisturbed").with("spec: {capacity: {policy: OnDemandOnly}}"));
    ExampleJob job =
        job(product, "moved")
            .with("spec: {capacity: {zones: [zone-a, zone-b], provisionTimeout: 4s}}")
            .with("spec: {deadline: {after: 48h}}");
    product.apply(job);
    product.awaitStep("moved", 100);

    // When spot runs dry
    product.kill(spot);

    // Then it is waited for, since there is time
    String waits = product.awaitCondition("moved", "Placed", "False/WaitingForSpot");
    assertThat(waits)
        .matches("waits for (spot: slack .* is above the reserve of|a cheaper zone: \\d).*");

    // When there is hardly any more than the work takes
    TrainingJobStatus waiting = product.status("moved");
    Duration gone = Duration.between(Instant.parse(waiting.startTime()), Instant.now());
    Duration needed = workLeft(waiting).plusSeconds(60);
    product.apply(
        job.with("spec: {deadline: {after: %ds}}".formatted(gone.plus(needed).toSeconds())));

    // Then on-demand is asked for at once, and in time
    TrainingJobStatus bridged =
        product.await(
            "moved",
            "goes to on-demand",
            s -> s.attempt() != null && "on-demand".equals(s.attempt().capacity()));
    assertThat(bridged.attempt().reason()).isEqualTo("Deadline");
    assertThat(bridged.attempt().why())
        .startsWith("on-demand")
        .matches(".*(slack .* is below the reserve of|are left and .* are needed).*");
    assertThat(Product.condition(bridged, "DeadlineAtRisk")).isEqualTo("False/InTime");
    int onDemand = bridged.attempt().number();
    product.await("moved", "trains on on-demand", trains(a -> a.number() == onDemand));

    // When time is no matter again, and spot comes back
    try (Handover handover = Handover.watch(product, "moved", onDemand)) {
      product.addSpot("zone-b");
      product.apply(job.with("spec: {deadline: {after: 48h}}"));

      // Then the run goes back to it, and the one that leaves is stopped when the other is warm
      TrainingJobStatus back =
          product.await(
              "moved",
              "is back on spot",
              trains(a -> a.number() > onDemand && "spot".equals(a.capacity())));
      assertThat(back.attempt().zone()).isEqualTo("zone-b");
      assertThat(back.attempt().why()).contains("instead of on-demand");
      handover.assertWarmBeforeStop();
      System.err.printf(
          "PlacementE2E: %d ms from the stop on on-demand to training on spot: %s%n",
          handover.gap().toMillis(), handover.timeline());
      // moving is no interruption: only the loss counts, and a move repeats no step
      assertThat(back.interruptions().count()).isEqualTo(1);
      assertThat(back.attempt().resumedAtStep()).isEqualTo(handover.lastStepOf(onDemand));
    }
    assertSameBits(product, "moved", "undisturbed", 3);
    TrainingJobStatus moved = product.status("moved");
    assertThat(moved.progress().stepTimes())
        .extracting(StepTimeStatus::capacity)
        .containsExactly("on-demand", "spot");
    assertThat(new BigDecimal(moved.cost().onDemand())).isPositive();
    assertThat(new BigDecimal(moved.cost().spot())).isPositive();
  }

  @Test
  void a_zone_fails_and_the_next_is_used_and_an_attempt_is_rotated(Product product) {
    // Given
    String first = product.addSpot("zone-a");
    ExampleJob job = job(product, "zones").with("spec: {capacity: {zones: [zone-a, zone-b]}}");
    product.apply(job);
    product.await("zones", "trains in zone-a", trains(a -> "zone-a".equals(a.zone())));

    // When its zone fails
    product.addSpot("zone-b");
    product.kill(first);

    // Then
    TrainingJobStatus next =
        product.await("zones", "is in the next zone", trains(a -> a.number() == 2));
    assertThat(next.attempt().zone()).isEqualTo("zone-b");
    assertThat(next.attempt().why())
        .contains("avoiding zone-a (refused or lost a short while ago)");

    // When that attempt nears the greatest age that is allowed
    product.addSpot("zone-b");
    Duration age = Duration.between(Instant.parse(next.attempt().scheduledAt()), Instant.now());
    try (Handover handover = Handover.watch(product, "zones", 2)) {
      product.apply(
          job.with(
              "spec: {capacity: {provisionTimeout: 2m, maxLifetime: %ds}}"
                  .formatted(2 * age.toSeconds() + 60)));

      // Then
      TrainingJobStatus rotated =
          product.await("zones", "is rotated", trains(a -> a.number() == 3));
      assertThat(rotated.attempt().reason()).isEqualTo("Rotation");
      assertThat(rotated.attempt().why())
          .contains("attempt 2 is ", "spec.capacity.maxLifetime is ");
      handover.assertWarmBeforeStop();
      assertThat(rotated.interruptions().count()).isEqualTo(1);
      assertThat(rotated.interruptions().byCause()).containsOnlyKeys("NodeLost");
    }
  }

  private static ExampleJob job(Product product, String name) {
    return product
        .smallJob(name)
        .with("spec: {training: {steps: %d}, checkpoint: {interval: 2s}}".formatted(ENDLESS))
        .withTrainer(LIGHT);
  }

  private static Predicate<TrainingJobStatus> trains(Predicate<AttemptStatus> which) {
    return s ->
        s.attempt() != null
            && s.attempt().end() == null
            && s.attempt().trainingAt() != null
            && which.test(s.attempt());
  }

  private static int halfOf(Product product, String node) {
    return product
            .client()
            .nodes()
            .withName(node)
            .get()
            .getStatus()
            .getAllocatable()
            .get("cpu")
            .getNumericalAmount()
            .intValue()
        / 2;
  }

  /** At the pace that was measured. */
  private static Duration workLeft(TrainingJobStatus status) {
    Duration step =
        status.progress().stepTimes().stream()
            .map(s -> Durations.parse(s.stepTime()))
            .max(Duration::compareTo)
            .orElseThrow();
    Long durable = status.progress().checkpointStep();
    return step.multipliedBy(ENDLESS - (durable == null ? 0 : durable));
  }

  /** Every step that both recorded, and some that the last of several writers computed. */
  private static void assertSameBits(Product product, String job, String other, int writers) {
    Map<Long, List<TrailEntry>> common =
        product.awaitAt(
            () -> common(trail(product, job), trail(product, other)),
            "steps that writer %d of %s and %s both computed".formatted(writers, job, other),
            steps ->
                steps.values().stream().flatMap(List::stream).anyMatch(e -> e.writer() == writers));
    common.forEach(
        (step, entries) ->
            assertThat(entries)
                .extracting(TrailEntry::value)
                .as("step %d", step)
                .containsOnly(entries.getFirst().value()));
  }

  private static Map<Long, List<TrailEntry>> common(Trail one, Trail other) {
    Map<Long, List<TrailEntry>> common = new TreeMap<>();
    for (TrailEntry entry : one.entries()) {
      List<TrailEntry> same = other.at(entry.step(), TrailEntry.Kind.DIGEST);
      if (entry.kind() == TrailEntry.Kind.DIGEST && !same.isEmpty()) {
        common.computeIfAbsent(entry.step(), _ -> new ArrayList<>(same)).add(entry);
      }
    }
    return common;
  }

  private static Trail trail(Product product, String job) {
    return TrailLog.readAll(product.store(), product.keys(job));
  }
}
