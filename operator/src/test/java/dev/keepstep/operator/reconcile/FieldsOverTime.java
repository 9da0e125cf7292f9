package dev.keepstep.operator.reconcile;

import static dev.keepstep.operator.reconcile.Field.WHILE;
import static dev.keepstep.operator.reconcile.Hands.always;
import static dev.keepstep.operator.reconcile.Hands.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keepstep.api.v1alpha1.Labels;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** The fields whose effect comes with time, money or what went wrong. */
final class FieldsOverTime {
  /** So dear that a look's time costs something. */
  static final String PRICES =
      """
      {"currency":"USD","entries":[{"instanceType":"m.large","zone":"zone-","spot":36000,"onDemand":72000}]}
      """;

  private FieldsOverTime() {}

  static List<Field> all() {
    return List.of(
        Field.of("budget.amount", FieldsOverTime::budget)
            .given("budget.currency", "USD")
            .refuses(
                "\"0\"",
                "spec.budget.amount must be more than 0; leave the budget out for no limit"),
        Field.of("budget.currency", FieldsOverTime::currency).given("budget.amount", "\"9999\""),
        Field.of("deadline.after", FieldsOverTime::deadlineAfter)
            .refuses(
                "0s", "spec.deadline.after must be more than 0s; leave the deadline out for none"),
        Field.of("deadline.at", FieldsOverTime::deadlineAt),
        Field.of("training.estimatedDuration", FieldsOverTime::estimate)
            .given("deadline.after", "3h"),
        Field.of("capacity.provisionTimeout", FieldsOverTime::provisionTimeout),
        Field.of("capacity.maxLifetime", FieldsOverTime::maxLifetime)
            .refuses(
                "29s", "spec.capacity.maxLifetime must be at least 30s; leave it out for never"),
        Field.of("limits.hangTimeout", FieldsOverTime::hang)
            .refuses(
                "29s",
                "spec.limits.hangTimeout must be at least 30s, the time between two heartbeats"),
        Field.of("limits.failures", FieldsOverTime::failures),
        Field.of("limits.interruptions", FieldsOverTime::interruptions),
        Field.of("limits.attemptsWithoutProgress", FieldsOverTime::withoutProgress),
        Field.of("ttlAfterFinished", FieldsOverTime::ttl));
  }

  private static void budget(Trial t) {
    t.create("\"999999999.999999\"");
    Pod first = t.trains(1, t.ground.spotA());
    t.until("BudgetExhausted", "False/WithinBudget");
    t.set("\"0.01\"");
    eventually(() -> assertThat(t.status().attempt().stopping()).isEqualTo("BudgetSpent"));
    t.stage.exit(first, 75, Messages.of("Interrupted", 41, 41L, "saved"));
    t.until("BudgetExhausted", "True/BudgetSpent");
    t.set("\"999999999.999999\"");
    t.until("BudgetExhausted", "False/WithinBudget");
    t.pod(2);
  }

  private static void currency(Trial t) {
    t.create("XYZ");
    t.until("BudgetExhausted", "Unknown/BudgetWithoutPrices");
    always(WHILE, () -> assertThat(t.placed(1)).isFalse());
    t.set("USD");
    t.pod(1);
    t.until("BudgetExhausted", "False/WithinBudget");
    t.set("XYZ");
    eventually(
        () -> assertThat(t.stage.condition(t.name, "BudgetExhausted")).startsWith("Unknown/"));
  }

  private static void deadlineAfter(Trial t) {
    t.create("3h");
    t.pod(1);
    eventually(() -> assertThat(t.status().deadline()).isNotNull());
    for (String after : List.of("3h", "5h", "3h")) {
      t.set(after);
      eventually(
          () ->
              assertThat(t.status().deadline().at())
                  .isEqualTo(
                      Instant.parse(t.status().startTime())
                          .plus(Duration.parse("PT" + after.toUpperCase(java.util.Locale.ROOT)))
                          .toString()));
    }
  }

  private static void deadlineAt(Trial t) {
    t.create("\"2099-01-01T00:00:00Z\"");
    t.pod(1);
    eventually(() -> assertThat(t.status().deadline()).isNotNull());
    for (String at :
        List.of("2099-01-01T00:00:00Z", "2098-12-31T23:00:00Z", "2099-01-01T00:00:00Z")) {
      t.set("\"" + at + "\"");
      eventually(() -> assertThat(t.status().deadline().at()).isEqualTo(at));
    }
  }

  private static void estimate(Trial t) {
    t.create("1h");
    t.until("DeadlineAtRisk", "False/InTime");
    t.set("10h");
    t.until("DeadlineAtRisk", "True/TooLittleTime");
    t.set("1h");
    t.until("DeadlineAtRisk", "False/InTime");
  }

  private static void provisionTimeout(Trial t) {
    t.create("10h");
    asks(t, 1);
    t.clock.advance(Duration.ofHours(1));
    always(WHILE, () -> assertThat(t.placed(2)).isFalse());
    t.set("30m");
    Pod second = t.pod(2);
    assertThat(second.getMetadata().getLabels()).containsEntry(Labels.CAPACITY, "on-demand");
    t.set("10h");
    // a while later spot is asked for anew
    t.clock.advance(Duration.ofDays(2));
    t.after(second);
    asks(t, 3);
    t.clock.advance(Duration.ofHours(1));
    always(WHILE, () -> assertThat(t.placed(4)).isFalse());
  }

  private static void asks(Trial t, int attempt) {
    t.stage.unschedulable(t.pod(attempt), "0/3 nodes are available");
    t.until("Placed", "False/Asking");
  }

  private static void maxLifetime(Trial t) {
    t.create("100h");
    t.trains(1, t.ground.spotA());
    t.clock.advance(Duration.ofHours(9).plusMinutes(55));
    always(WHILE, () -> assertThat(t.placed(2)).isFalse());
    t.set("10h");
    t.pod(2);
    eventually(() -> assertThat(t.status().standby().reason()).isEqualTo("Rotation"));
    t.set("100h");
    eventually(() -> assertThat(t.status().standby()).isNull());
    // its Lease is still there, and is looked at again and again
    always(
        WHILE,
        () -> {
          assertThat(t.status().attempt().number()).isEqualTo(1);
          assertThat(t.status().state()).isEqualTo("Training");
        });
  }

  private static void hang(Trial t) {
    t.create("15m");
    Pod first = t.trains(1, t.ground.spotA());
    beats(t, first);
    always(WHILE, () -> assertThat(t.status().attempt().stopping()).isNull());
    t.set("1m");
    eventually(() -> assertThat(t.status().attempt().stopping()).isEqualTo("Hung"));
    t.stage.exit(first, 75, Messages.of("Interrupted", 40, 30L, "saved"));
    t.set("15m");
    t.clock.advance(Duration.ofHours(1)); // over the wait after a failure
    Pod second = t.trains(2, t.ground.spotB());
    beats(t, second);
    always(WHILE, () -> assertThat(t.status().attempt().stopping()).isNull());
  }

  /** Five minutes go by with heartbeats and without a step. */
  private static void beats(Trial t, Pod pod) {
    t.clock.advance(Duration.ofMinutes(5));
    t.stage.train(pod, 0, 40, 30);
  }

  private static void failures(Trial t) {
    t.create("5");
    Pod first = t.pod(1);
    t.stage.exit(first, 70, Messages.of("Exception", 3, null, "boom"));
    t.pod(2);
    t.set("6");
    t.set("5");
    always(WHILE, () -> assertThat(t.stage.condition(t.name, "Failed")).isEqualTo("none"));
    t.set("0");
    t.until("Failed", "True/TooManyFailures");
  }

  private static void interruptions(Trial t) {
    t.create("5");
    t.after(t.pod(1));
    t.set("6");
    t.set("5");
    always(WHILE, () -> assertThat(t.stage.condition(t.name, "Failed")).isEqualTo("none"));
    t.set("0");
    t.until("Failed", "True/TooManyInterruptions");
  }

  private static void withoutProgress(Trial t) {
    t.create("5");
    Pod third = t.after(t.after(t.pod(1)));
    assertThat(t.status().retries().failures()).isZero();
    t.set("1");
    t.clock.advance(Duration.ofHours(1));
    Pod fourth = t.after(third);
    eventually(() -> assertThat(t.status().retries().failures()).isEqualTo(1));
    t.set("5");
    t.clock.advance(Duration.ofHours(1));
    t.after(fourth);
    assertThat(t.status().retries().failures()).isEqualTo(1);
  }

  private static void ttl(Trial t) {
    t.create("1h");
    t.stage.exit(t.pod(1), 0, Messages.done(100));
    t.until("Complete", "True/Completed");
    t.set("2h");
    eventually(
        () -> {
          Long generation = t.stage.get(t.name).getMetadata().getGeneration();
          assertThat(t.status().observedGeneration()).isEqualTo(generation);
          // kubectl wait looks at the condition's
          assertThat(t.status().conditions())
              .allMatch(c -> c.getObservedGeneration().equals(generation));
        });
    t.clock.advance(Duration.ofMinutes(90));
    always(WHILE, () -> assertThat(t.stage.find(t.name)).isPresent());
    t.set("1h");
    eventually(() -> assertThat(t.stage.find(t.name)).isEmpty());
  }
}
