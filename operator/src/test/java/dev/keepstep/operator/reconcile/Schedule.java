package dev.keepstep.operator.reconcile;

import dev.keepstep.operator.faults.Call;
import dev.keepstep.operator.faults.Fault;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Which of the operators' requests go wrong, and how: a function of a seed and of the request's
 * number, so that a schedule can be played again. From one request in twenty to one in three.
 */
final class Schedule implements Fault.Choice {
  private static final int MOST_CRASHES = 3;
  private static final List<Integer> REFUSALS = List.of(429, 500, 503);

  private final long seed;
  private final double rate;
  private final Scenario scenario;
  private final int operators;
  private final boolean retries;
  private final AtomicInteger calls = new AtomicInteger();
  private final AtomicInteger crashes = new AtomicInteger();
  private final AtomicInteger faults = new AtomicInteger();

  Schedule(long seed) {
    this.seed = seed;
    SplittableRandom random = new SplittableRandom(seed);
    rate = 0.05 + 0.28 * random.nextDouble();
    scenario = Scenario.values()[(int) (seed % Scenario.values().length)];
    operators = random.nextInt(4) == 0 ? 2 : 1;
    retries = random.nextBoolean();
  }

  Scenario scenario() {
    return scenario;
  }

  /** How many there are at once: a leader that does not know yet that it is none any more. */
  int operators() {
    return operators;
  }

  /**
   * Whether the operators' client tries a failed request again by itself, as it is shipped; without
   * that the operator hears of each.
   */
  boolean retries() {
    return retries;
  }

  int calls() {
    return calls.get();
  }

  int faults() {
    return faults.get();
  }

  int crashes() {
    return Math.min(crashes.get(), MOST_CRASHES);
  }

  @Override
  public Fault on(Call call) {
    int number = calls.incrementAndGet();
    SplittableRandom random = new SplittableRandom(seed * 1_000_003 + number);
    if (random.nextDouble() >= rate) {
      return Fault.NONE;
    }
    faults.incrementAndGet();
    if (call.watch()) {
      return switch (random.nextInt(4)) {
        case 0 -> new Fault.Answer(410);
        case 1 -> new Fault.Reset();
        case 2 -> new Fault.Cut(1 + random.nextInt(4));
        default -> late(random);
      };
    }
    int kind = random.nextInt(call.write() ? 6 : 3);
    if (kind > 3 && crashes.incrementAndGet() > MOST_CRASHES) {
      kind = 3;
    }
    return switch (kind) {
      case 0 -> new Fault.Answer(REFUSALS.get(random.nextInt(REFUSALS.size())));
      case 1 -> new Fault.Reset();
      case 2 -> late(random);
      case 3 -> new Fault.AnswerLost();
      case 4 -> new Fault.CrashBefore();
      default -> new Fault.CrashAfter();
    };
  }

  private static Fault late(SplittableRandom random) {
    return new Fault.Late(Duration.ofMillis(20 + random.nextInt(280)));
  }

  @Override
  public String toString() {
    return "schedule %d: %s, %d operator(s), client's retries %s, %d %% of requests, %d of %d so far, %d crashes"
        .formatted(
            seed,
            scenario,
            operators,
            retries ? "on" : "off",
            Math.round(100 * rate),
            faults(),
            calls(),
            crashes());
  }
}
