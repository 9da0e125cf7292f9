package dev.keepstep.trainer.run;

import dev.keepstep.core.checkpoint.CommitOutcome;
import dev.keepstep.core.checkpoint.TrailLog;
import dev.keepstep.core.contract.ExitCode;
import dev.keepstep.core.proof.ReplayCheck;
import dev.keepstep.core.proof.ReplayVerdict;
import dev.keepstep.core.proof.TrailEntry;
import dev.keepstep.trainer.report.LeaseReporter;
import dev.keepstep.trainer.report.Lines;

/**
 * Records this attempt's digests and fingerprints, compares them with what earlier ones recorded,
 * and says what a difference means.
 */
final class Mismatches {
  private final TrailLog trail;
  private final ReplayCheck check;
  private final boolean fatal;
  private final LeaseReporter lease;
  private final Lines lines;
  private long compared;
  private long equal;
  private boolean said;

  /**
   * @param fatal whether a difference ends the attempt; otherwise it is reported
   */
  Mismatches(TrailLog trail, ReplayCheck check, boolean fatal, LeaseReporter lease, Lines lines) {
    this.trail = trail;
    this.check = check;
    this.fatal = fatal;
    this.lease = lease;
    this.lines = lines;
  }

  void digest(long step, String value) {
    lease.update(l -> l.withDigest(value));
    observe(trail.digest(step, value));
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
    report();
    differs(
        "checkpoint %s has other bits than %s in %s"
            .formatted(diverged.id(), diverged.other(), String.join(", ", diverged.tensors())));
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
    ReplayVerdict before = check.verdict();
    ReplayVerdict after = check.observe(entry);
    if (after.equals(before)) {
      return;
    }
    switch (after) {
      case ReplayVerdict.Unknown _ -> {}
      case ReplayVerdict.Same same -> {
        long more = same.compared() - (before instanceof ReplayVerdict.Same b ? b.compared() : 0);
        compared += more;
        equal += more;
        report();
      }
      case ReplayVerdict.Differs differs -> {
        compared++;
        report();
        differs(
            "step %d has %s %s, writer %d had %s"
                .formatted(
                    differs.step(),
                    entry.kind().text(),
                    differs.found().value(),
                    differs.expected().writer(),
                    differs.expected().value()));
      }
    }
  }

  private void report() {
    lease.update(l -> l.withReplay(equal, compared));
  }

  private void differs(String how) {
    String sentence = "the same steps gave other bits: " + how;
    if (fatal) {
      throw new Ending.Reached(Ending.of(ExitCode.REPLAY_MISMATCH, "ReplayMismatch", sentence));
    }
    if (!said) {
      said = true;
      lines.say(sentence);
    }
  }
}
