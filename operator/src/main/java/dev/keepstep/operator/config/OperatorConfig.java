package dev.keepstep.operator.config;

import dev.keepstep.api.v1alpha1.Durations;
import dev.keepstep.core.decide.capacity.PlacementPolicy;
import dev.keepstep.core.decide.capacity.Policies;
import dev.keepstep.core.decide.money.PriceBook;
import dev.keepstep.operator.config.Provider.SpotTaint;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The operator's settings.
 *
 * @param namespace the operator's own; empty outside a cluster
 * @param podName the operator's own pod, by which one of several replicas is known
 * @param watchNamespaces where jobs are looked after; empty: everywhere
 * @param httpPort where health and metrics are served
 * @param workers how many jobs are looked at side by side
 * @param leaderElection whether several replicas elect one
 * @param leaderLease the Lease in the operator's namespace by which they do
 * @param nodeGrace how long a node may be not ready or unreachable before its attempts are lost
 * @param nodeToleration how long Kubernetes leaves trainers on such a node
 * @param provider who marks spot nodes; empty: found from the nodes
 * @param terminationGrace time between SIGTERM and SIGKILL; empty: the provider's
 * @param meanTimeBetweenInterruptions what is expected before any was seen
 * @param statusInterval progress alone is written at most so often
 * @param prices what nodes cost
 * @param placement how runs are placed, with what waits
 * @param cleanupImage image whose program deletes a deleted job's objects in S3; empty: the
 *     trainer's own
 */
public record OperatorConfig(
    Optional<String> namespace,
    Optional<String> podName,
    Set<String> watchNamespaces,
    int httpPort,
    int workers,
    boolean leaderElection,
    String leaderLease,
    Duration nodeGrace,
    Duration nodeToleration,
    Optional<Provider> provider,
    Optional<Duration> terminationGrace,
    Duration meanTimeBetweenInterruptions,
    Duration statusInterval,
    PriceBook prices,
    Placing placement,
    Optional<String> cleanupImage) {

  /**
   * How runs are placed.
   *
   * @param policy for runs with a deadline
   * @param afterRefusal how long spot that was refused is not asked for again
   * @param afterLoss how long a zone that took a node back is left alone
   * @param changeover expected from one attempt's last step to the next one's first, when nothing
   *     is warm
   */
  public record Placing(
      PlacementPolicy policy, Duration afterRefusal, Duration afterLoss, Duration changeover) {}

  /** What an empty environment means. */
  public static final OperatorConfig DEFAULTS = of(Map.of());

  /** Grace where no provider is known: Kubernetes's own default. */
  private static final Duration UNKNOWN_GRACE = Duration.ofSeconds(30);

  /**
   * Reads the settings.
   *
   * @throws IllegalArgumentException naming the variable, its value and the mend
   */
  public static OperatorConfig of(Map<String, String> environment) {
    return new OperatorConfig(
        text(environment, "POD_NAMESPACE"),
        text(environment, "POD_NAME"),
        text(environment, "WATCH_NAMESPACES").map(OperatorConfig::names).orElse(Set.of()),
        number(environment, "HTTP_PORT", 8080),
        number(environment, "WORKERS", 20),
        flag(environment, "LEADER_ELECTION"),
        text(environment, "LEADER_LEASE").orElse("keepstep-operator"),
        duration(environment, "NODE_GRACE").orElse(Duration.ofSeconds(10)),
        duration(environment, "NODE_TOLERATION").orElse(Duration.ofSeconds(60)),
        provider(environment),
        duration(environment, "TERMINATION_GRACE"),
        duration(environment, "MEAN_TIME_BETWEEN_INTERRUPTIONS").orElse(Duration.ofHours(6)),
        duration(environment, "STATUS_INTERVAL").orElse(Duration.ofSeconds(10)),
        PriceBook.parse(text(environment, "PRICES").orElse("")),
        new Placing(
            policy(text(environment, "PLACEMENT_POLICY").orElse("default")),
            duration(environment, "AFTER_REFUSAL").orElse(Duration.ofMinutes(15)),
            duration(environment, "AFTER_LOSS").orElse(Duration.ofMinutes(5)),
            duration(environment, "CHANGEOVER").orElse(Duration.ofMinutes(5))),
        text(environment, "CLEANUP_IMAGE"));
  }

  private static PlacementPolicy policy(String name) {
    return Policies.named(name)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "PLACEMENT_POLICY is \"%s\", expected %s"
                        .formatted(
                            name,
                            String.join(
                                ", ", Policies.all().stream().map(p -> p.name()).toList()))));
  }

  /** The settings of this process. */
  public static OperatorConfig fromEnvironment() {
    return of(System.getenv());
  }

  /** How much is logged: trace, debug, info, warn or error. */
  public static String logLevel() {
    return text(System.getenv(), "LOG_LEVEL").orElse("info");
  }

  /** The grace of pods that may land on nodes of these providers: the shortest counts. */
  public Duration grace(List<Provider> providers) {
    return terminationGrace.orElseGet(
        () ->
            providers.stream().map(Provider::grace).min(Duration::compareTo).orElse(UNKNOWN_GRACE));
  }

  private static Optional<Provider> provider(Map<String, String> environment) {
    String name = text(environment, "CAPACITY_PROVIDER").orElse("auto");
    if (name.equals("auto")) {
      return Optional.empty();
    }
    if (name.equals("custom")) {
      Map.Entry<String, String> spot =
          text(environment, "SPOT_LABEL")
              .map(v -> pair("SPOT_LABEL", v))
              .orElseThrow(
                  () ->
                      new IllegalArgumentException(
                          "CAPACITY_PROVIDER is custom, and SPOT_LABEL is not set: give it as"
                              + " key=value"));
      return Optional.of(
          new Provider(
              name,
              spot,
              text(environment, "ON_DEMAND_LABEL")
                  .map(v -> pair("ON_DEMAND_LABEL", v))
                  .orElse(Provider.UNMARKED),
              text(environment, "SPOT_TAINT").map(OperatorConfig::taint).stream().toList(),
              UNKNOWN_GRACE));
    }
    return Optional.of(
        Provider.KNOWN.stream()
            .filter(p -> p.name().equals(name))
            .findFirst()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "CAPACITY_PROVIDER is \"%s\", expected auto, custom, %s"
                            .formatted(
                                name,
                                String.join(
                                    ", ", Provider.KNOWN.stream().map(Provider::name).toList())))));
  }

  private static Map.Entry<String, String> pair(String name, String value) {
    int equals = value.indexOf('=');
    if (equals < 1) {
      throw new IllegalArgumentException(name + " is \"" + value + "\", expected key=value");
    }
    return Map.entry(value.substring(0, equals), value.substring(equals + 1));
  }

  private static SpotTaint taint(String value) {
    int colon = value.lastIndexOf(':');
    if (colon < 0) {
      throw new IllegalArgumentException(
          "SPOT_TAINT is \"" + value + "\", expected key=value:Effect");
    }
    Map.Entry<String, String> pair = pair("SPOT_TAINT", value.substring(0, colon));
    return new SpotTaint(pair.getKey(), pair.getValue(), value.substring(colon + 1));
  }

  private static Set<String> names(String list) {
    Set<String> names = new TreeSet<>();
    Arrays.stream(list.split(",", -1))
        .map(String::strip)
        .filter(s -> !s.isEmpty())
        .forEach(names::add);
    return Set.copyOf(names);
  }

  private static Optional<String> text(Map<String, String> environment, String name) {
    return Optional.ofNullable(environment.get(name)).map(String::strip).filter(s -> !s.isEmpty());
  }

  private static int number(Map<String, String> environment, String name, int unset) {
    return text(environment, name)
        .map(
            v -> {
              try {
                return Integer.parseInt(v);
              } catch (NumberFormatException e) {
                throw new IllegalArgumentException(
                    name + " is \"" + v + "\", expected an integer", e);
              }
            })
        .orElse(unset);
  }

  private static boolean flag(Map<String, String> environment, String name) {
    return switch (text(environment, name).orElse("false")) {
      case "true" -> true;
      case "false" -> false;
      case String other ->
          throw new IllegalArgumentException(
              name + " is \"" + other + "\", expected true or false");
    };
  }

  private static Optional<Duration> duration(Map<String, String> environment, String name) {
    return text(environment, name)
        .map(
            v -> {
              try {
                return Durations.parse(v);
              } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(name + " is " + e.getMessage(), e);
              }
            });
  }
}
