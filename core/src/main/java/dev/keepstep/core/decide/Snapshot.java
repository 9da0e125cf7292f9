package dev.keepstep.core.decide;

import dev.keepstep.core.decide.restart.EndedAttempt;
import dev.keepstep.core.decide.restart.Tally;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * All that a decision may depend on, observed at one moment.
 *
 * @param now the observer's clock, the only one
 * @param plan what the spec says
 * @param startTime when the job's first attempt was recorded; empty before
 * @param attempts every attempt that lives, and ended ones as far as they are known, in any order
 * @param lastNumber the highest attempt number that was ever recorded; 0 before the first
 * @param folded the tally of ended attempts that are no longer listed
 * @param progress how far the run is
 * @param zones what is remembered of the zones
 * @param spent what the run has cost so far; empty if no price is known
 * @param outlook what is expected of the run and of the market
 */
public record Snapshot(
    Instant now,
    JobPlan plan,
    Optional<Instant> startTime,
    List<Attempt> attempts,
    int lastNumber,
    Tally folded,
    Progress progress,
    ZoneMemory zones,
    Optional<Money> spent,
    Outlook outlook) {

  public Snapshot {
    attempts = attempts.stream().sorted(Comparator.comparingInt(Attempt::number)).toList();
    Set<Integer> numbers = new HashSet<>();
    for (Attempt attempt : attempts) {
      if (!numbers.add(attempt.number())) {
        throw new IllegalArgumentException("attempt " + attempt.number() + " is listed twice");
      }
      lastNumber = Math.max(lastNumber, attempt.number());
    }
  }

  /** A job that nothing has been done for. */
  public static Snapshot fresh(Instant now, JobPlan plan) {
    return new Snapshot(
        now,
        plan,
        Optional.empty(),
        List.of(),
        0,
        Tally.NONE,
        Progress.NONE,
        ZoneMemory.NONE,
        Optional.empty(),
        Outlook.NONE);
  }

  /** Ended attempts that are listed, by number. */
  public List<EndedAttempt> ended() {
    return attempts.stream()
        .map(Attempt::state)
        .filter(Attempt.State.Ended.class::isInstance)
        .map(s -> ((Attempt.State.Ended) s).how())
        .toList();
  }

  /** The tally of all attempts, folded and listed. */
  public Tally tally() {
    Tally tally = folded;
    for (EndedAttempt end : ended()) {
      tally = tally.after(end, plan.limits());
    }
    return tally;
  }

  /** The attempt that trains or will: the living one that is no standby. */
  public Optional<Attempt> current() {
    return firstLive(false);
  }

  /** The living standby, if there is one. */
  public Optional<Attempt> standby() {
    return firstLive(true);
  }

  /** A loop: every rule asks, and a simulation asks every rule thousands of times a run. */
  private Optional<Attempt> firstLive(boolean standby) {
    for (Attempt attempt : attempts) {
      if (attempt.live() && attempt.standby() == standby) {
        return Optional.of(attempt);
      }
    }
    return Optional.empty();
  }

  /** Living attempts, by number. */
  public List<Attempt> live() {
    return attempts.stream().filter(Attempt::live).toList();
  }

  /** The last attempt that ended, if one is listed. */
  public Optional<Attempt> lastEnded() {
    return attempts.stream().filter(a -> !a.live()).reduce((_, b) -> b);
  }

  /** With another moment. */
  public Snapshot at(Instant moment) {
    return new Snapshot(
        moment, plan, startTime, attempts, lastNumber, folded, progress, zones, spent, outlook);
  }

  /** With other attempts. */
  public Snapshot with(List<Attempt> all) {
    return new Snapshot(
        now, plan, startTime, all, lastNumber, folded, progress, zones, spent, outlook);
  }

  /** With another plan. */
  public Snapshot with(JobPlan other) {
    return new Snapshot(
        now, other, startTime, attempts, lastNumber, folded, progress, zones, spent, outlook);
  }

  /** With other progress. */
  public Snapshot with(Progress other) {
    return new Snapshot(
        now, plan, startTime, attempts, lastNumber, folded, other, zones, spent, outlook);
  }

  /** With another memory of the zones. */
  public Snapshot with(ZoneMemory other) {
    return new Snapshot(
        now, plan, startTime, attempts, lastNumber, folded, progress, other, spent, outlook);
  }

  /** With so much spent. */
  public Snapshot withSpent(Money amount) {
    return new Snapshot(
        now,
        plan,
        startTime,
        attempts,
        lastNumber,
        folded,
        progress,
        zones,
        Optional.of(amount),
        outlook);
  }

  /** With another outlook. */
  public Snapshot with(Outlook other) {
    return new Snapshot(
        now, plan, startTime, attempts, lastNumber, folded, progress, zones, spent, other);
  }

  /** The number of the next attempt. */
  public int nextNumber() {
    return lastNumber + 1;
  }
}
