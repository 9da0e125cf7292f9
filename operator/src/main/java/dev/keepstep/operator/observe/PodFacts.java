package dev.keepstep.operator.observe;

import dev.keepstep.core.contract.TerminationMessage;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What matters of an attempt's pod. Equal facts mean that nothing happened.
 *
 * @param attempt its attempt's number
 * @param standby it was placed to warm up and wait for the handover
 * @param node its node, once it has one
 * @param terminal phase Succeeded or Failed
 * @param running the trainer container runs
 * @param deleting it has a deletion timestamp
 * @param exitCode of the trainer container, once that has ended
 * @param oomKilled the container's termination reason is OOMKilled
 * @param message what the trainer left, if it is a message of the contract
 * @param lastWords what it said last, if that is no such message
 * @param disruption reason of condition DisruptionTarget, where that is True
 * @param unschedulable what the scheduler says, while no node fits
 * @param held by a scheduling gate: says nothing about capacity
 * @param requests what it asks of its node
 * @param waiting what keeps the container from starting, in the kubelet's word and sentence
 */
public record PodFacts(
    String name,
    String uid,
    int attempt,
    boolean standby,
    Optional<String> node,
    boolean terminal,
    boolean running,
    boolean deleting,
    OptionalInt exitCode,
    boolean oomKilled,
    Optional<TerminationMessage> message,
    Optional<String> lastWords,
    Optional<String> disruption,
    Optional<String> unschedulable,
    boolean held,
    Resources requests,
    Optional<Waiting> waiting) {

  /** Whether it runs, or is over. */
  public boolean started() {
    return running || terminal;
  }

  /** Whether it runs, or nothing that is seen keeps it from running. */
  public boolean onItsWay() {
    return !terminal
        && !deleting
        && !held
        && exitCode.isEmpty()
        && disruption.isEmpty()
        && unschedulable.isEmpty()
        && waiting.isEmpty();
  }

  /** Why a container does not start. */
  public record Waiting(String reason, String message) {}
}
