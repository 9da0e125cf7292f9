package dev.keepstep.api.v1alpha1;

import java.util.Arrays;
import java.util.List;

/** The conditions of a job, in the order in which they are shown. */
public enum ConditionType {
  SUSPENDED(
      "Suspended", "Whether the job is held, and nothing of it runs; there once it has been."),
  PLACED("Placed", "Whether the current attempt's pod has a node."),
  TRAINING("Training", "Whether the current attempt is training."),
  PROGRESS_REPORTED(
      "ProgressReported",
      "Whether the trainer reports its steps. A trainer that does not still runs."),
  STORAGE_READY("StorageReady", "Whether the trainer could reach its checkpoint storage."),
  DEADLINE_AT_RISK(
      "DeadlineAtRisk",
      "Whether spec.deadline can no longer be met for certain, if there is one; Unknown until a pace is"
          + " known."),
  REPRODUCIBLE(
      "Reproducible",
      "Whether re-executed steps gave the same bits; Unknown until one was compared."),
  BUDGET_EXHAUSTED(
      "BudgetExhausted",
      "Whether spec.budget is spent, if there is one; Unknown where no price is known."),
  COMPLETE("Complete", "All steps are done and the result is written; there when it is so."),
  FAILED("Failed", "The job has ended without being done; there when it is so.");

  private final String word;
  private final String meaning;

  ConditionType(String word, String meaning) {
    this.word = word;
    this.meaning = meaning;
  }

  /** The condition's {@code type}. */
  public String word() {
    return word;
  }

  /** One line for people. */
  public String meaning() {
    return meaning;
  }

  /** Every type, in order. */
  public static List<String> words() {
    return Arrays.stream(values()).map(ConditionType::word).toList();
  }
}
