package dev.keepstep.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keepstep.api.v1alpha1.TrainingJobStatus;
import dev.keepstep.cli.site.Buckets;
import dev.keepstep.cli.site.Storage;
import dev.keepstep.core.checkpoint.ObjectStore;
import dev.keepstep.localcluster.S3Location;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** Storage that is not there, refuses, is full, or has forgotten: said, survived, gone on with. */
@OnRealNodes
class StorageTroubleE2E {
  /** Nobody waits for its end, however fast or slow the machine is. */
  private static final long ENDLESS = 1_000_000;

  private static final String LIGHT = "resources: {requests: {cpu: 50m, memory: 256Mi}}";

  @Test
  void storage_that_refuses_is_named_and_tried_again(Product product) {
    product.addSpot("zone-a");
    S3Location s3 = product.cluster().s3().orElseThrow();
    Storage.Credentials right = product.real().storage().credentials().orElseThrow();
    String bucket = "late-" + product.namespace();

    // Given a bucket that is not there, a key that is wrong
    product.apply(
        job(product, "bucket", 60)
            .with("spec: {checkpoint: {s3: {bucket: %s}}}".formatted(bucket)));
    product
        .real()
        .installation()
        .secret(
            product.namespace(), "wrong", new Storage.Credentials(right.accessKey(), "guessed"));
    product.apply(
        job(product, "key", 60)
            .with("spec: {checkpoint: {s3: {credentialsSecret: {name: wrong}}}}"));

    // Then
    assertThat(product.awaitCondition("bucket", "StorageReady", "False/Refused"))
        .contains("spec.checkpoint.s3.bucket \"%s\": no such bucket".formatted(bucket));
    assertThat(product.awaitCondition("key", "StorageReady", "False/Refused"))
        .contains("the credentials are wrong, or lack this right on the bucket");

    // When they are mended, nothing else is to be done
    Buckets.create(s3.hostEndpoint(), s3.region(), right, bucket);
    product.real().installation().secret(product.namespace(), "wrong", right);
    for (String job : List.of("bucket", "key")) {
      TrainingJobStatus status = product.awaitComplete(job);
      assertThat(status.failures()).as(job).isNull();
      assertThat(status.interruptions().count()).as(job).isZero();
      product.awaitEvent(job, "StorageUnavailable: .*");
      product.awaitEvent(job, "StorageReady: .*");
    }
  }

  @Test
  void a_prefix_is_one_jobs(Product product) {
    product.addSpot("zone-a");
    product.apply(job(product, "first", ENDLESS));
    product.awaitStep("first", 1);
    String same = "spec: {checkpoint: {s3: {prefix: %s/first}}}".formatted(product.namespace());

    product.apply(job(product, "second", ENDLESS).with(same));
    product.apply(job(product, "other", ENDLESS).with(same).with("spec: {seed: 8}"));

    // the same run, which somebody else is at: waits; another run: never
    assertThat(product.awaitCondition("second", "StorageReady", "False/Refused"))
        .contains("another job", "writes under the prefix", "give this job a prefix of its own");
    assertThat(
            product.awaitAt(
                () -> Product.message(product.status("other"), "Failed"),
                "other fails",
                m -> m.contains("it said")))
        .contains("belongs to another run, whose seed")
        .contains("use another prefix, or delete what is there");
    // and the first has not lost anything by it
    assertThat(product.status("first").attempt().number()).isEqualTo(1);

    // When it is given a prefix of its own
    product.apply(job(product, "second", ENDLESS));
    product.awaitStep("second", 1);
    assertThat(product.status("first").attempt().number()).isEqualTo(1);
  }

  @Test
  void storage_that_is_away_at_the_start_or_in_the_middle_costs_time_only(Product product) {
    product.addSpot("zone-a");
    product.apply(job(product, "running", ENDLESS));
    product.awaitStep("running", 1);

    // When
    product.cluster().stopS3();
    try {
      product.apply(job(product, "starting", 60));

      // Then the one waits, the other trains on
      assertThat(product.awaitCondition("running", "StorageReady", "False/NotSaved"))
          .contains("was not saved, training goes on", "not reached");
      long then = Product.step(product.status("running"));
      product.awaitStep("running", then + 1);
      assertThat(product.awaitCondition("starting", "StorageReady", "False/Refused"))
          .contains("not reached");
    } finally {
      product.cluster().startS3();
    }
    product.awaitCondition("running", "StorageReady", "True/Reached");
    assertThat(product.status("running").attempt().number()).isEqualTo(1);
    product.awaitComplete("starting");
    assertThat(product.status("starting").failures()).isNull();
  }

  @Test
  void a_damaged_checkpoint_is_passed_over_and_the_bits_are_the_same(Product product) {
    product.addSpot("zone-a");
    product.addSpot("zone-b");
    List<String> damages = List.of("truncated", "flipped", "deleted");
    // Given runs that wait, with more than one checkpoint
    damages.forEach(job -> product.apply(job(product, job, 1200)));
    try (ObjectStore store = product.store()) {
      for (String job : damages) {
        product.await(job, "has two checkpoints", _ -> manifests(product, store, job) > 1);
        product.apply(job(product, job, 1200).with("spec: {suspend: true}"));
      }
      // When a part of each one's newest checkpoint is damaged
      for (String job : damages) {
        product.awaitCondition(job, "Suspended", "True/Suspended");
        damage(store, newestPart(product, store, job), job);
        product.apply(job(product, job, 1200));
      }
    }
    product.apply(job(product, "intact", 1200));

    // Then an older one is taken, which is said, and nothing is lost but time
    String fingerprint = product.awaitComplete("intact").result().fingerprint();
    for (String job : damages) {
      TrainingJobStatus status = product.awaitComplete(job);
      product.awaitEvent(job, "OlderCheckpoint: .*passed over checkpoint .*");
      assertThat(status.result().fingerprint()).as(job).isEqualTo(fingerprint);
      assertThat(Product.condition(status, "Reproducible")).as(job).startsWith("True");
    }
  }

  private static long manifests(Product product, ObjectStore store, String job) {
    return store.list(product.keys(job).checkpoints()).keys().stream()
        .filter(key -> key.endsWith("manifest.json"))
        .count();
  }

  private static String newestPart(Product product, ObjectStore store, String job) {
    return store.list(product.keys(job).checkpoints()).keys().stream()
        .filter(key -> key.contains("/part-"))
        .reduce((_, last) -> last)
        .orElseThrow();
  }

  private static void damage(ObjectStore store, String key, String how) {
    byte[] part = store.get(key);
    switch (how) {
      case "truncated" -> store.put(key, java.util.Arrays.copyOf(part, part.length / 2));
      case "flipped" -> {
        part[part.length / 2] ^= 1;
        store.put(key, part);
      }
      case "deleted" -> store.delete(key);
      default -> throw new IllegalArgumentException(how);
    }
  }

  /** The bucket's disk is a small one, in truth: a file system of its own. */
  @Test
  void a_full_disk_is_said_and_training_goes_on(Product product) throws Exception {
    product.addSpot("zone-a");
    S3Location s3 = product.cluster().s3().orElseThrow();
    String bucket = "small-" + product.namespace();
    Storage.Credentials right = product.real().storage().credentials().orElseThrow();
    Buckets.create(s3.hostEndpoint(), s3.region(), right, bucket);
    Path disk = product.cluster().kubeconfig().resolveSibling("s3/data").resolve(bucket);
    assertThat(disk).isDirectory();
    product.cluster().stopS3();
    try {
      mount(
          List.of(
              "mount", "-t", "tmpfs", "-o", "size=1m,mode=755", "keepstep-e2e", disk.toString()));
      product.cluster().startS3();
      Assumptions.assumeTrue(
          takesAttributes(disk),
          "this kernel's tmpfs has no user attributes, which the S3 server needs");

      product.apply(
          job(product, "job", ENDLESS)
              .with("spec: {checkpoint: {s3: {bucket: %s}}}".formatted(bucket)));
      assertThat(product.awaitCondition("job", "StorageReady", "False/NotSaved"))
          .contains("was not saved, training goes on", "the store is full: make room");

      mount(List.of("mount", "-o", "remount,size=64m", disk.toString()));
      product.awaitCondition("job", "StorageReady", "True/Reached");
      assertThat(product.status("job").attempt().number()).isEqualTo(1);
      product.awaitEvent("job", "StorageReady: .*");
    } finally {
      product.cluster().stopS3();
      mount(List.of("umount", disk.toString()));
      product.cluster().startS3();
    }
  }

  private static boolean takesAttributes(Path disk) throws Exception {
    Path file = Files.createFile(disk.resolve("attributes"));
    try {
      Files.setAttribute(
          file, "user:keepstep", "x".getBytes(java.nio.charset.StandardCharsets.UTF_8));
      return true;
    } catch (UnsupportedOperationException | java.io.IOException e) {
      return false;
    } finally {
      Files.delete(file);
    }
  }

  private static void mount(List<String> command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes());
    if (process.waitFor() != 0) {
      throw new IllegalStateException(String.join(" ", command) + ": " + said);
    }
  }

  private static ExampleJob job(Product product, String name, long steps) {
    return product
        .smallJob(name)
        .with("spec: {training: {steps: %d}}".formatted(steps))
        .withTrainer(LIGHT);
  }
}
