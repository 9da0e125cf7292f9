package dev.keepstep.operator.reconcile;

import static dev.keepstep.operator.reconcile.Stage.always;
import static dev.keepstep.operator.reconcile.Stage.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keepstep.localcluster.logs.ApiTrouble;
import dev.keepstep.localcluster.logs.MayLog;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two replicas, each a process with the chart's rights: one leads, and may end in any way. */
class FailoverIT {
  @TempDir Path folder;

  private Stage stage;
  private String spotA;
  private String spotB;

  @BeforeEach
  void rights() {
    stage = new Stage();
    ShippedRights.NAMESPACED.give(stage.client, stage.namespace);
    spotA = stage.node("spot-a", "spot", "zone-a");
    spotB = stage.node("spot-b", "spot", "zone-b");
  }

  @AfterEach
  void close() {
    election().forEach(lease -> stage.client.resource(lease).delete());
    stage.close();
  }

  private List<Lease> election() {
    return stage.client.leases().inNamespace(ShippedRights.SYSTEM).list().getItems();
  }

  private String leader() {
    eventually(
        () ->
            assertThat(election())
                .anyMatch(
                    l ->
                        l.getSpec().getHolderIdentity() != null
                            && !l.getSpec().getHolderIdentity().isEmpty()));
    return election().getFirst().getSpec().getHolderIdentity();
  }

  @Test
  void the_other_replica_goes_on_and_does_nothing_twice() throws Exception {
    try (OperatorProcess one = new OperatorProcess("one", stage, folder);
        OperatorProcess two = new OperatorProcess("two", stage, folder)) {
      // Given a job that trains, under one of two replicas
      stage.create("job");
      stage.train(stage.run("job", 1, spotA), 0, 40, 30);
      eventually(() -> assertThat(stage.status("job").state()).isEqualTo("Training"));
      OperatorProcess leading = leader().equals(one.name()) ? one : two;
      OperatorProcess other = leading == one ? two : one;

      // When the one that leads is killed, and the job's node goes in the same moment
      long killed = System.nanoTime();
      leading.kill();
      stage.deleteNode(spotA);

      // Then the other sees to it, once
      stage.awaitPod("job", 2);
      System.out.printf(
          "failover: replacement placed %.1f s after the leader's kill%n",
          (System.nanoTime() - killed) / 1e9);
      assertThat(leader()).isEqualTo(other.name());
      stage.train(stage.run("job", 2, spotB), 30, 50, 40);
      eventually(() -> assertThat(stage.status("job").state()).isEqualTo("Training"));
      onceAndNoMore();

      // When that one is asked to end, with a third there, it hands over without being waited for
      try (OperatorProcess three = new OperatorProcess("three", stage, folder)) {
        long asked = System.nanoTime();
        assertThat(other.terminate()).isEqualTo(143);
        assertThat(election().getFirst().getSpec().getHolderIdentity())
            .as("who ends lets go of the Lease")
            .isNotEqualTo(other.name());
        eventually(() -> assertThat(leader()).isEqualTo(three.name()));
        System.out.printf(
            "graceful: handed over %.1f s after SIGTERM%n", (System.nanoTime() - asked) / 1e9);
        onceAndNoMore();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 30, 80, 150, 250})
  @ApiTrouble
  @MayLog(value = "lost the Lease", since = "it is frozen for longer than it may lead")
  @MayLog(
      value = "(LeaderElector|HttpClient|Watch|Reflector)",
      since = "its connections are old",
      traced = true)
  void a_leader_that_stands_still_in_the_middle_of_it_does_no_harm_when_it_goes_on(int millis)
      throws Exception {
    try (OperatorProcess one = new OperatorProcess("one", stage, folder);
        OperatorProcess two = new OperatorProcess("two", stage, folder)) {
      // Given
      stage.create("job");
      stage.train(stage.run("job", 1, spotA), 0, 40, 30);
      eventually(() -> assertThat(stage.status("job").state()).isEqualTo("Training"));
      OperatorProcess leading = leader().equals(one.name()) ? one : two;
      OperatorProcess other = leading == one ? two : one;

      // When it stands still so long after the node has gone, between or in its writes
      stage.deleteNode(spotA);
      Thread.sleep(millis);
      leading.freeze();

      // Then the other goes on
      eventually(() -> assertThat(leader()).isEqualTo(other.name()));
      stage.train(stage.run("job", 2, spotB), 30, 50, 40);
      eventually(() -> assertThat(stage.status("job").state()).isEqualTo("Training"));

      // and what the first still had in hand is in vain; it ends, to be started again
      leading.thaw();
      assertThat(leading.ended()).isEqualTo(1);
      assertThat(leader()).isEqualTo(other.name());
      undisturbed();
    }
  }

  private void undisturbed() {
    always(
        Duration.ofSeconds(1),
        () -> {
          assertThat(stage.status("job").attempt().number()).isEqualTo(2);
          assertThat(stage.status("job").interruptions().count()).isEqualTo(1);
          assertThat(stage.pod("job", 3)).isEmpty();
          assertThat(stage.lease("job", 3)).isEmpty();
        });
  }

  private void onceAndNoMore() {
    undisturbed();
    assertThat(stage.client.v1().events().inNamespace(stage.namespace).list().getItems())
        .filteredOn(e -> e.getReason().equals("Interrupted"))
        .extracting(Event::getCount)
        .containsExactly(1);
  }
}
