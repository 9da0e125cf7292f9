package dev.keepstep.core.decide;

import dev.keepstep.core.decide.restart.Limits;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What the job's spec says, as far as decisions need it.
 *
 * @param steps total optimiser steps, at least 1
 * @param policy which capacity it may use
 * @param zones zones it may use, in the user's order; empty: any
 * @param provisionTimeout how long a request for capacity may stay without an answer
 * @param maxLifetime an attempt is rotated before this age; empty: never
 * @param deadline when the run should be done; already counted from startTime, suspension added
 * @param budget money it may cost; empty: no limit
 * @param limits failures and interruptions that are borne
 * @param hangTimeout how long the step may stand still under heartbeats; empty: for ever
 * @param suspend the user has suspended it
 * @param standbys whether a second attempt may be placed beside a living one (false with a
 *     ReadWriteOnce claim)
 * @param estimatedDuration the user's guess of the undisturbed run's length
 */
public record JobPlan(
    long steps,
    CapacityPolicy policy,
    List<String> zones,
    Duration provisionTimeout,
    Optional<Duration> maxLifetime,
    Optional<Instant> deadline,
    Optional<Money> budget,
    Limits limits,
    Optional<Duration> hangTimeout,
    boolean suspend,
    boolean standbys,
    Optional<Duration> estimatedDuration) {

  public JobPlan {
    zones = List.copyOf(zones);
    if (steps < 1) {
      throw new IllegalArgumentException("spec.training.steps is " + steps + "; give 1 or more");
    }
    if (provisionTimeout.isNegative() || provisionTimeout.isZero()) {
      throw new IllegalArgumentException(
          "spec.capacity.provisionTimeout is " + provisionTimeout + "; give more than zero");
    }
  }

  public static Builder builder(long steps) {
    return new Builder(steps);
  }

  /** Everything but the steps has a default. */
  public static final class Builder {
    private final long steps;
    private CapacityPolicy policy = CapacityPolicy.SpotPreferred;
    private List<String> zones = List.of();
    private Duration provisionTimeout = Duration.ofMinutes(10);
    private Optional<Duration> maxLifetime = Optional.empty();
    private Optional<Instant> deadline = Optional.empty();
    private Optional<Money> budget = Optional.empty();
    private Limits limits = Limits.NONE;
    private Optional<Duration> hangTimeout = Optional.empty();
    private boolean suspend;
    private boolean standbys = true;
    private Optional<Duration> estimatedDuration = Optional.empty();

    private Builder(long steps) {
      this.steps = steps;
    }

    public Builder policy(CapacityPolicy value) {
      policy = value;
      return this;
    }

    public Builder zones(List<String> value) {
      zones = value;
      return this;
    }

    public Builder provisionTimeout(Duration value) {
      provisionTimeout = value;
      return this;
    }

    public Builder maxLifetime(Optional<Duration> value) {
      maxLifetime = value;
      return this;
    }

    public Builder deadline(Optional<Instant> value) {
      deadline = value;
      return this;
    }

    public Builder budget(Optional<Money> value) {
      budget = value;
      return this;
    }

    public Builder limits(Limits value) {
      limits = value;
      return this;
    }

    public Builder hangTimeout(Optional<Duration> value) {
      hangTimeout = value;
      return this;
    }

    public Builder suspend(boolean value) {
      suspend = value;
      return this;
    }

    public Builder standbys(boolean value) {
      standbys = value;
      return this;
    }

    public Builder estimatedDuration(Optional<Duration> value) {
      estimatedDuration = value;
      return this;
    }

    public JobPlan build() {
      return new JobPlan(
          steps,
          Objects.requireNonNull(policy),
          zones,
          provisionTimeout,
          maxLifetime,
          deadline,
          budget,
          limits,
          hangTimeout,
          suspend,
          standbys,
          estimatedDuration);
    }
  }
}
