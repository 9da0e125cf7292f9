package dev.keepstep.core.decide.restart;

/** What is known of an attempt's pod. */
public enum PodState {
  /** There, and its phase is neither Succeeded nor Failed. */
  PRESENT,
  /** There, with phase Succeeded or Failed. */
  TERMINAL,
  /** Not there, seen by a read that succeeded. */
  GONE,
  /** Could not be read. Not seeing is not failing: never evidence for anything. */
  UNKNOWN
}
