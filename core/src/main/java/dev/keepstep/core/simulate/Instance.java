package dev.keepstep.core.simulate;

import dev.keepstep.core.decide.capacity.Choice;
import dev.keepstep.core.decide.capacity.Situation;
import dev.keepstep.core.decide.capacity.ZoneSight;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What a simulated run holds, what it has paid and how far its work is. For one run, one thread.
 */
final class Instance {
  private final TracePool pool;
  private final Scenario scenario;
  private final double gap;
  private final double onDemandPrice;
  private final List<RunResult.Span> spans = new ArrayList<>();
  private final boolean timeline;

  private int held = Situation.IDLE;
  private double heldFor;
  private double changeoverLeft;
  private double stallLeft;
  private double sinceSave;
  private double done;
  private double durable;
  private double cost;
  private int launches;
  private int interruptions;
  private double spotTime;
  private double onDemandTime;
  private double idleTime;
  private double finish;
  private String region = "";
  private double spanFrom;
  private String spanPlace = "";
  private String spanWhy = "";
  private int lastStep;

  Instance(TracePool pool, Scenario scenario, boolean timeline) {
    this.pool = pool;
    this.scenario = scenario;
    this.timeline = timeline;
    gap = pool.gapSeconds();
    onDemandPrice = pool.onDemandPrice();
  }

  /** Takes a held spot instance back if its zone is down; the zone that was lost, or -1. */
  int boundary(int at) {
    if (held >= 0 && !pool.zones().get(held).up(at)) {
      interruptions++;
      if (scenario.costs().checkpoints()) {
        done =
            scenario.costs().savesOnNotice()
                ? Math.max(durable, done - scenario.costs().checkpointWrite())
                : durable;
      }
      durable = done;
      int lost = held;
      release();
      return lost;
    }
    return -1;
  }

  int held() {
    return held;
  }

  Situation situation(double elapsed, List<ZoneSight> sights) {
    return new Situation(
        elapsed,
        scenario.deadline(),
        scenario.work(),
        done,
        scenario.costs().checkpoints() ? durable : done,
        gap,
        held,
        heldFor,
        changeoverLeft,
        scenario.costs(),
        launches,
        region,
        sights);
  }

  void change(Choice choice, Situation s) {
    int place = choice.place();
    if (choice.save() && place == held && stallLeft <= 0) {
      stallLeft = scenario.costs().checkpointWrite();
    }
    if (place != held) {
      boolean unsaved = scenario.costs().checkpoints() && done > durable;
      double write = unsaved ? scenario.costs().checkpointWrite() : 0;
      if (held != Situation.IDLE) {
        cost += write * priceOf(held, lastStep) / 3600;
        durable = done;
        release();
      }
      if (place != Situation.IDLE) {
        launches++;
        held = place;
        changeoverLeft = scenario.costs().changeover() + write;
        String next = place >= 0 ? pool.zones().get(place).region() : onDemandRegion();
        if (!region.isEmpty() && !region.equals(next)) {
          cost += scenario.costs().egress();
        }
        region = next;
      }
    }
    String name = placeName();
    if (timeline && !name.equals(spanPlace)) {
      closeSpan(s.elapsed());
      spanFrom = s.elapsed();
      spanPlace = name;
      spanWhy = choice.words(s);
    }
  }

  /** Runs one step; true if the work is done in it. */
  boolean step(int at, double elapsed) {
    lastStep = at;
    if (held == Situation.IDLE) {
      idleTime += gap;
      return false;
    }
    double left = gap;
    double changeover = Math.min(left, changeoverLeft);
    changeoverLeft -= changeover;
    left -= changeover;
    while (left > 0 && done < scenario.work()) {
      left = scenario.costs().checkpoints() ? workWithSaves(left) : work(left, left);
    }
    boolean ended = done >= scenario.work() - 1e-9;
    double used = ended ? gap - left : gap;
    heldFor += used;
    cost += used * priceOf(held, at) / 3600;
    if (held >= 0) {
      spotTime += used;
    } else {
      onDemandTime += used;
    }
    if (ended) {
      finish = elapsed + used;
    }
    return ended;
  }

  private double work(double left, double most) {
    double did = Math.min(Math.min(left, most), scenario.work() - done);
    done += did;
    if (scenario.work() - done < 1e-9) {
      done = scenario.work();
    }
    return left - did;
  }

  private double workWithSaves(double left) {
    if (stallLeft > 0) {
      double stall = Math.min(left, stallLeft);
      stallLeft -= stall;
      if (stallLeft <= 0) {
        durable = done;
        sinceSave = 0;
      }
      return left - stall;
    }
    double before = done;
    double after = work(left, scenario.costs().checkpointInterval() - sinceSave);
    sinceSave += done - before;
    if (sinceSave >= scenario.costs().checkpointInterval() - 1e-9) {
      stallLeft = scenario.costs().checkpointWrite();
    }
    return after;
  }

  private void release() {
    held = Situation.IDLE;
    heldFor = 0;
    changeoverLeft = 0;
    stallLeft = 0;
    sinceSave = 0;
  }

  private double priceOf(int place, int at) {
    return place >= 0 ? pool.zones().get(place).price(at) : onDemandPrice;
  }

  private String onDemandRegion() {
    return pool.zones().stream()
        .min(
            Comparator.comparingDouble(
                z ->
                    z.onDemandPrice()
                        + (region.isEmpty() || z.region().equals(region)
                            ? 0
                            : scenario.costs().egress())))
        .orElseThrow()
        .region();
  }

  private String placeName() {
    return switch (held) {
      case Situation.IDLE -> "idle";
      case Situation.ON_DEMAND -> "on-demand";
      default -> pool.zones().get(held).zone();
    };
  }

  private void closeSpan(double at) {
    if (!spanPlace.isEmpty()) {
      spans.add(new RunResult.Span(spanFrom, at, spanPlace, spanWhy));
    }
  }

  RunResult result(int requests) {
    if (timeline) {
      closeSpan(finish);
    }
    return new RunResult(
        cost + requests * scenario.askFee(),
        onDemandPrice * scenario.work() / 3600,
        finish,
        finish <= scenario.deadline() + 1e-6,
        interruptions,
        launches,
        spotTime,
        onDemandTime,
        idleTime,
        spans);
  }
}
