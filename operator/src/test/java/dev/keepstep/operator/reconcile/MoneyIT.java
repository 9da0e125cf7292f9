package dev.keepstep.operator.reconcile;

import static dev.keepstep.operator.reconcile.Stage.always;
import static dev.keepstep.operator.reconcile.Stage.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keepstep.api.v1alpha1.CostStatus;
import dev.keepstep.api.v1alpha1.TrainingJob;
import dev.keepstep.core.contract.LeaseKeys;
import dev.keepstep.core.decide.money.AttemptCost;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.math.BigDecimal;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The ledger and the budget on a real API server. */
class MoneyIT extends TwoSpotNodes {
  /** So dear that a look's time costs something. */
  private static final String BOOK =
      """
      {"currency":"USD","entries":[{"instanceType":"m.large","zone":"zone-","spot":36000,"onDemand":72000}]}
      """;

  @Test
  void what_attempts_cost_is_on_their_leases_and_outlives_status_and_operator() {
    // Given two attempts, the first of them lost
    stage.with("PRICES", BOOK).start();
    stage.create("job");
    Pod first = stage.run("job", 1, spotA);
    stage.train(first, 0, 40, 30);
    eventually(() -> assertThat(stage.status("job").state()).isEqualTo("Training"));
    stage.deleteNode(spotA);
    Pod second = stage.run("job", 2, spotB);
    stage.train(second, 30, 60, 50);

    // Then
    eventually(
        () -> {
          CostStatus cost = stage.status("job").cost();
          assertThat(cost).isNotNull();
          assertThat(cost.currency()).isEqualTo("USD");
          assertThat(new BigDecimal(cost.total())).isPositive();
          assertThat(cost.onDemand()).isEqualTo("0.0000");
          // 60 useful steps at 250.5 ms at 20 a second, and 10 lost at 10 a second
          assertThat(cost.baseline()).isEqualTo("300.0000");
          assertThat(cost.recomputed()).isEqualTo("25.0000");
          assertThat(cost.savedShare()).endsWith("%");
          assertThat(cost.unpricedFor()).isNull();
        });
    AttemptCost over = kept(1);
    assertThat(over.over()).isTrue();
    assertThat(over.zone()).isEqualTo("zone-a");
    assertThat(over.usefulSteps()).isEqualTo(30);
    assertThat(over.recomputedSteps()).isEqualTo(10);
    assertThat(stage.status("job").attempt().charge().pricePerHour()).isEqualTo("36000");

    // When status is lost, and the operator with it
    stage.stop();
    stage
        .client
        .resources(TrainingJob.class)
        .inNamespace(stage.namespace)
        .withName("job")
        .subresource("status")
        .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"status\":null}");
    stage.start();

    // Then the first attempt costs what it did
    eventually(() -> assertThat(stage.status("job").cost()).isNotNull());
    assertThat(kept(1)).isEqualTo(over);
    assertThat(new BigDecimal(stage.status("job").cost().total()))
        .isGreaterThanOrEqualTo(
            over.amount().orElseThrow().setScale(2, java.math.RoundingMode.DOWN));
  }

  @Test
  void what_has_no_price_is_said_plainly() {
    // Given a book without this node
    stage.start();
    stage.create("job");
    Pod pod = stage.run("job", 1, spotA);
    stage.train(pod, 0, 40, 30);

    // Then
    eventually(
        () -> {
          CostStatus cost = stage.status("job").cost();
          assertThat(cost).isNotNull();
          assertThat(cost.total()).isNull();
          assertThat(cost.message())
              .isEqualTo(
                  "no price for spot m.large in zone-a: its hours are counted and nothing else; add it to the chart's prices");
        });
  }

  @Test
  void a_budget_that_is_spent_stops_the_attempt_and_more_goes_on() {
    // Given a budget of half a second
    stage.with("PRICES", BOOK).start();
    stage.create("job", "budget: {amount: \"5\", currency: USD}");
    Pod first = stage.run("job", 1, spotA);
    stage.train(first, 0, 40, 30);

    // Then it is told to save and end
    eventually(
        () ->
            assertThat(stage.status("job").attempt())
                .isNotNull()
                .extracting(a -> a.stopping())
                .isEqualTo("BudgetSpent"));
    stage.exit(first, 75, Messages.of("Interrupted", 41, 41L, "saved"));
    eventually(
        () -> assertThat(stage.condition("job", "BudgetExhausted")).isEqualTo("True/BudgetSpent"));
    eventually(
        () ->
            assertThat(stage.message("job", "BudgetExhausted"))
                .contains("spec.budget allows 5 USD; raise it to go on from step 41"));
    always(Duration.ofSeconds(1), () -> assertThat(stage.pod("job", 2)).isEmpty());
    assertThat(stage.status("job").interruptions().count()).isZero();

    // When it is raised
    stage.change("job", "budget.amount", "\"1000000\"");

    // Then
    stage.awaitPod("job", 2);
    eventually(
        () ->
            assertThat(stage.condition("job", "BudgetExhausted")).isEqualTo("False/WithinBudget"));
    eventually(() -> assertThat(stage.events("job")).contains("BudgetExhausted", "BudgetRaised"));

    // When it is taken away
    stage.change("job", "budget", "null");

    // Then what was there stays, and says so
    eventually(
        () -> assertThat(stage.condition("job", "BudgetExhausted")).isEqualTo("False/NoBudget"));
  }

  @Test
  void a_budget_in_a_currency_without_prices_is_not_begun() {
    // Given
    stage.with("PRICES", BOOK).start();
    stage.create("job", "budget: {amount: \"40.00\", currency: XYZ}");

    // Then
    eventually(
        () ->
            assertThat(stage.condition("job", "BudgetExhausted"))
                .isEqualTo("Unknown/BudgetWithoutPrices"));
    assertThat(stage.message("job", "Placed"))
        .isEqualTo(
            "spec.budget.currency is XYZ, and the price book is in USD: give the budget in that, since currencies are never converted");
    assertThat(stage.pods("job")).isEmpty();

    // When it is mended
    stage.change("job", "budget.currency", "USD");

    // Then
    stage.awaitPod("job", 1);
  }

  private AttemptCost kept(int attempt) {
    return AttemptCost.parse(
            stage
                .lease("job", attempt)
                .orElseThrow()
                .getMetadata()
                .getAnnotations()
                .getOrDefault(LeaseKeys.COST, ""))
        .orElseThrow();
  }
}
