package dev.keepstep.trainer.data;

/**
 * A word on the page.
 *
 * @param text as read by the OCR, one character or more
 * @param x where it begins, from 0 (left margin) to 1
 * @param field what it is a part of
 */
public record Token(String text, float x, Field field) {
  public Token {
    if (text.isEmpty()) {
      throw new IllegalArgumentException("a token has at least one character");
    }
  }

  Token withText(String other) {
    return new Token(other, x, field);
  }

  Token at(float otherX) {
    return new Token(text, otherX, field);
  }
}
