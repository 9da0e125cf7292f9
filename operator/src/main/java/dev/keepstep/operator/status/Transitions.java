package dev.keepstep.operator.status;

import static dev.keepstep.api.v1alpha1.ConditionType.BUDGET_EXHAUSTED;
import static dev.keepstep.api.v1alpha1.ConditionType.COMPLETE;
import static dev.keepstep.api.v1alpha1.ConditionType.DEADLINE_AT_RISK;
import static dev.keepstep.api.v1alpha1.ConditionType.FAILED;
import static dev.keepstep.api.v1alpha1.ConditionType.REPRODUCIBLE;
import static dev.keepstep.api.v1alpha1.ConditionType.STORAGE_READY;
import static dev.keepstep.api.v1alpha1.ConditionType.SUSPENDED;

import dev.keepstep.api.v1alpha1.AttemptStatus;
import dev.keepstep.api.v1alpha1.ConditionType;
import dev.keepstep.api.v1alpha1.InterruptionsStatus;
import dev.keepstep.api.v1alpha1.InterruptionsStatus.Changeover;
import dev.keepstep.api.v1alpha1.InterruptionsStatus.Interruption;
import dev.keepstep.api.v1alpha1.TrainingJobStatus;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The events of a status that has changed into another: what happened, with numbers, for {@code
 * kubectl describe}. Nothing depends on them.
 */
public final class Transitions {
  private static final Set<String> TROUBLE =
      Set.of(
          ConditionReason.POD_REFUSED.word(),
          ConditionReason.IMAGE_UNAVAILABLE.word(),
          ConditionReason.CONFIGURATION_MISSING.word(),
          ConditionReason.CONTAINER_WAITING.word(),
          ConditionReason.OLDER_CHECKPOINT.word());

  private Transitions() {}

  /**
   * An event to publish.
   *
   * @param warning whether it is of type Warning
   */
  public record Told(boolean warning, String reason, String message) {}

  /** What happened between two statuses, in order. */
  public static List<Told> between(TrainingJobStatus before, TrainingJobStatus after) {
    List<Told> told = new ArrayList<>();
    ends(before.attempt(), known(after, before.attempt()), after, told);
    attempt("Placed", before(before, after.attempt()), after.attempt(), told);
    attempt("StandbyPlaced", before(before, after.standby()), after.standby(), told);
    resumed(before.interruptions(), after.interruptions(), told);
    trouble(before, after, ConditionType.PLACED, told);
    trouble(before, after, ConditionType.TRAINING, told);
    turned(before, after, STORAGE_READY, "False", true, "StorageUnavailable", told);
    if (condition(before, STORAGE_READY).filter(c -> c.getStatus().equals("False")).isPresent()) {
      turned(before, after, STORAGE_READY, "True", false, "StorageReady", told);
    }
    turned(before, after, DEADLINE_AT_RISK, "True", true, "DeadlineAtRisk", told);
    if (StatusReport.isTrue(before, DEADLINE_AT_RISK)) {
      turned(before, after, DEADLINE_AT_RISK, "False", false, "DeadlineInTime", told);
    }
    turned(before, after, REPRODUCIBLE, "False", true, "ReplayMismatch", told);
    turned(before, after, BUDGET_EXHAUSTED, "True", true, "BudgetExhausted", told);
    if (StatusReport.isTrue(before, BUDGET_EXHAUSTED)) {
      turned(before, after, BUDGET_EXHAUSTED, "False", false, "BudgetRaised", told);
    }
    turned(before, after, SUSPENDED, "True", false, "Suspended", told);
    if (StatusReport.isTrue(before, SUSPENDED)) {
      turned(before, after, SUSPENDED, "False", false, "Unsuspended", told);
    }
    turned(before, after, COMPLETE, "True", false, "Complete", told);
    turned(before, after, FAILED, "True", true, "Failed", told);
    return told;
  }

  /** The same attempt as it was before, if it was there. */
  private static @Nullable AttemptStatus before(
      TrainingJobStatus status, @Nullable AttemptStatus attempt) {
    return attempt == null ? null : known(status, attempt);
  }

  private static @Nullable AttemptStatus known(
      TrainingJobStatus status, @Nullable AttemptStatus attempt) {
    if (attempt == null) {
      return null;
    }
    if (status.attempt() != null && status.attempt().number().equals(attempt.number())) {
      return status.attempt();
    }
    if (status.standby() != null && status.standby().number().equals(attempt.number())) {
      return status.standby();
    }
    return null;
  }

  private static void attempt(
      String reason,
      @Nullable AttemptStatus before,
      @Nullable AttemptStatus after,
      List<Told> told) {
    if (after == null) {
      return;
    }
    if (after.scheduledAt() != null && (before == null || before.scheduledAt() == null)) {
      told.add(
          new Told(
              false,
              reason,
              "attempt %d on %s node %s%s: %s"
                  .formatted(
                      after.number(),
                      after.capacity(),
                      after.node(),
                      after.zone() == null ? "" : " in " + after.zone(),
                      after.why())));
    }
    if (after.noticeSign() != null && (before == null || before.noticeSign() == null)) {
      told.add(
          new Told(
              true,
              "Notice",
              "%s on %s, the node of attempt %d"
                  .formatted(after.noticeSign(), after.node(), after.number())));
    }
  }

  private static void ends(
      @Nullable AttemptStatus before,
      @Nullable AttemptStatus same,
      TrainingJobStatus after,
      List<Told> told) {
    if (before == null || before.end() != null) {
      return;
    }
    // an attempt that ended and was followed within one write is only in the lists
    Optional<Interruption> interruption =
        after.interruptions() == null
            ? Optional.empty()
            : after.interruptions().recent().stream()
                .filter(i -> i.attempt().equals(before.number()))
                .findFirst();
    if (interruption.isPresent()) {
      told.add(new Told(true, "Interrupted", interrupted(interruption.get())));
    } else if (after.failures() != null
        && after.failures().last() != null
        && after.failures().last().attempt().equals(before.number())) {
      var failure = after.failures().last();
      told.add(
          new Told(
              true,
              "AttemptFailed",
              "attempt %d: %s%s: %s"
                  .formatted(
                      failure.attempt(),
                      failure.cause(),
                      failure.exitCode() == null ? "" : ", exit " + failure.exitCode(),
                      failure.message())));
    } else if (same != null && same.end() != null && same.end().kind().equals("Interruption")) {
      told.add(
          new Told(
              false,
              "Stopped",
              "attempt %d: %s%s"
                  .formatted(same.number(), same.end().cause(), checkpoint(same.end()))));
    } else if (same != null && same.end() != null && same.end().kind().equals("EnvelopeMismatch")) {
      told.add(
          new Told(
              true,
              "EnvelopeMismatch",
              "attempt %d: node %s cannot give the run's bits; placed elsewhere"
                  .formatted(same.number(), same.node())));
    }
  }

  private static String checkpoint(AttemptStatus.End end) {
    return end.checkpointStep() == null ? "" : ", newest checkpoint " + end.checkpointStep();
  }

  private static String interrupted(Interruption i) {
    StringBuilder text = new StringBuilder();
    text.append("attempt ").append(i.attempt());
    if (i.node() != null) {
      text.append(" on ").append(i.node());
    }
    text.append(": ").append(i.cause()).append(" (").append(i.sign()).append(")");
    text.append(i.noticeGiven() == null ? ", no notice" : ", notice given " + i.noticeGiven());
    if (i.stepLostAt() != null) {
      text.append("; last step ").append(i.stepLostAt());
      if (i.checkpointStep() != null) {
        text.append(", newest checkpoint ").append(i.checkpointStep());
      }
    }
    return text.toString();
  }

  private static void resumed(
      @Nullable InterruptionsStatus before, @Nullable InterruptionsStatus after, List<Told> told) {
    if (after == null) {
      return;
    }
    for (Interruption i : after.recent()) {
      boolean was =
          before != null
              && before.recent().stream()
                  .anyMatch(b -> b.attempt().equals(i.attempt()) && b.resumedAtStep() != null);
      Changeover took = i.changeover();
      if (!was && i.resumedAtStep() != null && took != null) {
        told.add(
            new Told(
                false,
                "Resumed",
                ("at step %d after attempt %d's interruption, %d steps recomputed, changeover %s"
                        + " (detection %s, placement %s, start %s, restore %s)")
                    .formatted(
                        i.resumedAtStep(),
                        i.attempt(),
                        i.recomputedSteps(),
                        took.total(),
                        took.detection(),
                        took.placement(),
                        took.start(),
                        took.restore())));
      }
    }
  }

  /** A condition that says what the user must mend. */
  private static void trouble(
      TrainingJobStatus before, TrainingJobStatus after, ConditionType type, List<Told> told) {
    Optional<Condition> now = condition(after, type).filter(c -> TROUBLE.contains(c.getReason()));
    Optional<Condition> then = condition(before, type);
    if (now.isPresent()
        && then.filter(c -> c.getReason().equals(now.get().getReason())).isEmpty()) {
      told.add(new Told(true, now.get().getReason(), now.get().getMessage()));
    }
  }

  private static void turned(
      TrainingJobStatus before,
      TrainingJobStatus after,
      ConditionType type,
      String value,
      boolean warning,
      String reason,
      List<Told> told) {
    Optional<Condition> now = condition(after, type).filter(c -> c.getStatus().equals(value));
    if (now.isPresent()
        && condition(before, type).filter(c -> c.getStatus().equals(value)).isEmpty()) {
      told.add(new Told(warning, reason, now.get().getMessage()));
    }
  }

  private static Optional<Condition> condition(TrainingJobStatus status, ConditionType type) {
    return StatusReport.condition(status, type);
  }
}
