package dev.keepstep.trainer.data;

import java.util.ArrayList;
import java.util.List;

/** A page being written: words get their place from the width of what stands before them. */
final class Page {
  private static final float CHARACTER = 0.0125f;

  private final List<List<Token>> lines = new ArrayList<>();
  private List<Token> line = new ArrayList<>();
  private float x;

  /** Where the space after a word begins. */
  static float after(Token token) {
    return token.x() + token.text().length() * CHARACTER;
  }

  /** Goes to a column, from 0 (left margin) to 1; back to the left is not undone. */
  Page column(float to) {
    x = Math.max(x, to);
    return this;
  }

  /** Appends words that are no field, split at spaces. */
  Page text(String words) {
    for (String word : words.split(" ")) {
      word(word, Field.NONE);
    }
    return this;
  }

  /** Appends the words of a value. */
  Page value(List<String> words, Field field) {
    words.forEach(word -> word(word, field));
    return this;
  }

  Page word(String word, Field field) {
    line.add(new Token(word, Math.min(x, 1f), field));
    x += (word.length() + 1) * CHARACTER;
    return this;
  }

  /** Ends the line; a line without words leaves nothing. */
  Page end() {
    if (!line.isEmpty()) {
      lines.add(line);
      line = new ArrayList<>();
    }
    x = 0;
    return this;
  }

  List<List<Token>> lines() {
    end();
    return lines;
  }
}
