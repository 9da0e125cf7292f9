package dev.keepstep.core.simulate;

import dev.keepstep.core.decide.Attempt;
import dev.keepstep.core.decide.Capacity;
import dev.keepstep.core.decide.Decider;
import dev.keepstep.core.decide.Decision;
import dev.keepstep.core.decide.JobPlan;
import dev.keepstep.core.decide.Outlook;
import dev.keepstep.core.decide.Placement;
import dev.keepstep.core.decide.Progress;
import dev.keepstep.core.decide.Snapshot;
import dev.keepstep.core.decide.ZoneMemory;
import dev.keepstep.core.decide.restart.EndOfAttempt;
import dev.keepstep.core.decide.restart.EndedAttempt;
import dev.keepstep.core.decide.restart.InterruptionCause;
import dev.keepstep.core.decide.restart.StopCause;
import dev.keepstep.core.decide.restart.Tally;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One run as the operator would lead it: the whole {@link Decider} is asked, not a policy alone,
 * and what it says is done to a world in which nodes come and go by a trace. Attempts are recorded,
 * placed, ask, start, train and end; standbys warm up beside them; capacity is known by asking
 * only. A request can be answered by any zone that it does not exclude; on-demand comes at once.
 *
 * <p>A step of training is a second of work. For one run, one thread.
 */
final class OperatorRun {
  private static final Instant T0 = Instant.EPOCH;
  private static final double EPSILON = 1e-6;

  /** A decision leads to another at the same moment: recorded, then placed. Never to so many. */
  private static final int AT_ONCE = 30;

  private final TracePool pool;
  private final Scenario scenario;
  private final Decider decider;
  private final int offset;
  private final boolean timeline;
  private final Work work;
  private final JobPlan plan;
  private final Map<Integer, Node> nodes = new HashMap<>();
  private final List<Attempt> live = new ArrayList<>();
  private final List<RunResult.Span> spans = new ArrayList<>();
  private Optional<Attempt> lastEnded = Optional.empty();
  private ZoneMemory memory = ZoneMemory.NONE;
  private int lastNumber;
  private double now;
  private double cost;
  private int launches;
  private int interruptions;
  private double spotTime;
  private double onDemandTime;
  private double idleTime;
  private String region = "";

  /**
   * What an attempt holds.
   *
   * @param zone index in the pool; -1: on-demand
   * @param since when it was bound
   * @param why the sentence of the decision that recorded it
   */
  private record Node(int zone, double since, String why) {}

  OperatorRun(TracePool pool, Scenario scenario, Decider decider, int offset, boolean timeline) {
    this.pool = pool;
    this.scenario = scenario;
    this.decider = decider;
    this.offset = offset;
    this.timeline = timeline;
    work = new Work(scenario);
    plan =
        JobPlan.builder(Math.max(1, Math.round(scenario.work())))
            .zones(pool.names())
            .provisionTimeout(span(Math.max(1, scenario.askTimeout())))
            .deadline(Optional.of(T0.plus(span(scenario.deadline()))))
            .build();
  }

  RunResult run() {
    double nextBoundary = 0;
    while (true) {
      if (now >= nextBoundary - EPSILON) {
        takeBack();
        nextBoundary += pool.gapSeconds();
      }
      grant();
      warm();
      double until = Math.min(nextBoundary, decided());
      until = Math.min(until, nextWarm());
      boolean trains = current().filter(OperatorRun::training).isPresent();
      if (trains) {
        until = Math.min(until, now + work.untilEvent());
      }
      until = Math.max(until, now + 0.001);
      bill(until - now);
      if (trains) {
        work.advance(until - now);
      }
      now = until;
      if (work.complete()) {
        live.forEach(a -> span(a, now));
        return result();
      }
    }
  }

  /** Does what is decided until there is nothing to do; when to look again. */
  private double decided() {
    for (int i = 0; i < AT_ONCE; i++) {
      switch (decider.decide(snapshot())) {
        case Decision.Wait wait -> {
          return wait.until().map(OperatorRun::seconds).orElse(Double.POSITIVE_INFINITY);
        }
        case Decision.RecordAttempt record -> {
          lastNumber = record.number();
          Attempt made = Attempt.recorded(record.number(), record.on(), record.standby(), at(now));
          live.add(made);
          nodes.put(made.number(), new Node(-2, now, record.reason().message()));
        }
        case Decision.Place place -> {
          set(attempt(place.number()).withState(new Attempt.State.Asking(at(now), false)));
          cost += place.on().capacity() == Capacity.SPOT ? scenario.askFee() : 0;
          grant();
        }
        case Decision.Stop stop -> stop(attempt(stop.number()), stop.why());
        case Decision.Handover handover -> {
          Attempt next = attempt(handover.number()).handedOver();
          boolean ready = next.state() instanceof Attempt.State.Ready;
          set(ready ? next.withState(new Attempt.State.Training(next.boundAt().get())) : next);
        }
        case Decision.Fail fail ->
            throw new IllegalStateException("the decider gave up: " + fail.reason().message());
        case Decision.Complete _ -> throw new IllegalStateException("complete before its work");
      }
    }
    throw new IllegalStateException("the decider does not come to rest after " + now + " s");
  }

  private Snapshot snapshot() {
    List<Attempt> attempts = new ArrayList<>(live);
    lastEnded.ifPresent(attempts::add);
    boolean trains = current().filter(OperatorRun::training).isPresent();
    long durable = (long) work.durable();
    Map<String, Outlook.Prices> prices = new HashMap<>();
    for (SpotTrace zone : pool.zones()) {
      int known = Math.max(0, step() - scenario.lagSteps(pool));
      prices.put(zone.zone(), new Outlook.Prices(zone.price(known), zone.onDemandPrice()));
    }
    return new Snapshot(
        at(now),
        plan,
        Optional.of(T0),
        attempts,
        lastNumber,
        Tally.NONE,
        new Progress(
            trains ? (long) work.done() : durable,
            durable,
            trains ? Optional.of(Duration.ofSeconds(1)) : Optional.empty(),
            trains ? Optional.of(at(now)) : Optional.empty(),
            trains ? Optional.of(at(now)) : Optional.empty()),
        memory,
        Optional.empty(),
        new Outlook(
            Optional.of(Duration.ofSeconds(1)),
            span(scenario.costs().changeover()),
            span(work.interval()),
            prices,
            Optional.empty(),
            Optional.empty()));
  }

  private void takeBack() {
    for (Attempt a : List.copyOf(live)) {
      Node node = node(a);
      if (a.boundAt().isPresent() && node.zone >= 0 && !zone(node).up(step())) {
        if (!a.standby()) {
          interruptions++;
          work.lost();
        }
        memory = memory.lost(zone(node).zone(), at(now), span(now - node.since));
        end(a, InterruptionCause.NODE_LOST);
      }
    }
  }

  /** Requests that can be answered now. */
  private void grant() {
    for (Attempt a : List.copyOf(live)) {
      if (a.state() instanceof Attempt.State.Asking) {
        int zone = a.on().capacity() == Capacity.ON_DEMAND ? -1 : answering(a.on());
        if (zone >= -1) {
          String why = node(a).why;
          nodes.put(a.number(), new Node(zone, now, why));
          Attempt bound = a.withState(new Attempt.State.Starting(at(now)));
          if (zone >= 0) {
            String name = pool.zones().get(zone).zone();
            bound = bound.withZone(name);
            memory = memory.granted(name, at(now));
          }
          set(bound);
          launches++;
          String next = zone >= 0 ? pool.zones().get(zone).region() : region;
          cost += region.isEmpty() || region.equals(next) ? 0 : scenario.costs().egress();
          region = next;
        }
      }
    }
  }

  /** The first preferred zone that is up, else the cheapest not excluded; -2 if none is. */
  private int answering(Placement on) {
    int best = -2;
    for (int z = 0; z < pool.zones().size(); z++) {
      SpotTrace trace = pool.zones().get(z);
      if (trace.up(step()) && !on.excluded().contains(trace.zone())) {
        best = best < 0 || before(on, trace, pool.zones().get(best)) ? z : best;
      }
    }
    return best;
  }

  private boolean before(Placement on, SpotTrace a, SpotTrace b) {
    int rankA = rank(on, a);
    int rankB = rank(on, b);
    return rankA != rankB ? rankA < rankB : a.price(step()) < b.price(step());
  }

  private static int rank(Placement on, SpotTrace zone) {
    int rank = on.preferred().indexOf(zone.zone());
    return rank < 0 ? Integer.MAX_VALUE : rank;
  }

  /** What has been bound for a changeover trains, or is ready. */
  private void warm() {
    for (Attempt a : List.copyOf(live)) {
      if (a.state() instanceof Attempt.State.Starting starting
          && now >= node(a).since + scenario.costs().changeover() - EPSILON) {
        set(
            a.withState(
                a.standby()
                    ? new Attempt.State.Ready(starting.boundAt())
                    : new Attempt.State.Training(starting.boundAt())));
      }
    }
  }

  private double nextWarm() {
    return live.stream()
        .filter(a -> a.state() instanceof Attempt.State.Starting)
        .mapToDouble(a -> node(a).since + scenario.costs().changeover())
        .min()
        .orElse(Double.POSITIVE_INFINITY);
  }

  private void stop(Attempt a, StopCause why) {
    if (a.boundAt().isPresent()) {
      if (training(a)) {
        bill(work.stopped());
      }
      if (node(a).zone >= 0) {
        memory = memory.released(zone(node(a)).zone(), span(now - node(a).since));
      }
    } else if (why == StopCause.NOT_PROVISIONED && a.on().capacity() == Capacity.SPOT) {
      memory =
          memory.refused(
              pool.names().stream().filter(z -> !a.on().excluded().contains(z)).toList(), at(now));
    }
    end(
        a,
        switch (why) {
          case NOT_PROVISIONED -> InterruptionCause.NOT_PROVISIONED;
          case STANDBY_DROPPED -> InterruptionCause.STANDBY_DROPPED;
          case ROTATED -> InterruptionCause.ROTATED;
          default -> InterruptionCause.MOVED;
        });
  }

  private void end(Attempt a, InterruptionCause cause) {
    span(a, now);
    live.removeIf(l -> l.number() == a.number());
    long durable = (long) work.durable();
    EndedAttempt how =
        new EndedAttempt(
            a.number(),
            new EndOfAttempt.Interruption(cause, cause.word(), Optional.empty()),
            durable,
            durable,
            durable,
            durable);
    lastEnded = Optional.of(a.withState(new Attempt.State.Ended(at(now), how)));
  }

  private void span(Attempt a, double to) {
    if (timeline && a.boundAt().isPresent()) {
      Node node = node(a);
      spans.add(
          new RunResult.Span(
              node.since, to, node.zone < 0 ? "on-demand" : zone(node).zone(), node.why));
    }
  }

  private void bill(double seconds) {
    boolean held = false;
    for (Attempt a : live) {
      if (a.boundAt().isPresent()) {
        Node node = node(a);
        held = true;
        boolean spot = node.zone >= 0;
        cost += seconds * (spot ? zone(node).price(step()) : pool.onDemandPrice()) / 3600;
        spotTime += spot ? seconds : 0;
        onDemandTime += spot ? 0 : seconds;
      }
    }
    idleTime += held ? 0 : seconds;
  }

  private RunResult result() {
    return new RunResult(
        cost,
        pool.onDemandPrice() * scenario.work() / 3600,
        now,
        now <= scenario.deadline() + EPSILON,
        interruptions,
        launches,
        spotTime,
        onDemandTime,
        idleTime,
        spans);
  }

  private int step() {
    int step = offset + (int) Math.floor((now + EPSILON) / pool.gapSeconds());
    if (step >= pool.steps()) {
      throw new TraceException(
          "the trace ends %d steps after offset %d and before the job; start it earlier"
              .formatted(pool.steps() - offset, offset));
    }
    return step;
  }

  private Optional<Attempt> current() {
    return live.stream().filter(a -> !a.standby()).findFirst();
  }

  private Attempt attempt(int number) {
    return live.stream().filter(a -> a.number() == number).findFirst().orElseThrow();
  }

  private void set(Attempt changed) {
    live.replaceAll(a -> a.number() == changed.number() ? changed : a);
  }

  private Node node(Attempt a) {
    return java.util.Objects.requireNonNull(nodes.get(a.number()));
  }

  private SpotTrace zone(Node node) {
    return pool.zones().get(node.zone);
  }

  private static boolean training(Attempt a) {
    return a.state() instanceof Attempt.State.Training;
  }

  private static Instant at(double seconds) {
    return T0.plus(span(seconds));
  }

  private static Duration span(double seconds) {
    return Duration.ofMillis(Math.round(seconds * 1000));
  }

  private static double seconds(Instant at) {
    return Duration.between(T0, at).toMillis() / 1000.0;
  }
}
