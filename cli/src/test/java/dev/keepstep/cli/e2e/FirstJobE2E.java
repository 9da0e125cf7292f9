package dev.keepstep.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keepstep.api.v1alpha1.TrainingJobStatus;
import org.junit.jupiter.api.Test;

/** The documented example, applied as it stands but for what a user has to name. */
@OnRealNodes
class FirstJobE2E {
  private static final String FEW_STEPS = "spec: {training: {steps: 20}}";

  @Test
  void the_documented_example_trains_on_spot_and_completes(Product product) {
    // Given a spot node
    String node = product.addSpot("zone-a");

    // When the example is applied, shortened to what shows that it works
    product.apply(product.job("purchase-orders").with("spec: {training: {steps: 40}}"));

    // Then
    TrainingJobStatus status = product.awaitComplete("purchase-orders");
    assertThat(status.attempt().node()).isEqualTo(node);
    assertThat(status.result().fingerprint()).matches("[0-9a-f]{64}");
    assertThat(product.cluster().kubectl("-n", product.namespace(), "get", "trainingjobs"))
        .contains("purchase-orders", "Complete", "spot", "zone-a");
    // and what the run left is where the documentation says
    assertThat(product.store().list(product.keys("purchase-orders").result("")).keys())
        .anyMatch(key -> key.endsWith("/model.zip"))
        .anyMatch(key -> key.endsWith("/metrics.json"));
  }

  @Test
  void what_a_run_left_goes_with_its_job_only_if_the_job_says_so(Product product) {
    // Given two runs that are done
    product.addSpot("zone-a");
    product.apply(product.smallJob("kept").with(FEW_STEPS));
    product.apply(
        product.smallJob("removed").with(FEW_STEPS).with("spec: {checkpoint: {onDelete: Delete}}"));
    product.awaitComplete("kept");
    product.awaitComplete("removed");
    assertThat(product.store().list(product.keys("removed").prefix()).keys()).isNotEmpty();

    // When both jobs are deleted; kubectl waits until they are gone
    product
        .cluster()
        .kubectl(
            "-n",
            product.namespace(),
            "delete",
            "trainingjobs",
            "kept",
            "removed",
            "--timeout=120s");

    // Then
    assertThat(product.store().list(product.keys("removed").prefix()).keys()).isEmpty();
    assertThat(product.store().list(product.keys("kept").result("")).keys())
        .anyMatch(key -> key.endsWith("/model.zip"));
  }
}
