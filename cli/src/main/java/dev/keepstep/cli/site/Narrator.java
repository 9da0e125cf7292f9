package dev.keepstep.cli.site;

import dev.keepstep.api.v1alpha1.AttemptStatus;
import dev.keepstep.api.v1alpha1.Durations;
import dev.keepstep.api.v1alpha1.InterruptionsStatus.Changeover;
import dev.keepstep.api.v1alpha1.InterruptionsStatus.Interruption;
import dev.keepstep.api.v1alpha1.ProgressStatus;
import dev.keepstep.api.v1alpha1.TrainingJobStatus;
import dev.keepstep.cli.Words;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Turns what a job's status says into lines for people: each interruption once when it is seen and
 * once when the run has gone on, and a line for how far it is.
 */
final class Narrator {
  private static final int BAR = 36;

  private final Set<Integer> toldEnds = new HashSet<>();
  private final Set<Integer> toldResumes = new HashSet<>();

  /** The lines that were not told before, in order; without a time of day. */
  List<String> news(TrainingJobStatus status) {
    List<String> lines = new ArrayList<>();
    if (status.interruptions() == null) {
      return lines;
    }
    for (Interruption interruption : status.interruptions().recent()) {
      if (toldEnds.add(interruption.attempt())) {
        lines.add(ended(interruption));
      }
      if (interruption.resumedAtStep() != null
          && interruption.changeover() != null
          && toldResumes.add(interruption.attempt())) {
        lines.add(resumed(interruption, interruption.changeover(), status));
      }
    }
    return lines;
  }

  private static String ended(Interruption i) {
    String node = i.node() == null ? "its pod" : i.node();
    boolean noticed = i.noticeGiven() != null;
    String what = noticed ? node + sign(i) : node + ", no notice" + sign(i);
    String checkpoint =
        i.checkpointStep() == null
            ? "no checkpoint yet"
            : Boolean.TRUE.equals(i.checkpointLanded())
                ? "checkpoint %d committed".formatted(i.checkpointStep())
                : "last checkpoint %d".formatted(i.checkpointStep());
    return columns(noticed ? "notice" : "lost", what, checkpoint);
  }

  private static String sign(Interruption i) {
    return i.sign() == null ? "" : " (" + i.sign() + ")";
  }

  private static String resumed(Interruption i, Changeover changeover, TrainingJobStatus status) {
    AttemptStatus now = status.attempt();
    String where =
        now == null
            ? "the next attempt"
            : "attempt %d on %s".formatted(now.number(), now.node() == null ? "-" : now.node());
    long recomputed = i.recomputedSteps() == null ? 0 : i.recomputedSteps();
    String detection =
        changeover.detection() == null
            ? ""
            : " (%s detection)".formatted(Words.duration(changeover.detection()));
    return columns(
        "placed",
        where,
        "resumed at %d, %s recomputed, changeover %s%s"
            .formatted(
                i.resumedAtStep(),
                Words.count(recomputed, "step"),
                Words.duration(changeover.total()),
                detection));
  }

  /** How far the run is, on one line; empty before anything is known. */
  static Optional<String> live(TrainingJobStatus status, long steps) {
    ProgressStatus progress = status.progress();
    AttemptStatus attempt = status.attempt();
    if (attempt == null) {
      return Optional.empty();
    }
    long step = progress == null || progress.step() == null ? 0 : progress.step();
    String place =
        "%s  %s"
            .formatted(
                attempt.capacity() == null ? "-" : attempt.capacity(),
                attempt.zone() == null ? "-" : attempt.zone());
    String state = status.state() == null ? "Waiting" : status.state();
    String pace =
        !state.equals("Training")
            ? state.toLowerCase(java.util.Locale.ROOT)
            : progress == null || progress.stepTime() == null
                ? ""
                : milliseconds(progress.stepTime())
                    + " ms/step"
                    + (progress.remaining() == null
                        ? ""
                        : "   " + Words.duration(progress.remaining()) + " left");
    return Optional.of(
        "  step %d/%d  %s  %3d %%   %s   %s"
            .formatted(
                step, steps, Words.bar((double) step / steps, BAR), 100 * step / steps, place, pace)
            .stripTrailing());
  }

  private static String columns(String word, String what, String then) {
    return "%-9s %-58s %s".formatted(word, what, then);
  }

  private static String milliseconds(String duration) {
    return Long.toString(Durations.parse(duration).toMillis());
  }
}
