package dev.keepstep.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keepstep.localcluster.LocalClusterException;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceQuotaBuilder;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What a user gets wrong about a job: said in one sentence where the user looks first, and taken up
 * by itself once it is mended. Storage is in {@link StorageTroubleE2E}. The table of all of it for
 * users is {@code docs/reference/when-something-is-wrong.md}.
 */
@OnRealNodes
class BadInputE2E {
  /** Soon done: what is looked at comes before the training. */
  private static final String SHORT = "spec: {training: {steps: 60}}";

  private static final String LIGHT = "resources: {requests: {cpu: 50m, memory: 256Mi}}";

  @TempDir Path folder;

  /** On the terminal, where {@code kubectl apply} was typed. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          spec: {seed: null}                              | spec.seed: Required value
          spec: {training: {steps: null}}                 | spec.training.steps: Required value
          spec: {training: {steps: 0}}                    | spec.training.steps in body should be greater than or equal to 1
          spec: {template: {spec: {containers: [{name: main, image: x}]}}} | spec.template.spec.containers must have one named "trainer"
          spec: {checkpoint: {interval: 0s}}              | spec.checkpoint.interval must be at least 1s
          spec: {checkpoint: {s3: {bucket: null}}}        | spec.checkpoint.s3.bucket: Required value
          spec: {learningRate: 1}                         | unknown field "spec.learningRate"
          """)
  void what_the_api_server_refuses_is_told_on_the_terminal(
      String change, String sentence, Product product) {
    assertThatThrownBy(() -> kubectlApply(product, product.job("job").with(change)))
        .isInstanceOf(LocalClusterException.class)
        .hasMessageContaining(sentence);
  }

  @Test
  void a_reserved_variable_is_refused_on_the_terminal(Product product) {
    assertThatThrownBy(
            () ->
                kubectlApply(
                    product,
                    product
                        .job("job")
                        .withTrainer("env: [{name: KEEPSTEP_TEST_UNSEED, value: dropout}]")))
        .hasMessageContaining("environment variables named KEEPSTEP_… are reserved");
  }

  @Test
  void a_run_that_has_begun_keeps_seed_and_steps(Product product) {
    product.addSpot("zone-a");
    ExampleJob job = product.smallJob("job").with("spec: {training: {steps: 4000}}");
    product.apply(job);
    product.awaitStep("job", 1);

    for (String change : List.of("spec: {seed: 4}", "spec: {training: {steps: 5000}}")) {
      assertThatThrownBy(() -> kubectlApply(product, job.copy().with(change)))
          .hasMessageContaining("cannot be changed")
          .hasMessageContaining(change.contains("seed") ? "spec.seed" : "spec.training");
    }
    // nothing was lost by it
    assertThat(product.status("job").attempt().number()).isEqualTo(1);
    assertThat(product.condition("job", "Failed")).isEmpty();
  }

  /**
   * A quota, a ServiceAccount, a Secret, a node, an image, a right: each is missing, then there.
   */
  @Test
  void what_a_pod_lacks_is_said_and_taken_up_when_it_is_there(Product product) {
    product.addSpot("zone-a");
    quota(product, "0");
    product.apply(job(product, "quota"));
    assertThat(product.awaitCondition("quota", "Placed", "False/PodRefused"))
        .contains("exceeded quota", "tried again every 15 s");

    product.client().resourceQuotas().inNamespace(product.namespace()).withName("pods").delete();
    product.apply(
        job(product, "account").with("spec: {template: {spec: {serviceAccountName: trainer}}}"));
    product.apply(
        job(product, "secret")
            .with("spec: {checkpoint: {s3: {credentialsSecret: {name: missing}}}}"));
    product.apply(
        job(product, "node").with("spec: {template: {spec: {nodeSelector: {gpu: big}}}}"));
    product.apply(job(product, "image").withTrainer("image: localhost/nobody-has:1"));
    product.apply(job(product, "rights").with("spec: {template: {spec: {hostNetwork: true}}}"));

    assertThat(product.awaitCondition("account", "Placed", "False/PodRefused"))
        .contains("serviceaccount \"trainer\" not found");
    assertThat(product.awaitCondition("secret", "Training", "False/ConfigurationMissing"))
        .contains("secret \"missing\" not found");
    assertThat(product.awaitCondition("node", "Placed", "False/Asking"))
        .contains("has no node yet", "didn't match Pod's node affinity/selector");
    assertThat(product.awaitCondition("image", "Training", "False/ImageUnavailable"))
        .contains("localhost/nobody-has:1", "when spec.template is mended, delete pod image-1-0");
    assertThat(product.awaitCondition("rights", "Placed", "False/PodRefused"))
        .contains("violates PodSecurity \"restricted", "tried again every 15 s");
    for (String job : List.of("account", "secret", "image", "rights")) {
      product.awaitEvent(job, "(PodRefused|ConfigurationMissing|ImageUnavailable): .*");
    }

    // Mended, one by one
    product
        .client()
        .resource(
            new ServiceAccountBuilder()
                .withNewMetadata()
                .withName("trainer")
                .withNamespace(product.namespace())
                .endMetadata()
                .build())
        .create();
    product
        .real()
        .installation()
        .secret(
            product.namespace(), "missing", product.real().storage().credentials().orElseThrow());
    product.addSpot("zone-b", java.util.Map.of("gpu", "big"));
    product.apply(job(product, "image"));
    product.apply(job(product, "rights").with("spec: {template: {spec: {hostNetwork: false}}}"));
    product.client().pods().inNamespace(product.namespace()).withName("image-1-0").delete();
    for (String job : List.of("quota", "account", "secret", "node", "image", "rights")) {
      product.awaitComplete(job);
      assertThat(product.status(job).failures()).as(job).isNull();
    }
  }

  /** What only the program can know of its parameters: it says so, and is not tried again. */
  @Test
  void a_parameter_that_the_program_does_not_take_fails_the_job_with_its_sentence(Product product) {
    product.addSpot("zone-a");
    product.apply(job(product, "job").with("spec: {training: {parameters: {batchSize: many}}}"));

    assertThat(
            product.awaitAt(
                () -> Product.message(product.status("job"), "Failed"),
                "job fails",
                m -> m.contains("it said")))
        .contains("spec.training.parameters.batchSize is \"many\": expected a whole number");
    assertThat(product.pods("job")).hasSize(1);
    product.awaitEvent("job", "Failed: .*");
  }

  private static ExampleJob job(Product product, String name) {
    return product.smallJob(name).with(SHORT).withTrainer(LIGHT);
  }

  private static void quota(Product product, String pods) {
    product
        .client()
        .resource(
            new ResourceQuotaBuilder()
                .withNewMetadata()
                .withName("pods")
                .withNamespace(product.namespace())
                .endMetadata()
                .withNewSpec()
                .addToHard("pods", new Quantity(pods))
                .endSpec()
                .build())
        .create();
    product.awaitAt(
        () ->
            product
                .client()
                .resourceQuotas()
                .inNamespace(product.namespace())
                .withName("pods")
                .get(),
        "the quota is in force",
        q ->
            q.getStatus() != null
                && q.getStatus().getHard() != null
                && !q.getStatus().getHard().isEmpty());
  }

  private void kubectlApply(Product product, ExampleJob job) throws IOException {
    Path file = Files.writeString(folder.resolve("job.yaml"), job.yaml());
    product.cluster().kubectl("apply", "-f", file.toString());
  }
}
