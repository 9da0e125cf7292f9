package dev.keepstep.trainer.data;

import java.util.List;
import java.util.Locale;

/**
 * What the network sees of a word: hashes of its text, of its neighbours in the line and of the
 * line above, its shape and its place; and of each word a window with the two before and after it.
 *
 * <p>Hashes are FNV-1a on the text's characters, written out here, since a library's may change
 * with its version and the bits with it.
 */
public final class Features {
  /** Words of a window. */
  public static final int WINDOW = 5;

  private static final int WORD = 64;
  private static final int TRIGRAM = 96;
  private static final int SHAPE = 24;
  private static final int LEFT = 56;
  private static final int ABOVE = 56;

  /** Numbers per word. */
  public static final int PER_TOKEN = WORD + TRIGRAM + SHAPE + LEFT + ABOVE;

  /** Numbers per window: the width of the network's input. */
  public static final int WIDTH = WINDOW * PER_TOKEN;

  private Features() {}

  /**
   * All words of a document.
   *
   * @return {@code float32 [words, PER_TOKEN]}, row by row
   */
  public static float[] of(Document document) {
    float[] out = new float[document.size() * PER_TOKEN];
    List<List<Token>> lines = document.lines();
    int row = 0;
    for (int l = 0; l < lines.size(); l++) {
      List<Token> line = lines.get(l);
      for (int w = 0; w < line.size(); w++) {
        int at = row * PER_TOKEN;
        Token token = line.get(w);
        text(token.text(), out, at);
        shape(token, w, line.size(), l, lines.size(), out, at + WORD + TRIGRAM);
        int left = at + WORD + TRIGRAM + SHAPE;
        for (int i = 0; i < w; i++) {
          // a word nearer by tells more
          add(out, left, LEFT, plainHash(line.get(i).text(), 3), 1f / (w - i));
        }
        if (l > 0) {
          for (Token above : lines.get(l - 1)) {
            float near = 1f - Math.min(1f, 2f * Math.abs(above.x() - token.x()));
            add(out, left + LEFT, ABOVE, plainHash(above.text(), 4), near);
          }
        }
        row++;
      }
    }
    return out;
  }

  /** The classes of all words, by {@link Field}'s ordinal. */
  public static int[] labels(Document document) {
    return document.tokens().stream().mapToInt(token -> token.field().ordinal()).toArray();
  }

  /**
   * Lays the windows of one document one below the other: the words before the first and after the
   * last are zeros.
   *
   * @param tokens {@code float32 [words, PER_TOKEN]}
   * @param out room for {@code float32 [words, WIDTH]}, written from its position on
   */
  public static void windows(float[] tokens, java.nio.FloatBuffer out) {
    int words = tokens.length / PER_TOKEN;
    for (int word = 0; word < words; word++) {
      for (int offset = -WINDOW / 2; offset <= WINDOW / 2; offset++) {
        int seen = word + offset;
        if (seen >= 0 && seen < words) {
          out.put(tokens, seen * PER_TOKEN, PER_TOKEN);
        } else {
          out.put(ZEROS);
        }
      }
    }
  }

  private static final float[] ZEROS = new float[PER_TOKEN];

  private static void text(String text, float[] out, int at) {
    String plain = text.toLowerCase(Locale.ROOT);
    int hash = hash(plain, 0, plain.length(), 1);
    add(out, at, WORD, hash, 1);
    add(out, at, WORD, hash(plain, 0, plain.length(), 2), 1);
    String framed = "^" + plain + "$";
    for (int i = 0; i + 3 <= framed.length(); i++) {
      add(out, at + WORD, TRIGRAM, hash(framed, i, i + 3, 5), 0.5f);
    }
  }

  private static void shape(
      Token token, int word, int words, int line, int lines, float[] out, int at) {
    String text = token.text();
    int digits = 0;
    int letters = 0;
    int capitals = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      digits += c >= '0' && c <= '9' ? 1 : 0;
      letters += Character.isLetter(c) ? 1 : 0;
      capitals += c >= 'A' && c <= 'Z' ? 1 : 0;
    }
    int length = text.length();
    char last = text.charAt(length - 1);
    float[] values = {
      1,
      (float) digits / length,
      (float) letters / length,
      (float) capitals / length,
      digits == length ? 1 : 0,
      digits == 4 && length == 4 ? 1 : 0,
      digits > 0 && letters > 0 ? 1 : 0,
      text.indexOf('.') >= 0 ? 1 : 0,
      text.indexOf(',') >= 0 ? 1 : 0,
      text.indexOf('-') >= 0 ? 1 : 0,
      text.indexOf('/') >= 0 ? 1 : 0,
      text.indexOf('$') >= 0 ? 1 : 0,
      last == ':' ? 1 : 0,
      length >= 3 && isSeparator(text.charAt(length - 3)) ? 1 : 0,
      length == 10 && digits == 8 ? 1 : 0,
      capitals > 0 && Character.isUpperCase(text.charAt(0)) ? 1 : 0,
      Math.min(length, 12) / 12f,
      token.x(),
      token.x() > 0.55f ? 1 : 0,
      (float) line / lines,
      (float) (lines - line) / lines,
      word == 0 ? 1 : 0,
      word == words - 1 ? 1 : 0,
      Math.min(words, 10) / 10f,
    };
    System.arraycopy(values, 0, out, at, SHAPE);
  }

  private static boolean isSeparator(char c) {
    return c == '.' || c == ',';
  }

  /** Of the text without a colon at its end, so that a label is the same with and without. */
  private static int plainHash(String text, int salt) {
    String plain = text.toLowerCase(Locale.ROOT);
    int end = plain.endsWith(":") ? plain.length() - 1 : plain.length();
    return hash(plain, 0, end, salt);
  }

  private static int hash(String text, int from, int to, int salt) {
    int hash = 0x811c9dc5 ^ salt * 0x9e3779b9;
    for (int i = from; i < to; i++) {
      hash = (hash ^ text.charAt(i)) * 0x01000193;
    }
    hash ^= hash >>> 15;
    return hash * 0x2c1b3c6d;
  }

  /** Adds to the bucket of a hash, with the sign that the hash says: collisions cancel out. */
  private static void add(float[] out, int at, int buckets, int hash, float value) {
    int bucket = Integer.remainderUnsigned(hash >>> 1, buckets);
    out[at + bucket] += (hash & 1) == 0 ? value : -value;
  }
}
