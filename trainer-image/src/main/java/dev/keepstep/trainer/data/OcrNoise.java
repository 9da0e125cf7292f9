package dev.keepstep.trainer.data;

import dev.keepstep.core.random.Draws;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What a scanner gets wrong: characters taken for others, left out or doubled, words torn apart and
 * run together. A quarter of the pages were scanned badly, at three times the rate.
 */
final class OcrNoise {
  private static final double BAD_PAGE = 0.25;
  private static final double BAD_PAGE_FACTOR = 3;

  private static final Map<Character, String> CONFUSED =
      Map.ofEntries(
          Map.entry('0', "O"),
          Map.entry('O', "0"),
          Map.entry('1', "l"),
          Map.entry('l', "1"),
          Map.entry('I', "l"),
          Map.entry('5', "S"),
          Map.entry('S', "5"),
          Map.entry('8', "B"),
          Map.entry('B', "8"),
          Map.entry('6', "b"),
          Map.entry('2', "Z"),
          Map.entry('Z', "2"),
          Map.entry('m', "rn"),
          Map.entry('n', "ri"),
          Map.entry('e', "c"),
          Map.entry('c', "e"),
          Map.entry('a', "o"),
          Map.entry('o', "a"),
          Map.entry('t', "f"),
          Map.entry('.', ","),
          Map.entry(',', "."),
          Map.entry('-', "~"),
          Map.entry('/', "1"));

  private OcrNoise() {}

  /**
   * @param rate probability of an error at a character of a good page
   */
  static List<List<Token>> scan(List<List<Token>> lines, double rate, Draws draws) {
    double errors = rate * (draws.nextBernoulli(BAD_PAGE) ? BAD_PAGE_FACTOR : 1);
    List<List<Token>> scanned = new ArrayList<>();
    for (List<Token> line : lines) {
      List<Token> words = new ArrayList<>();
      for (Token token : line) {
        Token read = token.withText(characters(token.text(), errors, draws));
        if (!words.isEmpty() && draws.nextBernoulli(errors / 2) && joins(words.getLast(), read)) {
          Token before = words.removeLast();
          words.add(before.withText(before.text() + read.text()));
        } else if (read.text().length() > 3 && draws.nextBernoulli(errors / 2)) {
          int cut = 1 + draws.nextInt(read.text().length() - 2);
          words.add(read.withText(read.text().substring(0, cut)));
          words.add(read.withText(read.text().substring(cut)));
        } else {
          words.add(read);
        }
      }
      scanned.add(words);
    }
    return scanned;
  }

  /** A value run together with what is none could not be cut out by words: it is left apart. */
  private static boolean joins(Token left, Token right) {
    return left.field() == right.field();
  }

  private static String characters(String text, double errors, Draws draws) {
    StringBuilder read = new StringBuilder(text.length() + 2);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!draws.nextBernoulli(errors)) {
        read.append(c);
        continue;
      }
      switch (draws.nextInt(8)) {
        case 0 -> {} // left out
        case 1 -> read.append(c).append(c);
        case 2 -> read.append((char) ('a' + draws.nextInt(26)));
        default -> read.append(CONFUSED.getOrDefault(c, String.valueOf(c)));
      }
    }
    return read.isEmpty() ? "." : read.toString();
  }
}
