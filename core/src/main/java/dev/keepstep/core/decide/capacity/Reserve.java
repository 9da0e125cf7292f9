package dev.keepstep.core.decide.capacity;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The default. It waits first and buys on-demand late: an idle hour and an on-demand hour trade one
 * for one whenever they are spent, so waiting first keeps the option. It keeps a reserve of slack
 * for the changeovers that are still to come; below it, on-demand bridges outages, and only spells
 * of spot that have lasted a while are returned to. Zones are chosen by price and the changeovers
 * that their losses will cost; a dearer zone is passed over while waiting for a cheaper one is
 * likely to fit the slack.
 *
 * <p>The numbers were chosen on some zones of recorded traces and hold on others, which were left
 * out: docs/results/simulation.md.
 */
public final class Reserve implements PlacementPolicy {
  /** Changeovers kept in reserve, for each that is expected. */
  private static final double RESERVE = 3.5;

  /** How old a spell must be for each expected changeover that slack cannot pay, h. */
  private static final double AGE = 0.07;

  /** No spell needs to be older than this, h. */
  private static final double MAX_AGE = 3;

  /** Losses an hour that a price per changeover starts from. */
  private static final double USUAL_LIFE = 6;

  /** Share of a changeover's cost that a move between zones must save. */
  private static final double WORTH = 0.5;

  /** Never give up a zone with less slack than so many changeovers. */
  private static final double KEEP = 3;

  @Override
  public String name() {
    return "default";
  }

  @Override
  public boolean savesEarly() {
    return true;
  }

  @Override
  public Choice choose(Situation s) {
    View v = new View(s);
    if (s.onSpot()) {
      return onSpot(s, v);
    }
    return s.onDemand() ? onDemand(s, v) : idle(s, v);
  }

  private static Choice onSpot(Situation s, View v) {
    if (v.best >= 0 && v.zones.get(v.best).index() != s.held() && v.slack > KEEP * v.changeover) {
      ZoneEstimate to = v.zones.get(v.best);
      double here =
          v.zones.stream().filter(z -> z.index() == s.held()).findFirst().orElseThrow().score();
      double gain = (here - to.score()) * Math.min(v.work, to.residual());
      if (gain > WORTH * v.changeover * (to.sight().spotPrice() + v.changeoverPrice)) {
        return Choice.spot(to.index(), Choice.Why.BETTER_ZONE, to.score(), here);
      }
    }
    return Choice.spot(s.held(), Choice.Why.STAY, s.heldZone().spotPrice(), s.onDemandPrice());
  }

  private static Choice onDemand(Situation s, View v) {
    if (v.best < 0) {
      // leaving for nowhere would cost a launch, and slack is scarce or it would not be here
      return Choice.onDemand(Choice.Why.STAY, v.slack * 3600, v.reserve * 3600);
    }
    ZoneEstimate to = v.zones.get(v.best);
    double saved = (s.onDemandPrice() - to.sight().spotPrice()) * Math.min(v.work, to.life());
    double cost = v.changeover * to.sight().spotPrice();
    if (saved <= cost) {
      return Choice.onDemand(Choice.Why.NOT_WORTH, saved, cost);
    }
    if (v.slack < v.reserve && to.sight().up() && to.sight().age() < v.age) {
      return Choice.onDemand(Choice.Why.TOO_YOUNG, to.sight().age(), v.age);
    }
    return Choice.spot(to.index(), Choice.Why.RETURN, to.sight().spotPrice(), s.onDemandPrice());
  }

  private static Choice idle(Situation s, View v) {
    if (v.best < 0) {
      return v.slack > v.reserve
          ? Choice.idle(Choice.Why.WAIT, v.slack * 3600, v.reserve * 3600)
          : Choice.onDemand(Choice.Why.BRIDGE, v.slack * 3600, v.reserve * 3600);
    }
    ZoneEstimate to = v.zones.get(v.best);
    if (v.best > 0 && v.slack > v.reserve && v.waitsForCheaper(s.onDemandPrice())) {
      return Choice.idle(
          Choice.Why.CHEAPER_LATER, to.sight().spotPrice(), v.zones.getFirst().sight().spotPrice());
    }
    return Choice.spot(
        to.index(), Choice.Why.CHEAPEST_UP, to.sight().spotPrice(), s.onDemandPrice());
  }

  /** The situation in hours, its zones with what may be expected of them, best first. */
  private static final class View {
    final double changeover;
    final double work;
    final double slack;
    final double reserve;

    /** Seconds that a spell must have lasted to be returned to. */
    final double age;

    /** Price of an hour of changeover beyond the instance's own: it grows as slack shrinks. */
    final double changeoverPrice;

    final List<ZoneEstimate> zones;

    /** The best zone that may be chosen: its place in {@link #zones}; -1 if there is none. */
    final int best;

    View(Situation s) {
      changeover = s.costs().changeover() / 3600;
      work = s.remaining() / 3600;
      slack = s.slack() / 3600;
      double some = Math.max(slack, 1e-6);
      changeoverPrice =
          0.5 * s.onDemandPrice() * Math.min(5, 2 * changeover * (1 + work / USUAL_LIFE) / some);
      age = 3600 * Math.min(MAX_AGE, AGE * 2 * changeover * work / some);
      zones = new ArrayList<>(s.zones().size());
      for (int i = 0; i < s.zones().size(); i++) {
        zones.add(ZoneEstimate.of(i, s.zones().get(i), loss(s.costs()), changeoverPrice));
      }
      zones.sort(
          Comparator.comparingDouble(ZoneEstimate::score).thenComparing(z -> z.sight().zone()));
      reserve =
          zones.isEmpty()
              ? Double.POSITIVE_INFINITY
              : RESERVE * changeover * (1 + work / zones.getFirst().life());
      best = firstPossible(s.onDemandPrice());
    }

    /** Hours that a loss costs: a changeover, and the work that has to be done again. */
    private double loss(Costs costs) {
      if (!costs.checkpoints()) {
        return changeover;
      }
      double again =
          costs.savesOnNotice() ? costs.checkpointWrite() : costs.checkpointInterval() / 2;
      return changeover + again / 3600;
    }

    private int firstPossible(double onDemand) {
      for (int i = 0; i < zones.size(); i++) {
        ZoneEstimate zone = zones.get(i);
        if (zone.possible() && zone.worthLaunching(changeover, onDemand)) {
          return i;
        }
      }
      return -1;
    }

    /**
     * Whether to pass over the best zone that is up for a cheaper one that is not: what that would
     * save an hour, against the chance that the hour is missing in the end.
     */
    boolean waitsForCheaper(double onDemand) {
      List<ZoneEstimate> cheaper = zones.subList(0, best);
      ZoneEstimate here = zones.get(best);
      double spare = slack - reserve;
      double outage = SlackDemand.outage(cheaper);
      if (spare <= outage) {
        return false;
      }
      double less = here.score() - zones.getFirst().score();
      double price = here.sight().spotPrice();
      double shortWithAll = SlackDemand.shortfall(zones, work, spare, changeover);
      double shortWithCheaper = SlackDemand.shortfall(cheaper, work, spare, changeover);
      double saved = less * (1 - shortWithCheaper) + changeover * price / outage;
      double risked = (onDemand - price) * shortWithAll + less * shortWithCheaper;
      return saved > risked;
    }
  }
}
