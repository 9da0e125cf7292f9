package dev.keepstep.core.random;

/**
 * Philox4x32-10: a bijection of 128-bit counters for each 64-bit key, whose outputs pass as random.
 *
 * <p>Source: J. K. Salmon, M. A. Moraes, R. O. Dror, D. E. Shaw, "Parallel random numbers: as easy
 * as 1, 2, 3", SC'11. Worked: counter 0 under key 0 gives 6627e8d5 e169c58d bc57ac4c 9b00dbd8.
 */
public final class Philox {
  /** Words of 32 bits in one block. */
  public static final int WORDS = 4;

  private static final long MULTIPLIER_0 = 0xD2511F53L;
  private static final long MULTIPLIER_1 = 0xCD9E8D57L;
  private static final int WEYL_0 = 0x9E3779B9; // the golden ratio
  private static final int WEYL_1 = 0xBB67AE85; // the square root of 3, less 1
  private static final int ROUNDS = 10;
  private static final long LOW = 0xFFFFFFFFL;

  private Philox() {}

  /**
   * One block of four words.
   *
   * @param key the first key word in the high 32 bits, the second in the low ones
   * @param out where the four words go, from {@code at} on
   */
  public static void block(
      long key, int counter0, int counter1, int counter2, int counter3, int[] out, int at) {
    int c0 = counter0;
    int c1 = counter1;
    int c2 = counter2;
    int c3 = counter3;
    int k0 = (int) (key >>> 32);
    int k1 = (int) key;
    for (int round = 0; round < ROUNDS; round++) {
      long product0 = MULTIPLIER_0 * (c0 & LOW);
      long product1 = MULTIPLIER_1 * (c2 & LOW);
      c0 = (int) (product1 >>> 32) ^ c1 ^ k0;
      c1 = (int) product1;
      c2 = (int) (product0 >>> 32) ^ c3 ^ k1;
      c3 = (int) product0;
      k0 += WEYL_0;
      k1 += WEYL_1;
    }
    out[at] = c0;
    out[at + 1] = c1;
    out[at + 2] = c2;
    out[at + 3] = c3;
  }
}
