package dev.keepstep.core.decide;

import dev.keepstep.core.decide.Attempt.State;
import dev.keepstep.core.decide.capacity.Choice;
import dev.keepstep.core.decide.capacity.PlacementPolicy;
import dev.keepstep.core.decide.capacity.SafetyNet;
import dev.keepstep.core.decide.capacity.Situation;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where a run with a deadline would best be: the policy's choice, if the safety net lets it. The
 * policies are those of the simulator; what is added here is what a cluster has and a trace has
 * not: requests that are open, and attempts that are warm before their predecessors stop.
 */
final class UnderDeadline {
  private static final Pattern PLACE = Pattern.compile("^(on-demand|spot in [^:]+): ");

  private final PlacementPolicy policy;
  private final Settings settings;

  UnderDeadline(PlacementPolicy policy, Settings settings) {
    this.policy = policy;
    this.settings = settings;
  }

  /** Whether a deadline can be planned with: there is one, spot is optional, the pace is known. */
  static boolean plans(Snapshot s) {
    return s.plan().deadline().isPresent()
        && s.plan().policy() == CapacityPolicy.SpotPreferred
        && s.outlook().stepTime().isPresent();
  }

  /** Where the run would best be. */
  Wish wish(Snapshot s) {
    Situations seen = Situations.of(s, settings);
    return wish(s, seen, choose(s, seen));
  }

  /** The same, if what is asked for does not come, or what is held goes. */
  Wish without(Snapshot s) {
    Situations seen = Situations.without(s, settings);
    return wish(s, seen, choose(s, seen));
  }

  private Choice choose(Snapshot s, Situations seen) {
    Situation now = seen.situation();
    Choice choice =
        seen.granted()
            .map(
                zone ->
                    new Choice(
                        zone,
                        Choice.Why.GRANTED,
                        now.zones().get(zone).spotPrice(),
                        now.onDemandPrice(),
                        false))
            .orElseGet(() -> policy.choose(now));
    Choice checked = SafetyNet.check(now, aimed(s, now, choice), false);
    // one that left spot because its unsaved work counts as lost would be back at once, and again
    boolean returns = now.onDemand() && checked.place() >= 0;
    double needed = returnNeeds(s, now);
    return returns && now.slack() < needed
        ? new Choice(Situation.ON_DEMAND, Choice.Why.BRIDGE, now.slack(), needed, false)
        : checked;
  }

  /** A job that names no zones can't rule any out, so a move might land anywhere: it stays. */
  private static Choice aimed(Snapshot s, Situation now, Choice choice) {
    boolean moves = now.onSpot() && choice.place() >= 0 && choice.place() != now.held();
    return moves && s.plan().zones().isEmpty()
        ? new Choice(
            now.held(), Choice.Why.STAY, now.heldZone().spotPrice(), now.onDemandPrice(), false)
        : choice;
  }

  private static double returnNeeds(Snapshot s, Situation now) {
    return now.costs().changeover()
        + s.outlook().checkpointInterval().toMillis() / 1000.0
        + now.step();
  }

  private Wish wish(Snapshot s, Situations seen, Choice choice) {
    // where it goes is said with it
    String words =
        PLACE.matcher(choice.words(seen.situation())).replaceFirst("")
            + (seen.assumedPrices() && choice.place() >= 0
                ? " (prices assumed: the price book has none)"
                : "");
    if (choice.place() == Situation.IDLE) {
      return new Wish.Idle(
          seen.nextNews(s.now().plus(look(s))), new Reason(Reason.Code.WAITING_FOR_SPOT, words));
    }
    if (choice.place() == Situation.ON_DEMAND) {
      return new Wish.On(
          new Placement(Capacity.ON_DEMAND, s.plan().zones(), List.of()),
          new Reason(Reason.Code.DEADLINE, words));
    }
    boolean better = seen.situation().onSpot() && choice.place() != seen.situation().held();
    return new Wish.On(
        seen.placement(choice.place(), better, Situations.patience(s)),
        new Reason(better ? Reason.Code.BETTER_ZONE : Reason.Code.SPOT, words));
  }

  /** When to look again, though nothing changes: a hundredth of what is left, 1 to 60 s. */
  static Duration look(Snapshot s) {
    Duration left =
        s.plan()
            .deadline()
            .map(d -> Duration.between(s.now(), d).dividedBy(100))
            .orElse(Duration.ofMinutes(1));
    Duration atMost = left.compareTo(Duration.ofMinutes(1)) > 0 ? Duration.ofMinutes(1) : left;
    return atMost.compareTo(Duration.ofSeconds(1)) < 0 ? Duration.ofSeconds(1) : atMost;
  }

  /** When spot should no longer be waited for; the request that is open is then given up. */
  Optional<Wish.On> insteadOfAsking(Snapshot s, Attempt asking) {
    boolean asks =
        asking.on().capacity() == Capacity.SPOT
            && asking.state() instanceof State.Asking state
            && !state.held();
    if (!asks || asking.standby() || !plans(s)) {
      return Optional.empty();
    }
    return without(s) instanceof Wish.On on && on.place().capacity() == Capacity.ON_DEMAND
        ? Optional.of(new Wish.On(on.place(), on.reason().after(on.place().words())))
        : Optional.empty();
  }

  /** All zones that may be used now, the chosen one first. */
  static List<String> firstOf(String chosen, List<String> zones) {
    List<String> ordered = new ArrayList<>(List.of(chosen));
    zones.stream().filter(z -> !z.equals(chosen)).forEach(ordered::add);
    return List.copyOf(ordered);
  }

  /** The latest of what may be. */
  static Optional<Instant> later(Optional<Instant> a, Optional<Instant> b) {
    return a.isPresent() && (b.isEmpty() || a.get().isAfter(b.get())) ? a : b;
  }
}
