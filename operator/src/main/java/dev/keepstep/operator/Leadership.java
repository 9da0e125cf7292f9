package dev.keepstep.operator;

import dev.keepstep.operator.config.OperatorConfig;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.LeaderElectionRecord;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.LeaseLock;
import io.javaoperatorsdk.operator.api.config.LeaderElectionConfiguration;
import io.javaoperatorsdk.operator.api.config.LeaderElectionConfigurationBuilder;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which of several replicas leads, and what one does that no longer may. */
final class Leadership {
  private static final Logger LOG = LoggerFactory.getLogger(Leadership.class);

  /**
   * A leader that says nothing for so long is taken to be dead: with the others' caches warm, a job
   * is looked after again within 12 s of a kill. The leader itself gives up earlier, so that two
   * never lead.
   */
  private static final Duration LEADS = Duration.ofSeconds(10);

  private static final Duration RENEWS = Duration.ofSeconds(7);
  private static final Duration RETRIES = Duration.ofMillis(1500);

  private final String namespace;
  private final String lease;
  private final String identity;
  private final AtomicBoolean ending = new AtomicBoolean();

  Leadership(OperatorConfig config) {
    this.namespace = config.namespace().orElse("default");
    this.lease = config.leaderLease();
    this.identity = config.podName().orElse("");
  }

  LeaderElectionConfiguration election() {
    return LeaderElectionConfigurationBuilder.aLeaderElectionConfiguration(lease)
        .withLeaseNamespace(namespace)
        .withIdentity(identity)
        .withLeaseDuration(LEADS)
        .withRenewDeadline(RENEWS)
        .withRetryPeriod(RETRIES)
        // the framework's own way out calls exit, which waits for ever within a shutdown
        .withExitOnStopLeading(false)
        .withLeaderCallbacks(new LeaderCallbacks(() -> LOG.info("leads"), this::lost, leader -> {}))
        .build();
  }

  /** From now on losing the Lease is what was wanted. */
  void ending() {
    ending.set(true);
  }

  /** Lets go of the Lease, if it is held, so that nobody has to wait until it runs out. */
  void letGo(KubernetesClient client) {
    LeaseLock lock = new LeaseLock(namespace, lease, identity);
    try {
      LeaderElectionRecord held = lock.get(client);
      if (held != null && identity.equals(held.getHolderIdentity())) {
        ZonedDateTime now = ZonedDateTime.now(ZoneOffset.UTC);
        lock.update(
            client,
            new LeaderElectionRecord(
                "", Duration.ofSeconds(1), now, now, held.getLeaderTransitions()));
      }
    } catch (KubernetesClientException e) {
      LOG.warn("the Lease {} runs out by itself: {}", lease, e.getMessage());
    }
  }

  /** Another may lead already: not one more write. What was decided here is in status. */
  private void lost() {
    if (!ending.get()) {
      LOG.warn("lost the Lease {}: ends at once, to be started again as a replica", lease);
      Runtime.getRuntime().halt(1);
    }
  }
}
