package dev.keepstep.core.simulate;

import dev.keepstep.core.decide.capacity.Choice;
import dev.keepstep.core.decide.capacity.PlacementPolicy;
import dev.keepstep.core.decide.capacity.Situation;
import dev.keepstep.core.decide.capacity.ZoneSight;
import dev.keepstep.core.decide.capacity.ZoneSight.Sight;
import java.util.ArrayList;
import java.util.List;

/**
 * Knows only what asking tells, as a cluster does: one request at a time, to one region, open until
 * capacity shows there or the provision timeout is over. What is held goes on meanwhile.
 */
final class Asking implements Eyes {
  /** Refused regions are asked again once so many others could have been. */
  private static final int OTHERS_FIRST = 2;

  private final TracePool pool;
  private final double timeout;
  private final double forget;
  private final int lag;
  private final Known[] known;
  private int requests;
  private String open = "";
  private double openFor;
  private int step;
  private boolean started;

  /** What is remembered of one zone; times in seconds. */
  private static final class Known {
    Sight sight = Sight.UNKNOWN;
    double age;
    double seenUp;
    double seenDown;
    int losses;

    void now(Sight next) {
      if (sight != next) {
        sight = next;
        age = 0;
      }
    }
  }

  Asking(TracePool pool, Scenario scenario) {
    this.pool = pool;
    timeout = scenario.askTimeout();
    lag = scenario.lagSteps(pool);
    long regions = pool.zones().stream().map(SpotTrace::region).distinct().count();
    forget = timeout * Math.min(regions - 1, OTHERS_FIRST);
    known = new Known[pool.zones().size()];
    for (int z = 0; z < known.length; z++) {
      known[z] = new Known();
    }
  }

  @Override
  public void lost(int zone) {
    known[zone].losses++;
    known[zone].now(Sight.DOWN);
  }

  @Override
  public int requests() {
    return requests;
  }

  @Override
  public void look(int at, int held) {
    double passed = started ? pool.gapSeconds() : 0;
    started = true;
    step = at;
    openFor += open.isEmpty() ? 0 : passed;
    for (int z = 0; z < known.length; z++) {
      Known k = known[z];
      k.age += passed;
      if (k.sight == Sight.UP) {
        k.seenUp += passed;
      } else if (region(z).equals(open) || k.sight == Sight.DOWN) {
        k.seenDown += passed;
      }
      if (z == held) {
        k.now(Sight.UP);
      } else if (k.sight == Sight.UP || (k.sight == Sight.DOWN && k.age >= forget)) {
        k.now(Sight.UNKNOWN);
      }
    }
    if (!open.isEmpty() && openFor >= timeout && grantable() < 0) {
      close();
    }
  }

  @Override
  public List<ZoneSight> sights(int at) {
    List<ZoneSight> sights = new ArrayList<>();
    for (int z = 0; z < known.length; z++) {
      SpotTrace trace = pool.zones().get(z);
      Known k = known[z];
      // one request at a time: while it is open nothing else can be asked
      boolean busy = !open.isEmpty() && k.sight == Sight.UNKNOWN;
      sights.add(
          new ZoneSight(
              trace.zone(),
              trace.region(),
              busy ? Sight.DOWN : k.sight,
              trace.price(Math.max(0, at - lag)),
              trace.onDemandPrice(),
              k.age,
              k.seenUp,
              k.seenDown,
              k.losses));
    }
    return sights;
  }

  @Override
  public Choice answer(Choice choice, Situation s, PlacementPolicy policy) {
    boolean asks = choice.place() >= 0 && choice.place() != s.held();
    if (asks && open.isEmpty()) {
      open = region(choice.place());
      openFor = 0;
      requests++;
    }
    if (open.isEmpty()) {
      return choice;
    }
    int granted = grantable();
    if (granted >= 0) {
      open = "";
      return new Choice(
          granted,
          asks ? choice.why() : Choice.Why.GRANTED,
          pool.zones().get(granted).price(step),
          s.onDemandPrice(),
          false);
    }
    if (!asks) {
      return choice;
    }
    // nothing there yet: what would it do if it could not ask?
    return policy.choose(
        new Situation(
            s.elapsed(),
            s.deadline(),
            s.work(),
            s.done(),
            s.durable(),
            s.step(),
            s.held(),
            s.heldFor(),
            s.changeoverLeft(),
            s.costs(),
            s.launches(),
            s.region(),
            sights(step)));
  }

  /** The cheapest zone of the region asked that is up now; -1 if none is. */
  private int grantable() {
    int best = -1;
    for (int z = 0; z < known.length; z++) {
      SpotTrace trace = pool.zones().get(z);
      if (region(z).equals(open)
          && trace.up(step)
          && (best < 0 || trace.price(step) < pool.zones().get(best).price(step))) {
        best = z;
      }
    }
    return best;
  }

  private void close() {
    for (int z = 0; z < known.length; z++) {
      if (region(z).equals(open) && known[z].sight != Sight.UP) {
        known[z].now(Sight.DOWN);
      }
    }
    open = "";
  }

  private String region(int zone) {
    return pool.zones().get(zone).region();
  }
}
