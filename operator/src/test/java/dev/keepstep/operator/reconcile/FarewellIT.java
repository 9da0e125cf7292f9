package dev.keepstep.operator.reconcile;

import static dev.keepstep.operator.reconcile.Stage.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keepstep.api.v1alpha1.Labels;
import dev.keepstep.api.v1alpha1.TrainingJob;
import dev.keepstep.core.contract.TerminationMessage;
import dev.keepstep.core.contract.TrainerEnv;
import dev.keepstep.core.contract.TrainerTask;
import dev.keepstep.localcluster.logs.MayLog;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A job is deleted, and what it left in S3 with it or not. */
class FarewellIT {
  private static final String DELETE = "checkpoint: {onDelete: Delete, s3: {bucket: bucket}}";

  private Stage stage;
  private String spot;

  @BeforeEach
  void raise() {
    stage = new Stage();
    spot = stage.node("spot-a", "spot", "zone-a");
    stage.start();
  }

  @AfterEach
  void strike() {
    stage.stop();
    // a test that failed must not leave a job that nobody lets go
    stage
        .client
        .resources(TrainingJob.class)
        .inNamespace(stage.namespace)
        .list()
        .getItems()
        .forEach(
            job -> {
              job.getMetadata().setFinalizers(List.of());
              stage.client.resource(job).update();
            });
    stage.close();
  }

  private void delete(String job) {
    stage.client.resources(TrainingJob.class).inNamespace(stage.namespace).withName(job).delete();
  }

  private Optional<Pod> cleanup() {
    return Optional.ofNullable(
        stage.client.pods().inNamespace(stage.namespace).withName("job-cleanup").get());
  }

  private Pod awaitCleanup() {
    eventually(() -> assertThat(cleanup()).isPresent());
    return cleanup().orElseThrow();
  }

  private void awaitGone() {
    eventually(() -> assertThat(stage.get("job")).isNull());
  }

  private static String said(String cause, String message) {
    return new TerminationMessage(
            cause,
            0,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Map.of(),
            Optional.empty(),
            message)
        .render();
  }

  /** A job that has trained and is done, whose objects are to go with it. */
  private void trained(String... extra) {
    stage.create("job", extra);
    Pod pod = stage.run("job", 1, spot);
    stage.train(pod, 0, 100, 100);
    stage.exit(pod, 0, Messages.of("Done", 100, 100L, "done"));
    eventually(() -> assertThat(stage.status("job").state()).isEqualTo("Complete"));
  }

  @Test
  void a_retained_job_goes_at_once() {
    trained();

    delete("job");

    awaitGone();
    assertThat(cleanup()).isEmpty();
  }

  @Test
  void what_it_left_is_deleted_by_a_pod_with_its_identity_and_then_it_goes() {
    // Given
    trained(DELETE);
    assertThat(stage.get("job").getMetadata().getFinalizers())
        .containsExactly(Labels.CHECKPOINTS_FINALIZER);

    // When
    delete("job");

    // Then
    Pod pod = awaitCleanup();
    Container container = pod.getSpec().getContainers().getFirst();
    assertThat(container.getImage()).isEqualTo("example.com/trainer:1");
    Map<String, String> env =
        container.getEnv().stream().collect(Collectors.toMap(EnvVar::getName, EnvVar::getValue));
    assertThat(env).doesNotContainKeys(TrainerEnv.NAMES.toArray(String[]::new));
    assertThat(TrainerTask.in(env))
        .containsInstanceOf(TrainerTask.DeleteRun.class)
        .hasValueSatisfying(
            task -> {
              assertThat(task.storage().prefix()).isEqualTo(stage.namespace + "/job");
              assertThat(((TrainerTask.DeleteRun) task).jobUid())
                  .isEqualTo(stage.get("job").getMetadata().getUid());
            });
    assertThat(stage.get("job")).as("waits for it").isNotNull();
    stage.exit(pod, 0, said("Deleted", "12 objects, 3.0 MB deleted under s3://bucket/x"));
    awaitGone();
    eventually(() -> assertThat(cleanup()).isEmpty());
    assertThat(message("CheckpointsDeleted")).startsWith("12 objects, 3.0 MB deleted");
  }

  @Test
  void a_running_trainer_is_stopped_first() {
    stage.create("job", DELETE);
    Pod trainer = stage.run("job", 1, spot);
    stage.train(trainer, 0, 10, 5);

    delete("job");

    eventually(
        () ->
            assertThat(stage.pod("job", 1).orElseThrow().getMetadata().getDeletionTimestamp())
                .isNotNull());
    assertThat(cleanup()).as("it may still write").isEmpty();
    stage.vanish(trainer); // the kubelet is done with it
    stage.exit(awaitCleanup(), 0, said("Deleted", "gone"));
    awaitGone();
  }

  @Test
  void a_failed_cleanup_is_told_and_tried_again_even_by_another_operator() {
    trained(DELETE);
    delete("job");
    Pod first = awaitCleanup();

    stage.exit(first, 69, said("StorageUnavailable", "not reached"));

    eventually(() -> assertThat(stage.events("job")).contains("CleanupFailed"));
    eventually(() -> assertThat(cleanup().filter(p -> same(p, first))).isEmpty());
    stage.restart();
    Pod second = awaitCleanup();
    stage.exit(second, 0, said("Deleted", "gone"));
    awaitGone();
  }

  @Test
  void setting_retain_lets_it_go() {
    trained(DELETE);
    delete("job");
    stage.exit(awaitCleanup(), 69, said("NoSuchBucket", "no such bucket"));
    eventually(() -> assertThat(stage.events("job")).contains("CleanupFailed"));

    stage
        .client
        .resource(stage.job("job", "checkpoint: {onDelete: Retain, s3: {bucket: bucket}}"))
        .forceConflicts()
        .serverSideApply();

    awaitGone();
    eventually(() -> assertThat(stage.events("job")).contains("CheckpointsKept"));
  }

  @Test
  void a_deletion_in_the_foreground_waits_for_it_too() {
    trained(DELETE);

    stage
        .client
        .resources(TrainingJob.class)
        .inNamespace(stage.namespace)
        .withName("job")
        .withPropagationPolicy(DeletionPropagation.FOREGROUND)
        .delete();

    assertThat(awaitCleanup().getMetadata().getOwnerReferences()).isEmpty();
  }

  @Test
  void a_job_that_was_never_placed_goes_at_once() {
    stage.create("job", DELETE, "suspend: true");
    eventually(() -> assertThat(Farewell.awaited(stage.get("job"))).isTrue());

    delete("job");

    awaitGone();
    assertThat(cleanup()).isEmpty();
  }

  @Test
  @MayLog(
      value = "CheckpointsKept: .* its namespace is being deleted",
      since = "the namespace is being deleted")
  void in_a_namespace_that_goes_it_is_let_go_with_an_event() {
    // only an operator of the whole cluster may write where events of namespaces lie
    stage.stop();
    stage.with("WATCH_NAMESPACES", "").start();
    trained(DELETE);

    stage.client.namespaces().withName(stage.namespace).delete();
    delete("job"); // as the namespace controller does

    awaitGone();
    eventually(
        () ->
            assertThat(
                    stage.client.v1().events().inNamespace("default").list().getItems().stream()
                        .filter(e -> stage.namespace.equals(e.getInvolvedObject().getName()))
                        .map(Event::getReason))
                .containsExactly("CheckpointsKept"));
  }

  private static boolean same(Pod one, Pod other) {
    return one.getMetadata().getUid().equals(other.getMetadata().getUid());
  }

  private String message(String reason) {
    return stage.client.v1().events().inNamespace(stage.namespace).list().getItems().stream()
        .filter(e -> e.getReason().equals(reason))
        .map(Event::getMessage)
        .findFirst()
        .orElse("none");
  }
}
