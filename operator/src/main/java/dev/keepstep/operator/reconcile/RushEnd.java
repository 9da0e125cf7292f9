package dev.keepstep.operator.reconcile;

import dev.keepstep.api.v1alpha1.TrainingJob;
import io.javaoperatorsdk.operator.processing.event.source.inbound.SimpleInboundEventSource;
import java.time.Clock;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Wakes the loop for the jobs whose status waited for a rush that is over. */
final class RushEnd extends SimpleInboundEventSource<TrainingJob> {
  private static final Logger LOG = LoggerFactory.getLogger(RushEnd.class);
  private static final long ASKED_MILLIS = 250;

  private final Rush rush;
  private final Clock clock;
  private @Nullable ScheduledExecutorService asking;

  RushEnd(Rush rush, Clock clock) {
    super("rush-end");
    this.rush = rush;
    this.clock = clock;
  }

  @Override
  public synchronized void start() {
    super.start();
    asking =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("rush-end").daemon().factory());
    var _ =
        asking.scheduleWithFixedDelay(
            this::wake, ASKED_MILLIS, ASKED_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void wake() {
    try {
      rush.over(clock.instant()).forEach(this::propagateEvent);
    } catch (RuntimeException e) {
      // each of them has its own time as well, and this goes on
      LOG.warn("jobs that waited could not be woken", e);
    }
  }

  @Override
  public synchronized void stop() {
    if (asking != null) {
      asking.shutdownNow();
    }
    super.stop();
  }
}
