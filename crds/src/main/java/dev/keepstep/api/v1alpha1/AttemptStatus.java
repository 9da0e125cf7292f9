package dev.keepstep.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One placement of the run. Recorded before its pod is created. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
public record AttemptStatus(
    @JsonPropertyDescription("Number of the attempt, from 1.") Integer number,
    @JsonPropertyDescription("Name of its pod.") @Nullable String pod,
    @JsonPropertyDescription("The capacity that it is placed on: spot or on-demand.")
        String capacity,
    @JsonPropertyDescription("Zones that it was to prefer, best first.")
        List<String> preferredZones,
    @JsonPropertyDescription("Zones that it was to stay out of.") List<String> excludedZones,
    @JsonPropertyDescription("Zone of its node; unset before it has one.") @Nullable String zone,
    @JsonPropertyDescription("Its node; unset before it has one.") @Nullable String node,
    @JsonPropertyDescription("Instance type of its node, by the node's label.")
        @Nullable String instanceType,
    @JsonPropertyDescription("What it is charged, as of when it got its node; unset before.")
        @Nullable Charge charge,
    @JsonPropertyDescription("Boot ID of its node when it began: another one means a reboot.")
        @Nullable String bootId,
    @JsonPropertyDescription("Why it was recorded, in one word.") @Nullable String reason,
    @JsonPropertyDescription("Why it was recorded, and so placed, in one sentence.")
        @Nullable String why,
    @JsonPropertyDescription("When it was recorded.") String recordedAt,
    @JsonPropertyDescription("When its pod was seen to have a node.") @Nullable String scheduledAt,
    @JsonPropertyDescription("When its trainer was first heard of.") @Nullable String aliveAt,
    @JsonPropertyDescription("When it was seen to train.") @Nullable String trainingAt,
    @JsonPropertyDescription("Newest committed checkpoint when it was recorded; unset: none.")
        @Nullable Long checkpointStepBefore,
    @JsonPropertyDescription("Step from which it trained; unset before it began.")
        @Nullable Long resumedAtStep,
    @JsonPropertyDescription("When a notice of its end was seen; unset: none was.")
        @Nullable String noticeAt,
    @JsonPropertyDescription("The sign by which the notice was seen.") @Nullable String noticeSign,
    @JsonPropertyDescription("Why Keepstep stops it, in one word; unset: it does not.")
        @Nullable String stopping,
    @JsonPropertyDescription("How it ended; unset: it has not.") @Nullable End end) {

  public AttemptStatus {
    preferredZones = preferredZones == null ? List.of() : List.copyOf(preferredZones);
    excludedZones = excludedZones == null ? List.of() : List.copyOf(excludedZones);
  }

  /** What an attempt is charged. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Charge(
      @JsonPropertyDescription(
              "Share of the node that it asked for: the largest of its shares of CPU, memory and"
                  + " GPUs, more than 0, at most 1.")
          String share,
      @JsonPropertyDescription("Price of an hour of the whole node; unset: the book has none.")
          @Nullable String pricePerHour,
      @JsonPropertyDescription(
              "Price of an hour of the same node on on-demand; unset: the book has none.")
          @Nullable String onDemandPerHour,
      @JsonPropertyDescription("Currency of the prices; unset: there is none.")
          @Nullable String currency) {}

  /** How an attempt ended. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record End(
      @JsonPropertyDescription(
              "Completed, Failed, EnvelopeMismatch, StorageUnavailable, Failure or Interruption.")
          String kind,
      @JsonPropertyDescription("Its cause in one word.") @Nullable String cause,
      @JsonPropertyDescription("The sign that decided so.") @Nullable String sign,
      @JsonPropertyDescription("The trainer's exit code; unset: none was seen.")
          @Nullable Integer exitCode,
      @JsonPropertyDescription("Whether a checkpoint was committed on the way out; unset: unknown.")
          @Nullable Boolean checkpointLanded,
      @JsonPropertyDescription("Last step that it finished, as far as is known.")
          @Nullable Long lastStep,
      @JsonPropertyDescription("Newest committed checkpoint after it; unset: none.")
          @Nullable Long checkpointStep,
      @JsonPropertyDescription("When the operator knew.") String at) {}

  /** An attempt that is only recorded. */
  public static AttemptStatus recorded(
      int number,
      String pod,
      String capacity,
      List<String> preferredZones,
      List<String> excludedZones,
      String reason,
      String why,
      String at,
      @Nullable Long checkpointStepBefore) {
    return new AttemptStatus(
        number,
        pod,
        capacity,
        preferredZones,
        excludedZones,
        null,
        null,
        null,
        null,
        null,
        reason,
        why,
        at,
        null,
        null,
        null,
        checkpointStepBefore,
        null,
        null,
        null,
        null,
        null);
  }

  /** The same on a node. */
  public AttemptStatus withNode(
      String nodeName,
      @Nullable String nodeZone,
      @Nullable String type,
      Charge nodeCharge,
      @Nullable String boot,
      String at) {
    return new AttemptStatus(
        number,
        pod,
        capacity,
        preferredZones,
        excludedZones,
        nodeZone,
        nodeName,
        type,
        nodeCharge,
        boot,
        reason,
        why,
        recordedAt,
        at,
        aliveAt,
        trainingAt,
        checkpointStepBefore,
        resumedAtStep,
        noticeAt,
        noticeSign,
        stopping,
        end);
  }

  /** The same, with its trainer heard of. */
  public AttemptStatus withAlive(String at) {
    return new AttemptStatus(
        number,
        pod,
        capacity,
        preferredZones,
        excludedZones,
        zone,
        node,
        instanceType,
        charge,
        bootId,
        reason,
        why,
        recordedAt,
        scheduledAt,
        at,
        trainingAt,
        checkpointStepBefore,
        resumedAtStep,
        noticeAt,
        noticeSign,
        stopping,
        end);
  }

  /** The same, training. */
  public AttemptStatus withTraining(String at, @Nullable Long resumedAt) {
    return new AttemptStatus(
        number,
        pod,
        capacity,
        preferredZones,
        excludedZones,
        zone,
        node,
        instanceType,
        charge,
        bootId,
        reason,
        why,
        recordedAt,
        scheduledAt,
        aliveAt,
        at,
        checkpointStepBefore,
        resumedAt,
        noticeAt,
        noticeSign,
        stopping,
        end);
  }

  /** The same, with a notice of its end. */
  public AttemptStatus withNotice(String at, String sign) {
    return new AttemptStatus(
        number,
        pod,
        capacity,
        preferredZones,
        excludedZones,
        zone,
        node,
        instanceType,
        charge,
        bootId,
        reason,
        why,
        recordedAt,
        scheduledAt,
        aliveAt,
        trainingAt,
        checkpointStepBefore,
        resumedAtStep,
        at,
        sign,
        stopping,
        end);
  }

  /** The same, to be stopped. */
  public AttemptStatus withStopping(String cause) {
    return new AttemptStatus(
        number,
        pod,
        capacity,
        preferredZones,
        excludedZones,
        zone,
        node,
        instanceType,
        charge,
        bootId,
        reason,
        why,
        recordedAt,
        scheduledAt,
        aliveAt,
        trainingAt,
        checkpointStepBefore,
        resumedAtStep,
        noticeAt,
        noticeSign,
        cause,
        end);
  }

  /** The same, ended. */
  public AttemptStatus withEnd(End how) {
    return new AttemptStatus(
        number,
        pod,
        capacity,
        preferredZones,
        excludedZones,
        zone,
        node,
        instanceType,
        charge,
        bootId,
        reason,
        why,
        recordedAt,
        scheduledAt,
        aliveAt,
        trainingAt,
        checkpointStepBefore,
        resumedAtStep,
        noticeAt,
        noticeSign,
        stopping,
        how);
  }
}
