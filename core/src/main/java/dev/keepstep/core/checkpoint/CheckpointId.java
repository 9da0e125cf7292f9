package dev.keepstep.core.checkpoint;

import java.util.Comparator;

/**
 * A checkpoint's name: the step whose state it holds (that many updates were made) and the writer
 * who wrote it. The natural order is that of worth: the higher step, then the higher writer.
 */
public record CheckpointId(long step, int writer) implements Comparable<CheckpointId> {
  static final long MAX_STEP = 999_999_999_999L;
  static final int MAX_WRITER = 999_999;

  private static final Comparator<CheckpointId> ORDER =
      Comparator.comparingLong(CheckpointId::step).thenComparingInt(CheckpointId::writer);

  public CheckpointId {
    if (step < 0 || step > MAX_STEP) {
      throw new IllegalArgumentException("step " + step + " does not fit in 12 digits");
    }
    if (writer < 1 || writer > MAX_WRITER) {
      throw new IllegalArgumentException("writer " + writer + " is not between 1 and 999999");
    }
  }

  @Override
  public int compareTo(CheckpointId other) {
    return ORDER.compare(this, other);
  }

  /** The folder's name, such as {@code 000000000300-000002}. */
  @Override
  public String toString() {
    return "%012d-%06d".formatted(step, writer);
  }

  /**
   * @throws IllegalArgumentException unless it is exactly what {@link #toString} gives
   */
  public static CheckpointId parse(String text) {
    if (!text.matches("[0-9]{12}-[0-9]{6}")) {
      throw new IllegalArgumentException("\"" + text + "\" is no checkpoint's name");
    }
    return new CheckpointId(
        Long.parseLong(text.substring(0, 12)), Integer.parseInt(text.substring(13)));
  }
}
