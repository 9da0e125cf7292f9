package dev.keepstep.core.decide;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Turns the capacity policy, and what is remembered of the zones, into a wish. With a deadline a
 * placement policy is asked; without one spot is asked for until it is refused.
 */
final class Chooser {
  private final Settings settings;
  private final UnderDeadline deadline;

  Chooser(Settings settings) {
    this.settings = settings;
    this.deadline = new UnderDeadline(settings.policy(), settings);
  }

  /** Where the run would best be. */
  Wish wish(Snapshot s) {
    return UnderDeadline.plans(s) ? deadline.wish(s) : withoutDeadline(s);
  }

  /** The same if the current attempt's node, which has a notice, were gone. */
  Wish wishAfterNotice(Snapshot s) {
    return UnderDeadline.plans(s) ? deadline.without(s) : withoutDeadline(s);
  }

  /** Where to go rather than wait on for an answer about spot; empty: it can be waited for. */
  Optional<Wish.On> insteadOfAsking(Snapshot s, Attempt asking) {
    return deadline.insteadOfAsking(s, asking);
  }

  private Wish withoutDeadline(Snapshot s) {
    return switch (s.plan().policy()) {
      case OnDemandOnly ->
          onDemand(s, Reason.of(Reason.Code.ON_DEMAND_ONLY, "the job asks for on-demand only"));
      case SpotOnly -> spot(s, "the job asks for spot only");
      case SpotPreferred -> {
        Optional<Instant> refused = refusedAt(s);
        if (refused.isEmpty()) {
          yield spot(s, "spot is preferred");
        }
        Instant again = refused.get().plus(settings.afterRefusal());
        yield onDemand(
            s,
            Reason.of(
                Reason.Code.SPOT_REFUSED,
                "spot was not to be had within %s in %s; asked again in %s",
                Words.of(s.plan().provisionTimeout()),
                Words.list(asked(s)).replace(ZoneMemory.ANY, "any zone"),
                Words.of(Duration.between(s.now(), again))));
      }
    };
  }

  /** When spot may be asked for again; empty if it may be now. */
  Optional<Instant> spotAgainAt(Snapshot s) {
    return refusedAt(s).map(r -> r.plus(settings.afterRefusal()));
  }

  private Wish spot(Snapshot s, String why) {
    List<String> avoided = avoided(s);
    List<String> preferred = s.plan().zones().stream().filter(z -> !avoided.contains(z)).toList();
    Placement place =
        new Placement(
            Capacity.SPOT,
            preferred.isEmpty() ? s.plan().zones() : preferred,
            // never exclude all: a request that nothing can answer says nothing
            preferred.isEmpty() && !s.plan().zones().isEmpty() ? List.of() : avoided);
    String not =
        place.excluded().isEmpty()
            ? ""
            : ", avoiding " + Words.list(place.excluded()) + " (refused or lost a short while ago)";
    return new Wish.On(place, Reason.of(Reason.Code.SPOT, why + not));
  }

  private Wish onDemand(Snapshot s, Reason reason) {
    return new Wish.On(new Placement(Capacity.ON_DEMAND, s.plan().zones(), List.of()), reason);
  }

  private List<String> avoided(Snapshot s) {
    return s.zones().avoided(s.now(), settings.afterRefusal(), settings.afterLoss()).stream()
        .filter(z -> !z.equals(ZoneMemory.ANY))
        .toList();
  }

  private static List<String> asked(Snapshot s) {
    return s.plan().zones().isEmpty() ? List.of(ZoneMemory.ANY) : s.plan().zones();
  }

  /** When the first of all the zones refused, if all of them did a short while ago. */
  private Optional<Instant> refusedAt(Snapshot s) {
    List<String> refused = s.zones().avoided(s.now(), settings.afterRefusal(), Duration.ZERO);
    List<String> asked = asked(s);
    if (!refused.containsAll(asked)) {
      return Optional.empty();
    }
    return asked.stream()
        .flatMap(z -> s.zones().of(z).refusedAt().stream())
        .min(Instant::compareTo);
  }
}
