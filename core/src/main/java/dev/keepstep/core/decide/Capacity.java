package dev.keepstep.core.decide;

/** What kind of capacity an attempt runs on. */
public enum Capacity {
  SPOT("spot"),
  ON_DEMAND("on-demand");

  private final String word;

  Capacity(String word) {
    this.word = word;
  }

  /** As people read it. */
  public String word() {
    return word;
  }
}
