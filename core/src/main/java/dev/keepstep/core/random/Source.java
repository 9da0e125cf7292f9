package dev.keepstep.core.random;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * A named origin of random numbers, independent of every other. Adding one, or drawing more from
 * one, moves no other.
 *
 * @param name any text that is not blank; part of the run's bits, so never renamed
 */
public record Source(String name) {
  /** Initial parameters. */
  public static final Source INIT = new Source("init");

  /** Which samples a step sees; owned by {@link EpochSampler}. */
  public static final Source SAMPLING = new Source("sampling");

  /** How samples are varied. */
  public static final Source AUGMENTATION = new Source("augmentation");

  /** Which units a step leaves out. */
  public static final Source DROPOUT = new Source("dropout");

  private static final byte[] DOMAIN = "keepstep/1".getBytes(StandardCharsets.US_ASCII);

  public Source {
    if (name.isBlank()) {
      throw new IllegalArgumentException("a source of randomness needs a name");
    }
  }

  /**
   * The source's Philox key under a run's seed: the first 8 bytes, big-endian, of
   * SHA-256("keepstep/1" 0x00 seed as 8 bytes big-endian 0x00 name in UTF-8).
   *
   * <p>Hashed and not added, so that neighbouring seeds and names give unrelated keys.
   */
  public long key(long seed) {
    byte[] utf8 = name.getBytes(StandardCharsets.UTF_8);
    ByteBuffer text = ByteBuffer.allocate(DOMAIN.length + 1 + Long.BYTES + 1 + utf8.length);
    text.put(DOMAIN).put((byte) 0).putLong(seed).put((byte) 0).put(utf8);
    try {
      return ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(text.array())).getLong();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
