package dev.keepstep.operator.reconcile;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.atomic.AtomicReference;

/** The operators' clock, moved on by the test. */
final class TestClock extends Clock {
  private final Clock base;
  private final AtomicReference<Duration> ahead = new AtomicReference<>(Duration.ZERO);

  private TestClock(Clock base) {
    this.base = base;
  }

  /** The machine's. */
  TestClock() {
    this(Clock.systemUTC());
  }

  /** One that moves only when the test says so. */
  static TestClock standing() {
    return new TestClock(Clock.fixed(Instant.now().truncatedTo(ChronoUnit.MILLIS), ZoneOffset.UTC));
  }

  /** Gives back the time that it is then. */
  Instant advance(Duration by) {
    ahead.accumulateAndGet(by, Duration::plus);
    return instant();
  }

  @Override
  public Instant instant() {
    return base.instant().plus(ahead.get());
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    return this;
  }
}
