package dev.keepstep.operator;

import dev.keepstep.operator.apply.FieldManager;
import dev.keepstep.operator.config.OperatorConfig;
import dev.keepstep.operator.metrics.HttpPort;
import dev.keepstep.operator.metrics.OperatorMetrics;
import dev.keepstep.operator.observe.ApiReach;
import dev.keepstep.operator.observe.SlimObjects;
import dev.keepstep.operator.reconcile.TrainingJobReconciler;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.api.config.Cloner;
import io.javaoperatorsdk.operator.processing.retry.GenericRetry;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

/** The operator's program: reads its settings, wires the parts, runs until it is told to stop. */
public final class OperatorMain {
  /** A request that takes longer is tried again: a cut network must not hold a thread for ever. */
  private static final int REQUEST_MILLIS = 15_000;

  /**
   * A firewall may forget a connection without closing it, and a watch that hears nothing takes
   * that for quiet. What does not answer a ping before the next one is given up and opened anew.
   */
  private static final long PING_MILLIS = 10_000;

  /** Jobs are only read here: a copy for every look would protect them from nobody. */
  private static final Cloner NO_COPIES =
      new Cloner() {
        @Override
        public <R extends HasMetadata> R clone(R object) {
          return object;
        }
      };

  private OperatorMain() {}

  public static void main(String[] args) {
    // before anything logs: the logger reads it once
    System.setProperty("org.slf4j.simpleLogger.defaultLogLevel", OperatorConfig.logLevel());
    Tls.byBoringSsl();
    try {
      run(OperatorConfig.fromEnvironment());
    } catch (IllegalArgumentException | IOException e) {
      System.err.println("error: " + e.getMessage());
      System.exit(1);
    }
  }

  private static void run(OperatorConfig config) throws IOException {
    OperatorMetrics metrics = new OperatorMetrics();
    ApiReach reach = new ApiReach();
    KubernetesClient client = client(new ConfigBuilder().build(), metrics, reach);
    AtomicBoolean ready = new AtomicBoolean();
    HttpPort http = new HttpPort(config.httpPort(), () -> true, ready::get, metrics::render);
    Leadership leadership = new Leadership(config);
    Operator operator = operator(config, client, Clock.systemUTC(), metrics, reach, leadership);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  ready.set(false);
                  leadership.ending();
                  operator.stop();
                  if (config.leaderElection()) {
                    leadership.letGo(client);
                  }
                  http.close();
                },
                "shutdown"));
    operator.start();
    ready.set(true);
  }

  /** A client with this operator's limits, whose requests are counted and watched. */
  public static KubernetesClient client(Config base, OperatorMetrics metrics, ApiReach reach) {
    // what is created or replaced is owned by the agent's first word
    base.setUserAgent(FieldManager.NAME);
    base.setRequestTimeout(REQUEST_MILLIS);
    base.setConnectionTimeout(REQUEST_MILLIS);
    base.setWebsocketPingInterval(PING_MILLIS);
    return new KubernetesClientBuilder()
        .withConfig(base)
        // by name: beside the JDK's, which sends no pings, it would not be chosen
        .withHttpClientFactory(new Transport())
        .withKubernetesSerialization(SlimObjects.serialization())
        .withHttpClientBuilderConsumer(
            http ->
                http.addOrReplaceInterceptor("requests", metrics.requests())
                    .addOrReplaceInterceptor("reach", reach))
        .build();
  }

  /** The operator, wired and not started. */
  public static Operator operator(
      OperatorConfig config,
      KubernetesClient client,
      Clock clock,
      OperatorMetrics metrics,
      ApiReach reach) {
    return operator(config, client, clock, metrics, reach, new Leadership(config));
  }

  private static Operator operator(
      OperatorConfig config,
      KubernetesClient client,
      Clock clock,
      OperatorMetrics metrics,
      ApiReach reach,
      Leadership leadership) {
    Operator operator =
        new Operator(
            o -> {
              o.withKubernetesClient(client)
                  .withConcurrentReconciliationThreads(config.workers())
                  .withReconciliationTerminationTimeout(Duration.ofSeconds(5))
                  .withCloseClientOnStop(false)
                  .withMetrics(metrics.loop())
                  .withResourceCloner(NO_COPIES)
                  // the API server may be away when the operator starts: it waits
                  .withStopOnInformerErrorDuringStartup(true)
                  .withUseSSAToPatchPrimaryResource(true);
              if (config.leaderElection()) {
                o.withLeaderElectionConfiguration(leadership.election());
              }
            });
    operator.register(
        new TrainingJobReconciler(config, client, clock, metrics, reach),
        o -> {
          o.withFieldManager(FieldManager.NAME)
              .withInformerListLimit(SlimObjects.PAGE)
              .withGenerationAware(true)
              // a job that is being deleted is looked at too, whoever holds it; there is no
              // Cleaner,
              // since that would put a finalizer on every job
              .withTriggerReconcilerOnAllEvents(true)
              // for what the loop itself does not catch: never give up
              .withRetry(
                  new GenericRetry()
                      .setInitialInterval(1000)
                      .setIntervalMultiplier(2)
                      .setMaxInterval(30_000)
                      .setMaxAttempts(-1))
              .withReconciliationMaxInterval(Duration.ofMinutes(1));
          if (config.watchNamespaces().isEmpty()) {
            o.watchingAllNamespaces();
          } else {
            o.settingNamespaces(config.watchNamespaces());
          }
        });
    return operator;
  }
}
