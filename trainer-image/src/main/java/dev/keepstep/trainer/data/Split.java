package dev.keepstep.trainer.data;

/** Documents that must not be mixed. The ordinal is the stream's step: appended to, never moved. */
public enum Split {
  /** What the network learns from; vendors it knows only. */
  TRAIN,
  /** What the threshold is chosen on; a part of it from vendors that training never saw. */
  CALIBRATION,
  /** What is reported; drawn as the calibration split is. */
  TEST
}
