package dev.keepstep.operator.status;

import dev.keepstep.core.decide.Reason;
import java.util.Locale;

/**
 * Reasons of conditions and events, beside those that decisions give ({@link Reason.Code}). A
 * closed list: scripts may match these words, never the messages.
 */
public enum ConditionReason {
  /** The job is not suspended. */
  NOT_SUSPENDED("The job is not suspended."),
  /** The pod has a node. */
  SCHEDULED("The attempt's pod has a node."),
  /** The API server refused the pod: quota, a missing ServiceAccount, Pod Security. */
  POD_REFUSED("The API server refused the pod or what it needs; tried again every 15 s."),
  /** The image is not to be had. */
  IMAGE_UNAVAILABLE("The trainer's image cannot be pulled."),
  /** A Secret, ConfigMap or key that the container names is missing. */
  CONFIGURATION_MISSING("A Secret, ConfigMap or key that the container names is missing."),
  /** The container does not start for another reason. */
  CONTAINER_WAITING("The container does not start for another reason that the kubelet gives."),
  /** It trains, from a checkpoint that is not the newest. */
  OLDER_CHECKPOINT(
      "It trains, from an older checkpoint: newer ones were damaged, incomplete or quarantined."),
  /** Nothing has been seen of the trainer. */
  NOT_HEARD_OF("The trainer has not reported yet."),
  /** It reports. */
  HEARTBEATS("The trainer's heartbeats arrive."),
  /** Its heartbeats have stopped. */
  SILENT("No heartbeat has been seen for 90 s or more; silence is not failure."),
  /** The trainer trains, so storage was reached. */
  REACHED("The trainer has reached its storage."),
  /** Storage turned the last attempt away. */
  REFUSED("Storage was unreachable or refused; tried again with back-off of at most 5 minutes."),
  /** Training goes on, and saving does not work. */
  NOT_SAVED("A checkpoint could not be saved; training goes on, and saving is tried again."),
  /** Nobody knows yet. */
  NOT_TRIED("Nothing is known of storage before the first attempt trains."),
  /** No step was trained twice yet. */
  NOTHING_COMPARED("No step was trained twice yet, so none could be compared."),
  /** All steps that were trained twice gave the same bits. */
  REPLAY_EQUAL("All steps that were trained twice gave the same bits."),
  /** Some step gave other bits the second time. */
  REPLAY_DIFFERS("A step that was trained twice gave other bits the second time."),
  /** There is none to keep. */
  NO_DEADLINE("The job has no deadline."),
  /** Suspension stops the clock of {@code after}. */
  DEADLINE_HELD("The deadline does not run while the job is suspended."),
  /** No estimate, no measurement. */
  PACE_UNKNOWN("No step time is known, so nobody can say whether the deadline will be met."),
  /** There is slack. */
  IN_TIME("On-demand could still meet the deadline, with slack to spare."),
  /** Even on on-demand. */
  TOO_LITTLE_TIME("What is left to train takes longer than what is left until the deadline."),
  /** Asked for beyond the provision timeout. */
  ON_DEMAND_NOT_TO_BE_HAD("On-demand was asked for in time and has not come."),
  /** It is over. */
  DEADLINE_MISSED("The deadline has passed; the job goes on."),
  /** There is none to keep. */
  NO_BUDGET("The job has no budget."),
  /** Money is left. */
  WITHIN_BUDGET("Less was spent than the budget allows."),
  /** Hours without a price cannot be counted against a budget. */
  NO_PRICE("Some node time has no price, so the budget cannot be counted in full."),
  /** Steps are left. */
  STEPS_LEFT("Steps are left to train."),
  /** Nothing has failed for good. */
  NOT_FAILED("Nothing has failed for good.");

  private final String meaning;

  ConditionReason(String meaning) {
    this.meaning = meaning;
  }

  /** CamelCase, as conditions and events spell it. */
  public String word() {
    StringBuilder word = new StringBuilder();
    for (String part : name().split("_", -1)) {
      word.append(part.charAt(0)).append(part.substring(1).toLowerCase(Locale.ROOT));
    }
    return word.toString();
  }

  /** One line for people. */
  public String meaning() {
    return meaning;
  }
}
