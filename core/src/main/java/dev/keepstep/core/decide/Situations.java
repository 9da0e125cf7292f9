package dev.keepstep.core.decide;

import dev.keepstep.core.decide.Attempt.State;
import dev.keepstep.core.decide.Outlook.Prices;
import dev.keepstep.core.decide.ZoneMemory.ZoneRecord;
import dev.keepstep.core.decide.capacity.Costs;
import dev.keepstep.core.decide.capacity.Situation;
import dev.keepstep.core.decide.capacity.ZoneSight;
import dev.keepstep.core.decide.capacity.ZoneSight.Sight;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * A snapshot in the words of the placement policies.
 *
 * @param situation seconds, and money an hour
 * @param names of the situation's zones, in its order; {@link ZoneMemory#ANY} for all others
 * @param down zones that are not to be had now
 * @param granted the zone in which a standby on spot has its node, while the run is on on-demand
 * @param news when the first zone may be asked again
 * @param assumedPrices whether the price book has none
 */
record Situations(
    Situation situation,
    List<String> names,
    List<String> down,
    Optional<Integer> granted,
    Optional<Instant> news,
    boolean assumedPrices) {

  /** A checkpoint stalls training by a copy in memory: less than a second, and than a hundredth. */
  private static final double WRITE = 1;

  private static final double WRITE_SHARE = 0.01;

  /** A zone may answer in place of another if it costs at most so many times as much. */
  private static final double DEARER = 1.1;

  /** With no time to be refused it may cost so much of on-demand. */
  private static final double DEARER_IN_HASTE = 0.9;

  /** Refusals that slack must have room for, beside the changeovers, before zones are ruled out. */
  private static final int REFUSALS = 2;

  /** Changeovers that slack must have room for. */
  private static final int CHANGEOVERS = 4;

  /** What is. */
  static Situations of(Snapshot s, Settings settings) {
    return of(s, settings, false);
  }

  /** What would be if the open request were refused, or the node under notice gone. */
  static Situations without(Snapshot s, Settings settings) {
    return of(s, settings, true);
  }

  private static Situations of(Snapshot s, Settings settings, boolean without) {
    Optional<Attempt> current = s.current().filter(a -> a.boundAt().isPresent() && !without);
    Optional<Attempt> onSpot = current.filter(a -> a.on().capacity() == Capacity.SPOT);
    Optional<Attempt> warming =
        s.standby()
            .filter(a -> a.boundAt().isPresent() && a.on().capacity() == Capacity.SPOT)
            .filter(_ -> current.isPresent() && onSpot.isEmpty());
    // what on-demand was asked for comes: as good as held
    boolean onDemand =
        !without && s.current().filter(a -> a.on().capacity() == Capacity.ON_DEMAND).isPresent();
    Set<String> refusedNow =
        without
            ? new TreeSet<>(
                s.current().map(a -> a.zone().map(List::of).orElse(asked(s, a))).orElse(List.of()))
            : Set.of();

    List<String> names = names(s);
    List<ZoneSight> sights = new ArrayList<>();
    List<String> down = new ArrayList<>();
    Optional<Instant> news = Optional.empty();
    for (String name : names) {
      ZoneRecord known = s.zones().of(name);
      Optional<Instant> heldSince =
          onSpot
              .filter(a -> in(a, name, names))
              .or(() -> warming.filter(a -> in(a, name, names)))
              .flatMap(Attempt::boundAt);
      Optional<Instant> shut = shutUntil(s, settings, known);
      Sight sight =
          heldSince.isPresent()
              ? Sight.UP
              : shut.isPresent() || refusedNow.contains(name) ? Sight.DOWN : Sight.UNKNOWN;
      if (sight == Sight.DOWN) {
        down.add(name);
        news = earlier(news, shut);
      }
      sights.add(sight(s, name, known, sight, heldSince));
    }
    int held =
        onDemand ? Situation.ON_DEMAND : onSpot.map(a -> index(names, a)).orElse(Situation.IDLE);
    return new Situations(
        situation(s, current, held, sights),
        names,
        List.copyOf(down),
        warming.map(a -> index(names, a)),
        news,
        names.stream().noneMatch(n -> s.outlook().prices().containsKey(n)));
  }

  private static Situation situation(
      Snapshot s, Optional<Attempt> current, int held, List<ZoneSight> sights) {
    double step = s.outlook().stepTime().orElseThrow().toNanos() / 1e9;
    boolean trains = current.filter(a -> a.state() instanceof State.Training).isPresent();
    double durable = s.progress().checkpointStep() * step;
    double done = trains ? Math.max(s.progress().step() * step, durable) : durable;
    Instant start = s.startTime().orElse(s.now());
    double changeover = seconds(s.outlook().changeover());
    double interval = seconds(s.outlook().checkpointInterval());
    double heldFor =
        current
            .flatMap(Attempt::boundAt)
            .map(b -> seconds(Duration.between(b, s.now())))
            .orElse(0.0);
    return new Situation(
        seconds(Duration.between(start, s.now())),
        seconds(Duration.between(start, s.plan().deadline().orElseThrow())),
        s.plan().steps() * step,
        done,
        durable,
        seconds(UnderDeadline.look(s)),
        held,
        heldFor,
        held == Situation.IDLE || trains ? 0 : Math.max(0, changeover - heldFor),
        // a notice is not relied upon: nodes go without one
        new Costs(changeover, interval, Math.min(WRITE, WRITE_SHARE * interval), 0, 0),
        s.lastNumber(),
        "",
        sights);
  }

  private static ZoneSight sight(
      Snapshot s, String name, ZoneRecord known, Sight sight, Optional<Instant> heldSince) {
    Prices prices = s.outlook().prices().getOrDefault(name, Prices.ASSUMED);
    Optional<Instant> since =
        switch (sight) {
          case UP -> heldSince;
          case DOWN -> UnderDeadline.later(known.refusedAt(), known.lostAt());
          case UNKNOWN -> Optional.empty();
        };
    double heldNow = heldSince.map(h -> seconds(Duration.between(h, s.now()))).orElse(0.0);
    return new ZoneSight(
        name.equals(ZoneMemory.ANY) ? "any zone" : name,
        "",
        sight,
        prices.spot(),
        prices.onDemand(),
        since.map(i -> seconds(Duration.between(i, s.now()))).orElse(0.0),
        seconds(known.held()) + heldNow,
        known.refusals() * seconds(s.plan().provisionTimeout()),
        known.losses());
  }

  /** Until when a zone is left alone; empty: it may be asked. */
  private static Optional<Instant> shutUntil(Snapshot s, Settings settings, ZoneRecord known) {
    Optional<Instant> anywhere = s.zones().of(ZoneMemory.ANY).refusedAt();
    Optional<Instant> refused =
        UnderDeadline.later(known.refusedAt(), anywhere)
            .filter(at -> known.grantedAt().filter(g -> g.isAfter(at)).isEmpty())
            .map(at -> at.plus(settings.afterRefusal()));
    Optional<Instant> lost =
        known
            .lostAt()
            .filter(at -> known.grantedAt().filter(g -> g.isAfter(at)).isEmpty())
            .map(at -> at.plus(settings.afterLoss()));
    return UnderDeadline.later(refused, lost).filter(until -> until.isAfter(s.now()));
  }

  /** The job's zones; of a job that may use any, those that it has met, and all others as one. */
  private static List<String> names(Snapshot s) {
    if (!s.plan().zones().isEmpty()) {
      return s.plan().zones();
    }
    Set<String> met = new TreeSet<>(s.zones().zones().keySet());
    s.live().stream().flatMap(a -> a.zone().stream()).forEach(met::add);
    met.remove(ZoneMemory.ANY);
    Set<String> names = new LinkedHashSet<>(met);
    names.add(ZoneMemory.ANY);
    return List.copyOf(names);
  }

  private static List<String> asked(Snapshot s, Attempt asking) {
    return names(s).stream().filter(n -> !asking.on().excluded().contains(n)).toList();
  }

  private static boolean in(Attempt attempt, String name, List<String> names) {
    return index(names, attempt) == names.indexOf(name);
  }

  private static int index(List<String> names, Attempt attempt) {
    int index = attempt.zone().map(names::indexOf).orElse(-1);
    // its node has no zone that is known: any name will do, and the last one is that for all others
    return index >= 0 ? index : names.size() - 1;
  }

  /**
   * Where to ask for spot: the chosen zone first, then those that may answer in its place. Zones
   * only guide where a node comes from, so what the policy would not take is ruled out: a zone that
   * is down, a clearly dearer one while there is time to be refused, and for a move every zone but
   * the one that is worth it. Else the run would be moved on at once, for a changeover each time.
   *
   * @param leaveHeld whether it is a move from spot to spot
   * @param patience slack from which on a refusal does no harm, s
   */
  Placement placement(int chosen, boolean leaveHeld, double patience) {
    String name = names.get(chosen);
    List<String> excluded = new ArrayList<>(down);
    excluded.remove(name);
    excluded.remove(ZoneMemory.ANY);
    if (leaveHeld && situation.held() >= 0) {
      excluded.add(names.get(situation.held()));
    }
    for (int z = 0; z < names.size(); z++) {
      if (z != chosen
          && (leaveHeld || situation.zones().get(z).spotPrice() > most(chosen, patience))
          && !names.get(z).equals(ZoneMemory.ANY)
          && !excluded.contains(names.get(z))) {
        excluded.add(names.get(z));
      }
    }
    List<String> usable =
        names.stream().filter(n -> !n.equals(ZoneMemory.ANY) && !excluded.contains(n)).toList();
    return new Placement(
        Capacity.SPOT,
        name.equals(ZoneMemory.ANY) ? List.of() : UnderDeadline.firstOf(name, usable),
        excluded);
  }

  /** Slack from which on a refusal does no harm, s. */
  static double patience(Snapshot s) {
    return REFUSALS * seconds(s.plan().provisionTimeout())
        + CHANGEOVERS * seconds(s.outlook().changeover());
  }

  /** What a zone may cost that answers in place of the chosen one. */
  private double most(int chosen, double patience) {
    return situation.slack() > patience
        ? DEARER * situation.zones().get(chosen).spotPrice()
        : DEARER_IN_HASTE * situation.onDemandPrice();
  }

  /** When there may be news of a zone, but no later than that. */
  Instant nextNews(Instant latest) {
    return news.filter(n -> n.isBefore(latest)).orElse(latest);
  }

  private static Optional<Instant> earlier(Optional<Instant> a, Optional<Instant> b) {
    return a.isPresent() && (b.isEmpty() || a.get().isBefore(b.get())) ? a : b;
  }

  private static double seconds(Duration duration) {
    return duration.toMillis() / 1000.0;
  }
}
