package dev.keepstep.trainer.data;

import dev.keepstep.core.random.Augmentations;
import dev.keepstep.core.random.Draws;
import dev.keepstep.core.random.Stream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Varies a document each time it is shown: words move, lines and words are shuffled, words are
 * replaced and deleted. All draws are keyed by (seed, step, place in the batch). The wanted values
 * stay whole and findable, so the labels stay true.
 *
 * @param stream usually that of {@code Source.AUGMENTATION}
 * @param strength from 0 (none) to 1 (about every third line is touched)
 */
public record Augmentation(Stream stream, double strength) {
  private static final double LINE_SHARE = 0.35;

  public Augmentation {
    if (!(strength >= 0 && strength <= 1)) {
      throw new IllegalArgumentException("strength " + strength + " is not from 0 to 1");
    }
  }

  /** The document as it is shown at a step, at a place in the batch. */
  public Document vary(Document document, long step, int place) {
    return strength == 0 ? document : vary(document, stream.at(step, place));
  }

  private Document vary(Document document, Draws draws) {
    double p = strength * LINE_SHARE;
    List<List<Token>> lines = new ArrayList<>();
    for (List<Token> line : document.lines()) {
      List<Token> words = new ArrayList<>(line);
      if (draws.nextBernoulli(p)) {
        Augmentations.swapNeighbours(
            words, Augmentation::free, (word, place) -> word.at(place.x()), draws);
      }
      if (draws.nextBernoulli(p)) {
        Augmentations.delete(words, Augmentation::free, draws);
      }
      if (draws.nextBernoulli(p)) {
        Augmentations.replace(words, Augmentation::replacement, draws);
      }
      lines.add(words);
    }
    if (draws.nextBernoulli(strength)) {
      move(lines, draws);
    }
    if (draws.nextBernoulli(p)) {
      swapLines(lines, draws);
    }
    lines.removeIf(List::isEmpty);
    return new Document(document.vendor(), lines);
  }

  private static boolean free(Token word) {
    return word.field() == Field.NONE;
  }

  /** A product becomes another product; a word that is no value, another such word. */
  private static Token replacement(Token word, Draws draws) {
    return switch (word.field()) {
      case PRODUCT -> word.withText(Lexicon.pick(Lexicon.NOUNS, draws));
      case NONE -> word.withText(Lexicon.pick(Lexicon.FILLERS, draws));
      case PRICE, DELIVERY_DATE -> word; // another format of the vendor's would be needed
    };
  }

  /** Takes a word that is no value from its place to another line's end. */
  private static void move(List<List<Token>> lines, Draws draws) {
    List<Token> from = lines.get(draws.nextInt(lines.size()));
    List<Token> to = lines.get(draws.nextInt(lines.size()));
    Augmentations.move(from, to, Augmentation::free, Augmentation::atTheEnd, draws);
  }

  private static Token atTheEnd(Token word, List<Token> line) {
    return word.at(line.isEmpty() ? 0 : Math.min(1f, line.getLast().x() + 0.1f));
  }

  private static void swapLines(List<List<Token>> lines, Draws draws) {
    if (lines.size() > 2) {
      int at = 1 + draws.nextInt(lines.size() - 2); // the letterhead stays on top
      Collections.swap(lines, at, at + 1);
    }
  }
}
