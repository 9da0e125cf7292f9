package dev.keepstep.operator.reconcile;

import static dev.keepstep.operator.reconcile.Stage.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.keepstep.api.v1alpha1.Labels;
import dev.keepstep.api.v1alpha1.TrainingJob;
import dev.keepstep.core.contract.LeaseKeys;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.authentication.TokenRequest;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What a trainer's own token, bound to its pod as the kubelet's is, may do: report, and no more.
 */
class TrainerTokenIT {
  private static final String ACCOUNT = "trainer";
  private static final String[] JOB = {
    "template: {spec: {serviceAccountName: trainer, containers: [{name: trainer, image: i}]}}"
  };

  private Stage stage;
  private KubernetesClient trainer;

  @BeforeEach
  void a_trainer_with_its_token() {
    stage = new Stage();
    String node = stage.node("spot", "spot", "zone-a");
    stage.client.resource(account()).create();
    stage
        .client
        .resource(
            new SecretBuilder()
                .withNewMetadata()
                .withName("credentials")
                .withNamespace(stage.namespace)
                .endMetadata()
                .addToStringData("key", "secret")
                .build())
        .create();
    stage
        .client
        .resource(
            new LeaseBuilder()
                .withNewMetadata()
                .withName("somebodys-election")
                .withNamespace(stage.namespace)
                .endMetadata()
                .build())
        .create();
    stage.start();
    stage.create("mine", JOB);
    stage.create("other", JOB);
    stage.awaitPod("other", 1);
    Pod pod = stage.run("mine", 1, node);
    trainer = withTokenOf(pod);
    // the API server takes a second to follow a policy that was just made
    eventually(
        () ->
            assertThat(catchThrowable(() -> annotate("somebodys-election", "a", "b"))).isNotNull());
  }

  @AfterEach
  void close() {
    trainer.close();
    stage.close();
  }

  private io.fabric8.kubernetes.api.model.ServiceAccount account() {
    return new ServiceAccountBuilder()
        .withNewMetadata()
        .withName(ACCOUNT)
        .withNamespace(stage.namespace)
        .endMetadata()
        .build();
  }

  private KubernetesClient withTokenOf(Pod pod) {
    return with(
        new TokenRequestBuilder()
            .withNewSpec()
            .withExpirationSeconds(3600L)
            .withNewBoundObjectRef()
            .withApiVersion("v1")
            .withKind("Pod")
            .withName(pod.getMetadata().getName())
            .withUid(pod.getMetadata().getUid())
            .endBoundObjectRef()
            .endSpec()
            .build());
  }

  private KubernetesClient with(TokenRequest asked) {
    String token =
        stage
            .client
            .serviceAccounts()
            .inNamespace(stage.namespace)
            .withName(ACCOUNT)
            .tokenRequest(asked)
            .getStatus()
            .getToken();
    Config administrator = TestApiServer.config();
    Config own = Config.empty();
    own.setMasterUrl(administrator.getMasterUrl());
    own.setCaCertData(administrator.getCaCertData());
    own.setOauthToken(token);
    own.setNamespace(stage.namespace);
    return new KubernetesClientBuilder().withConfig(own).build();
  }

  @Test
  void it_reports_through_its_own_attempts_lease() {
    annotate("mine-1", LeaseKeys.PHASE, "Training");
    annotate("mine-1", LeaseKeys.RESUMED_AT, "0");
    annotate("mine-1", LeaseKeys.STEP, "12");
    assertThat(trainer.leases().withName("mine-1").get().getMetadata().getAnnotations())
        .containsEntry(LeaseKeys.STEP, "12");
    Stage.eventually(
        () ->
            assertThat(stage.status("mine").progress())
                .isNotNull()
                .satisfies(progress -> assertThat(progress.step()).isEqualTo(12)));
  }

  @Test
  void everything_else_is_refused() {
    Map<String, Runnable> tries = new LinkedHashMap<>();
    tries.put("another job's Lease", () -> annotate("other-1", LeaseKeys.STEP, "1"));
    tries.put("a Lease of nobody's attempt", () -> annotate("somebodys-election", "a", "b"));
    for (String key :
        new String[] {
          LeaseKeys.HANDOVER, LeaseKeys.COST, LeaseKeys.PREVIOUS_COST, Labels.HISTORY_ANNOTATION
        }) {
      tries.put("the operator's " + key, () -> annotate("mine-1", key, "x"));
    }
    tries.put(
        "its Lease's labels", () -> patch("mine-1", "{\"metadata\":{\"labels\":{\"a\":\"b\"}}}"));
    tries.put(
        "its Lease's owners", () -> patch("mine-1", "{\"metadata\":{\"ownerReferences\":[]}}"));
    tries.put("its Lease's end", () -> trainer.leases().withName("mine-1").delete());
    tries.put("a new Lease", () -> trainer.leases().resource(lease("new")).create());
    tries.put(
        "its Lease as a whole",
        () -> trainer.leases().resource(stage.lease("mine", 1).orElseThrow()).update());
    tries.put("all Leases", () -> trainer.leases().list());
    tries.put("its pod", () -> trainer.pods().withName("mine-1-0").get());
    tries.put("its pod's end", () -> trainer.pods().withName("mine-1-0").delete());
    tries.put("all pods", () -> trainer.pods().list());
    tries.put(
        "a new pod",
        () ->
            trainer
                .pods()
                .resource(
                    new PodBuilder(stage.pod("mine", 1).orElseThrow())
                        .withNewMetadata()
                        .withName("new")
                        .endMetadata()
                        .build())
                .create());
    tries.put("a Secret", () -> trainer.secrets().withName("credentials").get());
    tries.put("all Secrets", () -> trainer.secrets().list());
    tries.put("its job", () -> trainer.resources(TrainingJob.class).withName("mine").get());
    tries.put("its job's spec", () -> patchJob(""));
    tries.put("its job's status", () -> patchJob("status"));
    tries.put(
        "its job's end", () -> trainer.resources(TrainingJob.class).withName("mine").delete());
    tries.put("ConfigMaps", () -> trainer.configMaps().list());
    tries.put("its Role", () -> trainer.rbac().roles().withName("keepstep-reporting").get());
    tries.put(
        "a token",
        () ->
            trainer
                .serviceAccounts()
                .withName(ACCOUNT)
                .tokenRequest(new TokenRequestBuilder().withNewSpec().endSpec().build()));
    tries.put("nodes", () -> trainer.nodes().list());
    tries.put("namespaces", () -> trainer.namespaces().list());

    assertThat(tries)
        .allSatisfy(
            (what, attempt) -> {
              KubernetesClientException refusal =
                  catchThrowableOfType(KubernetesClientException.class, attempt::run);
              assertThat(refusal).as(what).isNotNull();
              assertThat(refusal.getCode()).as("%s: %s", what, refusal.getMessage()).isEqualTo(403);
            });
  }

  @Test
  void a_token_of_the_account_that_is_bound_to_no_pod_reports_nothing() {
    trainer.close();
    trainer = with(new TokenRequestBuilder().withNewSpec().endSpec().build());

    KubernetesClientException refusal =
        catchThrowableOfType(
            KubernetesClientException.class, () -> annotate("mine-1", LeaseKeys.STEP, "12"));
    assertThat(refusal).isNotNull();
    assertThat(refusal.getCode()).isEqualTo(403);
    assertThat(refusal.getMessage())
        .contains(
            "a token that is bound to no pod may report through its own attempt's Lease only");
  }

  private io.fabric8.kubernetes.api.model.coordination.v1.Lease lease(String name) {
    return new LeaseBuilder()
        .withNewMetadata()
        .withName(name)
        .withNamespace(stage.namespace)
        .endMetadata()
        .build();
  }

  private void annotate(String lease, String key, String value) {
    patch(lease, "{\"metadata\":{\"annotations\":{\"%s\":\"%s\"}}}".formatted(key, value));
  }

  private void patch(String lease, String change) {
    trainer.leases().withName(lease).patch(PatchContext.of(PatchType.JSON_MERGE), change);
  }

  private void patchJob(String subresource) {
    var job = trainer.resources(TrainingJob.class).withName("mine");
    PatchContext merge = PatchContext.of(PatchType.JSON_MERGE);
    if (subresource.isEmpty()) {
      job.patch(merge, "{\"spec\":{\"suspend\":true}}");
    } else {
      job.subresource(subresource).patch(merge, "{\"status\":{\"state\":\"Complete\"}}");
    }
  }
}
