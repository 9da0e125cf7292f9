package dev.keepstep.operator.reconcile;

import static dev.keepstep.operator.reconcile.Stage.always;
import static dev.keepstep.operator.reconcile.Stage.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.keepstep.localcluster.LocalCluster;
import dev.keepstep.localcluster.logs.ApiTrouble;
import dev.keepstep.localcluster.logs.MayLog;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** The control plane ends under the operator, which lives on, and comes back. */
@MayLog(value = "AbstractWatchManager - ", since = "nobody answers its watches", traced = true)
class ControlPlaneRestartIT extends TwoSpotNodes {
  private static final Duration AWAY = Duration.ofSeconds(4);

  private final LocalCluster cluster = TestApiServer.cluster().orElse(null);

  @Test
  @ApiTrouble
  void etcd_ends_and_starts_again() throws InterruptedException {
    restarted(LocalCluster::stopDatastore, LocalCluster::startDatastore);
  }

  @Test
  @ApiTrouble
  void the_api_server_ends_and_starts_again() throws InterruptedException {
    restarted(LocalCluster::stopApi, LocalCluster::startApi);
  }

  private void restarted(Consumer<LocalCluster> stop, Consumer<LocalCluster> start)
      throws InterruptedException {
    assumeThat(cluster).as("an API server of this test's own").isNotNull();
    // Given a job that trains, and one whose node goes just before
    stage.start();
    stage.create("job");
    stage.create("lost");
    Pod healthy = stage.run("job", 1, spotA);
    stage.train(healthy, 0, 40, 30);
    stage.train(stage.run("lost", 1, spotB), 0, 10, 0);
    for (String job : List.of("job", "lost")) {
      eventually(() -> assertThat(stage.status(job).state()).isEqualTo("Training"));
    }

    // When, in the middle of the replacement, it ends, and starts again
    stage.deleteNode(spotB);
    stop.accept(cluster);
    Thread.sleep(AWAY);
    start.accept(cluster);

    // Then what was lost goes on, each once, and what was well was never touched
    stage.awaitPod("lost", 2);
    stage.train(healthy, 0, 60, 50);
    eventually(() -> assertThat(stage.status("job").progress().step()).isEqualTo(60));
    always(
        Duration.ofSeconds(1),
        () -> {
          assertThat(stage.pods("job")).hasSize(1);
          assertThat(stage.pod("lost", 3)).isEmpty();
        });
    assertThat(stage.status("job").interruptions().count()).isZero();
    assertThat(stage.status("lost").interruptions().count()).isEqualTo(1);
  }
}
