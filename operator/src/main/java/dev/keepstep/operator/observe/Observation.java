package dev.keepstep.operator.observe;

import dev.keepstep.core.decide.money.AttemptCost;
import dev.keepstep.operator.config.Provider;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * One look at everything that bears on a job.
 *
 * @param now the operator's clock at the look
 * @param unread whether the API server was asked for something and gave no answer: nobody will tell
 *     when it does, so it is to be asked again
 * @param current the attempt that trains or is to train
 * @param standby the attempt that warms up
 * @param others pods of attempts that status no longer names, or not yet
 * @param othersGone names of those among them whose node is gone or out of service
 * @param lastNumber the highest number that any attempt has had; 0: there was none
 * @param providers who marks the cluster's nodes
 * @param costs what the attempts' Leases keep of their costs, by attempt
 * @param zonesWithNodes zones in which there is a node now
 */
public record Observation(
    Instant now,
    boolean unread,
    Optional<SeenAttempt> current,
    Optional<SeenAttempt> standby,
    List<PodFacts> others,
    List<String> othersGone,
    int lastNumber,
    List<Provider> providers,
    Map<Integer, AttemptCost> costs,
    Set<String> zonesWithNodes) {

  public Observation {
    others = List.copyOf(others);
    othersGone = List.copyOf(othersGone);
    providers = List.copyOf(providers);
    costs = Map.copyOf(costs);
    zonesWithNodes = Set.copyOf(zonesWithNodes);
  }

  /** Current and standby, as far as they are there. */
  public Stream<SeenAttempt> attempts() {
    return Stream.concat(current.stream(), standby.stream());
  }
}
