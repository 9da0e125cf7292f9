package dev.keepstep.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keepstep.api.v1alpha1.TrainingJobStatus;
import dev.keepstep.cli.site.Installation;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * An installation of an older commit is upgraded while a job trains, as the chart's README tells
 * users to. It needs that commit, which a shallow clone lacks, and builds it; so it is none of the
 * tests that every build runs, and is started by its name. {@code -Dkeepstep.upgrade.record=FOLDER}
 * also writes down what the older operator left, for {@code PreviousStateIT} of the operator.
 */
class UpgradeInMidRun {
  /** System property that names the commit. */
  static final String FROM = "keepstep.upgrade.from";

  private static final String RECORD = "keepstep.upgrade.record";

  /**
   * Nothing has been released yet: the last commit before the CRD, the caches and the writes
   * changed.
   */
  private static final String BEFORE = "153eca3";

  private static final long STEPS = 8000;
  private static final String JOB = "upgraded";

  @TempDir Path folder;

  @Test
  void no_attempt_is_lost_and_none_is_forgotten() throws Exception {
    String from = System.getProperty(FROM, Release.newestTagOr(BEFORE));
    Release older = Release.of(from, Files.createDirectory(folder.resolve("older")));
    Release current = Release.current();
    try (RealCluster real = RealCluster.up(older);
        Product product = new Product(real, "before-upgrade")) {
      try {
        upgrade(product, from, current);
      } catch (AssertionError | RuntimeException e) {
        System.err.println(product.diagnosis());
        throw e;
      }
    }
  }

  private static void upgrade(Product product, String from, Release current)
      throws IOException, InterruptedException {
    // Given, by the older operator: a run that has ended, one that is suspended, and one that
    // trains after an interruption
    Lane one = new Lane(product, 1);
    Lane two = new Lane(product, 2);
    TrainingJobStatus undisturbed = two.run(job(product, "undisturbed"), "undisturbed", List.of());
    two.apply(job(product, "suspended"));
    product.awaitStep("suspended", STEPS / 10);
    suspend(product, true);
    product.awaitCondition("suspended", "Suspended", "True/Suspended");
    one.apply(job(product, JOB));
    one.take(product.awaitStep(JOB, STEPS / 10).attempt(), Lane.How.KILL);
    product.await(JOB, "trains again", s -> s.attempt().number() == 2 && Product.step(s) > 0);
    product.awaitStep(JOB, STEPS / 5);
    Map<String, String> pods = pods(product);
    TrainingJobStatus before = product.status(JOB);
    record(product);

    // When
    product.cluster().loadImage(current.operator().tar());
    long step = Product.step(product.status(JOB));
    long began = System.nanoTime();
    product
        .real()
        .helm()
        .run(
            List.of(
                "upgrade",
                Installation.RELEASE,
                current.chart().toString(),
                "--namespace=" + Installation.SYSTEM_NAMESPACE,
                "--reset-then-reuse-values",
                "--set=image.tag=" + tag(current),
                "--wait"));
    Duration took = Duration.ofNanos(System.nanoTime() - began);

    // Then the new operator is there, and has seen the same attempt do more
    assertThat(operators(product)).containsExactly(current.operator().reference());
    long seen = Product.step(product.awaitStep(JOB, step + 1));
    product.awaitStep(JOB, seen + 1);
    TrainingJobStatus after = product.status(JOB);
    assertThat(pods(product)).isEqualTo(pods);
    assertThat(after.attempt().number()).isEqualTo(2);
    assertThat(after.attempt().recordedAt()).isEqualTo(before.attempt().recordedAt());
    assertThat(after.startTime()).isEqualTo(before.startTime());
    assertThat(after.interruptions().count()).isEqualTo(1);
    assertThat(Double.parseDouble(after.cost().total()))
        .isGreaterThanOrEqualTo(Double.parseDouble(before.cost().total()));
    assertThat(product.condition("undisturbed", "Complete")).isEqualTo("True/Completed");
    assertThat(product.condition("suspended", "Suspended")).isEqualTo("True/Suspended");

    // and goes on with what is lost or resumed later, to the same bits
    one.take(after.attempt(), Lane.How.KILL);
    suspend(product, false);
    TrainingJobStatus ended = product.awaitComplete(JOB);
    assertThat(ended.attempt().number()).isEqualTo(3);
    assertThat(ended.interruptions().count()).isEqualTo(2);
    for (TrainingJobStatus status : List.of(ended, product.awaitComplete("suspended"))) {
      assertThat(status.result().fingerprint()).isEqualTo(undisturbed.result().fingerprint());
      assertThat(status.result().metrics()).isEqualTo(undisturbed.result().metrics());
      assertThat(status.failures()).isNull();
    }
    System.out.printf(
        "upgrade from %s: helm upgrade --wait took %.1f s, in which the trainer went from step %d"
            + " to %d or further; attempt 2 kept its pod; attempt 3 resumed at %d; cost %s, %s at"
            + " the upgrade, %s at the end; fingerprint %.16s, undisturbed %.16s%n",
        from,
        took.toMillis() / 1e3,
        step,
        seen,
        ended.attempt().resumedAtStep(),
        before.cost().total(),
        after.cost().total(),
        ended.cost().total(),
        ended.result().fingerprint(),
        undisturbed.result().fingerprint());
  }

  private static ExampleJob job(Product product, String name) {
    return product.smallJob(name).with("spec: {training: {steps: %d}}".formatted(STEPS));
  }

  private static void suspend(Product product, boolean suspended) {
    product
        .cluster()
        .kubectl(
            "-n",
            product.namespace(),
            "patch",
            "trainingjob",
            "suspended",
            "--type=merge",
            "--patch={\"spec\":{\"suspend\":%s}}".formatted(suspended));
  }

  private static String tag(Release release) {
    String reference = release.operator().reference();
    return reference.substring(reference.lastIndexOf(':') + 1);
  }

  /** The images of the operators that are there. */
  private static List<String> operators(Product product) {
    return product.operatorPods().list().getItems().stream()
        .map(pod -> pod.getSpec().getContainers().getFirst().getImage())
        .toList();
  }

  /** Each pod of a job with its UID and its container's restarts. */
  private static Map<String, String> pods(Product product) {
    return List.of(JOB, "undisturbed", "suspended").stream()
        .flatMap(job -> product.pods(job).stream())
        .collect(
            Collectors.toMap(
                p -> p.getMetadata().getName(), p -> identity(p), (a, _) -> a, TreeMap::new));
  }

  private static String identity(Pod pod) {
    return pod.getMetadata().getUid()
        + pod.getStatus().getContainerStatuses().stream()
            .map(ContainerStatus::getRestartCount)
            .toList();
  }

  private static void record(Product product) throws IOException {
    String to = System.getProperty(RECORD);
    if (to == null) {
      return;
    }
    Path place = Files.createDirectories(Path.of(to));
    for (String kind : List.of("trainingjobs", "leases", "pods", "nodes")) {
      Files.writeString(
          place.resolve(kind + ".json"),
          product
              .cluster()
              .kubectl(
                  "-n", product.namespace(), "get", kind, "-o", "json", "--show-managed-fields")
              .replaceAll(
                  "\"(machineID|systemUUID)\": \"[^\"]*\"",
                  "\"$1\": \"of the machine that recorded it\""));
    }
  }
}
