package dev.keepstep.cli.bench.scale;

import dev.keepstep.core.contract.LeaseKeys;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * Trainers that report and do nothing else: each on its attempt's Lease as seldom as the contract
 * allows, all of them spread over that time.
 */
final class Heartbeats implements AutoCloseable {
  private static final int WRITERS = 16;

  private final KubernetesClient client;
  private final String namespace;
  private final ScheduledExecutorService writers = Executors.newScheduledThreadPool(WRITERS);
  private final LongAdder written = new LongAdder();
  private final long began = System.nanoTime();

  /**
   * @param pods that train, as they are named: job, attempt, worker
   */
  Heartbeats(KubernetesClient client, String namespace, List<String> pods) {
    this.client = client;
    this.namespace = namespace;
    long every = TimeUnit.SECONDS.toMicros(LeaseKeys.HEARTBEAT_SECONDS);
    for (int i = 0; i < pods.size(); i++) {
      String lease = pods.get(i).substring(0, pods.get(i).lastIndexOf('-'));
      writers.scheduleAtFixedRate(
          () -> beat(lease), every * i / pods.size(), every, TimeUnit.MICROSECONDS);
    }
  }

  long written() {
    return written.sum();
  }

  private void beat(String name) {
    long step = 1 + (System.nanoTime() - began) / TimeUnit.SECONDS.toNanos(1);
    Lease lease =
        new LeaseBuilder()
            .withNewMetadata()
            .withName(name)
            .withNamespace(namespace)
            .withAnnotations(
                Map.of(
                    LeaseKeys.PHASE,
                    LeaseKeys.Phase.TRAINING.word(),
                    LeaseKeys.RESUMED_AT,
                    "0",
                    LeaseKeys.STEP_MILLIS,
                    "1000",
                    LeaseKeys.STEP,
                    Long.toString(step)))
            .endMetadata()
            .withNewSpec()
            .withHolderIdentity(name)
            .withRenewTime(ZonedDateTime.now(ZoneOffset.UTC))
            .endSpec()
            .build();
    try {
      client
          .resource(lease)
          .patch(
              new PatchContext.Builder()
                  .withPatchType(PatchType.SERVER_SIDE_APPLY)
                  .withFieldManager(LeaseKeys.TRAINER_MANAGER)
                  .withForce(true)
                  .build());
      written.increment();
    } catch (KubernetesClientException e) {
      System.err.println("heartbeat of " + name + ": " + e.getMessage());
    }
  }

  @Override
  public void close() {
    writers.close();
  }
}
