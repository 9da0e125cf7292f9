package dev.keepstep.trainer.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keepstep.trainer.data.Document;
import dev.keepstep.trainer.data.Field;
import dev.keepstep.trainer.data.Token;
import java.util.List;
import org.junit.jupiter.api.Test;

class DecoderTest {
  // words 0-2 in the first line, 3-4 in the second
  private static final Document PAGE =
      new Document(
          0,
          List.of(
              List.of(
                  word("Item", Field.NONE),
                  word("Steel", Field.PRODUCT),
                  word("Valve", Field.PRODUCT)),
              List.of(word("9.50", Field.PRICE), word("2026-01-02", Field.DELIVERY_DATE))));

  @Test
  void theBestWordIsExtendedInItsLineWhileItIsMoreLikelyThanNot() {
    // Given probabilities of O, PRODUCT, PRICE, DATE for each word
    float[] p = {
      .9f, .1f, 0, 0,
      .3f, .6f, .1f, 0,
      .1f, .8f, .1f, 0,
      .2f, .7f, .1f, 0, // above one half, but in another line than the best product word
      .1f, 0, .2f, .7f,
    };
    // When
    List<Judged> judged = Decoder.decode(PAGE, p);
    // Then the product is words 1 and 2, as sure as the less sure of them
    assertThat(judged.getFirst()).isEqualTo(new Judged(Field.PRODUCT, .6f, true));
    // and the price was looked for in the wrong place: word 4 is its best
    assertThat(judged.get(1)).isEqualTo(new Judged(Field.PRICE, .2f, false));
    assertThat(judged.get(2)).isEqualTo(new Judged(Field.DELIVERY_DATE, .7f, true));
  }

  @Test
  void aValueThatIsCutShortIsWrong() {
    float[] p = new float[5 * Field.CLASSES];
    p[2 * Field.CLASSES + 1] = .9f; // "Valve" alone
    assertThat(Decoder.decode(PAGE, p).getFirst().correct()).isFalse();
  }

  private static Token word(String text, Field field) {
    return new Token(text, 0, field);
  }
}
