package dev.keepstep.operator.reconcile;

import static dev.keepstep.operator.reconcile.Field.WHILE;
import static dev.keepstep.operator.reconcile.Field.onPod;
import static dev.keepstep.operator.reconcile.Field.told;
import static dev.keepstep.operator.reconcile.Field.untilStarted;
import static dev.keepstep.operator.reconcile.Field.untilTrained;
import static dev.keepstep.operator.reconcile.Hands.always;
import static dev.keepstep.operator.reconcile.Hands.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keepstep.api.v1alpha1.Labels;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.NodeSelectorRequirement;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import java.util.stream.Stream;

/** What the tests know of each field of the spec; a field of the CRD that is not here fails. */
final class Fields {
  private Fields() {}

  static List<Field> all() {
    return Stream.of(identity(), storage(), capacity(), FieldsOverTime.all())
        .flatMap(List::stream)
        .toList();
  }

  private static List<Field> identity() {
    return List.of(
        untilStarted("seed", "/seed", "-9223372036854775808", "8"),
        untilStarted("training.steps", "/steps", "999999999999", "1"),
        untilStarted(
            "training.parameters", "/parameters/batchSize", "{batchSize: \"%s\"}", "64", "128"),
        untilStarted("training.program", "/program", "purchase-order-extractor", "other-2"),
        untilStarted("checkpoint.from.bucket", "/from/bucket", "b-1", "b-2")
            .given("checkpoint.from.prefix", "a/parent"),
        untilStarted("checkpoint.from.prefix", "/from/prefix", "a/parent", "a/other")
            .given("checkpoint.s3.prefix", "a/own")
            .refuses(
                "a/own", "spec.checkpoint.from names this job's own prefix: name the other run's"),
        untilStarted("checkpoint.from.step", "/from/step", "500", "1")
            .given("checkpoint.from.prefix", "a/parent"),
        onPod("reproducibility.kernels", told("/kernels"), "Portable", "Native"),
        onPod("reproducibility.envelope", told("/envelope"), "Warn", "Ignore"),
        onPod("reproducibility.onMismatch", told("/onMismatch"), "Report", "Fail"));
  }

  private static List<Field> storage() {
    return List.of(
        onPod("checkpoint.interval", told("/intervalSeconds"), "10m", "600.0", "1s500ms", "1.5")
            .refuses(
                "999ms",
                "spec.checkpoint.interval must be at least 1s; leave it out for the automatic one"),
        onPod("checkpoint.retainLast", told("/retainLast"), "1", "7"),
        untilTrained("checkpoint.s3.bucket", "/s3/bucket", "b-1", "b-2"),
        untilTrained("checkpoint.s3.prefix", "/s3/prefix", "a/b", "c"),
        untilTrained("checkpoint.s3.region", "/s3/region", "eu-west-1", "local"),
        untilTrained(
            "checkpoint.s3.endpoint", "/s3/endpoint", "http://s3:7070", "https://s3.other"),
        onPod("checkpoint.s3.pathStyle", told("/s3/pathStyle"), "true", "false"),
        onPod("checkpoint.s3.kmsKeyId", told("/s3/kmsKeyId"), "k-1", "arn:aws:kms:x"),
        onPod("checkpoint.s3.credentialsSecret.name", Fields::secret, "one", "two"),
        Field.of(
            "checkpoint.onDelete",
            t -> {
              t.create("Delete");
              finalizers(t, List.of(Labels.CHECKPOINTS_FINALIZER));
              t.set("Retain");
              finalizers(t, List.of());
              t.set("Delete");
              finalizers(t, List.of(Labels.CHECKPOINTS_FINALIZER));
              t.set("Retain"); // so that it can be deleted
              finalizers(t, List.of());
            }));
  }

  private static void finalizers(Trial t, List<String> wanted) {
    eventually(
        () -> assertThat(t.stage.get(t.name).getMetadata().getFinalizers()).isEqualTo(wanted));
  }

  private static String secret(Pod pod) {
    return pod.getSpec().getContainers().getFirst().getEnv().stream()
        .filter(e -> e.getName().equals("AWS_SECRET_ACCESS_KEY"))
        .map(EnvVar::getValueFrom)
        .map(v -> v.getSecretKeyRef().getName())
        .findFirst()
        .orElse("none");
  }

  private static List<Field> capacity() {
    return List.of(
        onPod(
            "capacity.policy",
            pod -> pod.getMetadata().getLabels().get(Labels.CAPACITY),
            "SpotOnly",
            "spot",
            "OnDemandOnly",
            "on-demand"),
        onPod("capacity.zones", Fields::zones, "[zone-b]", "[zone-a, zone-b]"),
        onPod(
                "template",
                pod -> pod.getSpec().getContainers().getFirst().getImage(),
                template("example.com/t:1", ""),
                "example.com/t:1",
                template("example.com/t:2", ""),
                "example.com/t:2")
            .refuses(
                "{spec: {containers: [{name: other, image: i}]}}",
                "spec.template.spec.containers must have one named \"trainer\"")
            .refuses(
                template("i", ", env: [{name: KEEPSTEP_JOB, value: x}]"),
                "environment variables named KEEPSTEP_… are reserved, Keepstep sets them: remove"
                    + " them"),
        Field.of(
            "managedBy",
            t -> {
              t.create("example.com/queue");
              Trial ours = t.beside("-ours").create("keepstep.dev/operator");
              ours.pod(1);
              always(
                  WHILE,
                  () -> {
                    assertThat(t.placed(1)).isFalse();
                    assertThat(t.stage.get(t.name).getStatus()).isNull();
                  });
              t.cannotBecome(
                  "keepstep.dev/operator", "spec.managedBy cannot be changed: create another job");
              ours.cannotBecome(
                  "example.com/queue", "spec.managedBy cannot be changed: create another job");
            }),
        Field.of(
            "suspend",
            t -> {
              t.create("false");
              Pod first = t.trains(1, t.ground.spotA());
              t.set("true");
              eventually(() -> assertThat(t.status().attempt().stopping()).isEqualTo("Suspended"));
              t.stage.exit(first, 75, Messages.of("Interrupted", 42, 42L, "saved"));
              t.until("Suspended", "True/Suspended");
              always(WHILE, () -> assertThat(t.placed(2)).isFalse());
              t.set("false");
              t.trains(2, t.ground.spotA());
              assertThat(t.status().interruptions().count()).isZero();
            }));
  }

  private static String template(String image, String more) {
    return "{spec: {containers: [{name: trainer, image: \"%s\"%s}]}}".formatted(image, more);
  }

  private static String zones(Pod pod) {
    return pod
        .getSpec()
        .getAffinity()
        .getNodeAffinity()
        .getRequiredDuringSchedulingIgnoredDuringExecution()
        .getNodeSelectorTerms()
        .getFirst()
        .getMatchExpressions()
        .stream()
        .filter(e -> e.getKey().equals("topology.kubernetes.io/zone"))
        .filter(e -> e.getOperator().equals("In"))
        .map(NodeSelectorRequirement::getValues)
        .map(List::toString)
        .findFirst()
        .orElse("any");
  }
}
