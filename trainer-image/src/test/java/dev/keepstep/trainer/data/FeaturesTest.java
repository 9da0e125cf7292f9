package dev.keepstep.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

class FeaturesTest {
  private static final Document TWO_LINES =
      new Document(
          0,
          List.of(
              List.of(token("Price", 0), token("each", 0.1f)),
              List.of(new Token("12.50", 0, Field.PRICE))));

  @Test
  void eachWordHasItsRow() {
    float[] features = Features.of(TWO_LINES);
    assertThat(features).hasSize(3 * Features.PER_TOKEN);
    assertThat(Features.labels(TWO_LINES)).containsExactly(0, 0, Field.PRICE.ordinal());
  }

  @Test
  void aWindowShowsTwoWordsToEachSideAndZerosBeyondThePage() {
    float[] tokens = Features.of(TWO_LINES);
    FloatBuffer out = FloatBuffer.allocate(3 * Features.WIDTH);
    Features.windows(tokens, out);
    assertThat(out.remaining()).isZero();
    // the last word's window: the words before it, itself, nothing behind
    int last = 2 * Features.WIDTH;
    for (int slot = 0; slot < Features.WINDOW; slot++) {
      for (int i = 0; i < Features.PER_TOKEN; i++) {
        float expected = slot < 3 ? tokens[slot * Features.PER_TOKEN + i] : 0;
        assertThat(out.get(last + slot * Features.PER_TOKEN + i)).isEqualTo(expected);
      }
    }
  }

  @Test
  void aLabelIsTheSameWithAndWithoutItsColonToThosePrintedAfterIt() {
    Document with = line("Price:", "12.50");
    Document without = line("Price", "12.50");
    int second = Features.PER_TOKEN;
    assertThat(java.util.Arrays.copyOfRange(Features.of(with), second, 2 * second))
        .isEqualTo(java.util.Arrays.copyOfRange(Features.of(without), second, 2 * second));
  }

  /** Resuming with other features would train on other numbers without a word. */
  @Test
  void theNumbersOfThisReleaseStayTheSame() {
    CRC32C crc = new CRC32C();
    for (Document document : new DocumentGenerator(1, 40, 0.02).documents(Split.TEST, 100)) {
      float[] features = Features.of(document);
      ByteBuffer bytes = ByteBuffer.allocate(features.length * Float.BYTES);
      bytes.asFloatBuffer().put(features);
      crc.update(bytes);
    }
    assertThat(HexFormat.of().toHexDigits((int) crc.getValue())).isEqualTo("007db47a");
  }

  private static Document line(String first, String second) {
    return new Document(0, List.of(List.of(token(first, 0), token(second, 0.3f))));
  }

  private static Token token(String text, float x) {
    return new Token(text, x, Field.NONE);
  }
}
