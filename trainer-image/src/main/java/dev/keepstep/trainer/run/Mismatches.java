package dev.keepstep.trainer.run;

import dev.keepstep.core.checkpoint.CommitOutcome;
import dev.keepstep.core.checkpoint.TrailLog;
import dev.keepstep.core.contract.ExitCode;
import dev.keepstep.core.proof.Digest;
import dev.keepstep.core.proof.ReplayCheck;
import dev.keepstep.core.proof.ReplayVerdict;
import dev.keepstep.core.proof.TrailEntry;
import dev.keepstep.trainer.report.LeaseReporter;
import dev.keepstep.trainer.report.Lines;
import java.util.function.Supplier;

/**
 * Records this attempt's digests and fingerprints, compares them with what earlier ones recorded,
 * and says what a difference means.
 */
final class Mismatches {
  private final TrailLog trail;
  private final ReplayCheck check;
  private final Evidence evidence;
  private final boolean fatal;
  private final LeaseReporter lease;
  private final Lines lines;
  private long compared;
  private long equal;
  private String difference = "";

  /**
   * @param fatal whether a difference ends the attempt; otherwise it is reported
   */
  Mismatches(
      TrailLog trail,
      ReplayCheck check,
      Evidence evidence,
      boolean fatal,
      LeaseReporter lease,
      Lines lines) {
    this.trail = trail;
    this.check = check;
    this.evidence = evidence;
    this.fatal = fatal;
    this.lease = lease;
    this.lines = lines;
  }

  void digest(long step, Digest digest) {
    lease.update(l -> l.withDigest(digest.value()));
    observe(trail.digest(step, digest));
  }

  void fingerprint(long step, String value) {
    observe(trail.fingerprint(step, value));
  }

  /** Checkpoints of other writers at the same step that turned out equal. */
  void agreed(int count) {
    if (count > 0) {
      compared += count;
      equal += count;
      report();
    }
  }

  void diverged(CommitOutcome.Diverged diverged) {
    compared++;
    differs(() -> evidence.of(diverged));
  }

  /** {@code 27 equal of 27 compared}. */
  String verdict() {
    return equal + " equal of " + compared + " compared";
  }

  long compared() {
    return compared;
  }

  long equal() {
    return equal;
  }

  private void observe(TrailEntry entry) {
    int comparedBefore = check.compared();
    int equalBefore = check.equal();
    ReplayVerdict verdict = check.observe(entry);
    int now = check.compared() - comparedBefore;
    int same = check.equal() - equalBefore;
    compared += now;
    equal += same;
    if (same < now && verdict instanceof ReplayVerdict.Differs differs) {
      differs(() -> evidence.of(differs.expected(), differs.found()));
    } else if (now > 0) {
      report();
    }
  }

  private void report() {
    lease.update(l -> l.withReplay(equal, compared, difference));
  }

  /** Only the first difference is looked into: what comes behind it differs because of it. */
  private void differs(Supplier<String> how) {
    if (difference.isEmpty()) {
      difference = "the same steps gave other bits: " + how.get();
      if (fatal) {
        report();
        throw new Ending.Reached(Ending.of(ExitCode.REPLAY_MISMATCH, "ReplayMismatch", difference));
      }
      lines.say(difference);
    }
    report();
  }
}
