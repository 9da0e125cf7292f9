package dev.keepstep.trainer.evaluate;

import dev.keepstep.trainer.data.Document;
import dev.keepstep.trainer.data.Document.Span;
import dev.keepstep.trainer.data.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Reads the fields of one document off the network's probabilities. */
public final class Decoder {
  private static final float JOINS = 0.5f;

  private Decoder() {}

  /**
   * For each wanted field: the word that is most probably a part of it (the first of equals),
   * extended in its line to both sides as long as the probability stays above one half. The
   * confidence is the least probability in the run.
   *
   * @param document what was read, with the truth to compare with
   * @param probabilities {@code float32 [words, classes]}, row by row
   */
  public static List<Judged> decode(Document document, float[] probabilities) {
    int[] lineOf = lineOfEachWord(document);
    if (probabilities.length != lineOf.length * Field.CLASSES) {
      throw new IllegalArgumentException(
          "%d probabilities for %d words".formatted(probabilities.length, lineOf.length));
    }
    Map<Field, Span> truth = document.truth();
    List<Judged> judged = new ArrayList<>();
    for (Field field : Field.WANTED) {
      Span span = find(field, lineOf, probabilities);
      float confidence = 1;
      for (int word = span.from(); word <= span.to(); word++) {
        confidence = Math.min(confidence, p(probabilities, word, field));
      }
      judged.add(new Judged(field, confidence, span.equals(truth.get(field))));
    }
    return judged;
  }

  private static Span find(Field field, int[] lineOf, float[] probabilities) {
    int best = 0;
    for (int word = 1; word < lineOf.length; word++) {
      if (p(probabilities, word, field) > p(probabilities, best, field)) {
        best = word;
      }
    }
    int line = lineOf[best];
    int from = best;
    while (from > 0 && lineOf[from - 1] == line && p(probabilities, from - 1, field) > JOINS) {
      from--;
    }
    int to = best;
    while (to + 1 < lineOf.length
        && lineOf[to + 1] == line
        && p(probabilities, to + 1, field) > JOINS) {
      to++;
    }
    return new Span(from, to);
  }

  private static int[] lineOfEachWord(Document document) {
    int[] lineOf = new int[document.size()];
    int at = 0;
    for (int line = 0; line < document.lines().size(); line++) {
      for (int i = 0; i < document.lines().get(line).size(); i++) {
        lineOf[at++] = line;
      }
    }
    return lineOf;
  }

  private static float p(float[] probabilities, int word, Field field) {
    return probabilities[word * Field.CLASSES + field.ordinal()];
  }
}
