package dev.keepstep.trainer.data;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * One page: lines of words from the top down. Each wanted field is one run of words in one line.
 *
 * @param vendor who made it out; vendors differ in layout, labels and formats
 * @param lines none empty
 */
public record Document(int vendor, List<List<Token>> lines) {
  /** A run of words, by number in reading order; {@code to} is the last one's. */
  public record Span(int from, int to) {}

  public Document {
    lines = lines.stream().map(List::copyOf).toList();
  }

  /** All words in reading order. */
  public List<Token> tokens() {
    List<Token> all = new ArrayList<>();
    lines.forEach(all::addAll);
    return all;
  }

  /** How many words. */
  public int size() {
    return lines.stream().mapToInt(List::size).sum();
  }

  /** Where each wanted field truly is. */
  public Map<Field, Span> truth() {
    Map<Field, Span> spans = new EnumMap<>(Field.class);
    int at = 0;
    for (List<Token> line : lines) {
      for (Token token : line) {
        if (token.field() != Field.NONE) {
          int here = at;
          spans.merge(token.field(), new Span(at, at), (a, b) -> new Span(a.from(), here));
        }
        at++;
      }
    }
    return spans;
  }
}
