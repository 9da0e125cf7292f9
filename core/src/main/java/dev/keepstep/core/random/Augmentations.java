package dev.keepstep.core.random;

import java.util.List;
import java.util.function.BiFunction;
import java.util.function.BinaryOperator;
import java.util.function.Predicate;

/**
 * The four ways to vary a sequence while it is trained on: swap neighbours, delete, replace, move.
 * Each does at most one thing to a list, in place, and consumes the same draws whether or not it
 * may do it, so that what comes after is not moved by what is protected.
 *
 * <p>Vary with {@code stream.at(step, place in the batch)}: the same step then shows the same.
 */
public final class Augmentations {
  private Augmentations() {}

  /**
   * Exchanges two neighbours, if both are free. One bounded integer; none for fewer than two
   * elements.
   *
   * @param placed an element as it is in another's place, given the element and that other
   */
  public static <T> void swapNeighbours(
      List<T> list, Predicate<? super T> free, BinaryOperator<T> placed, Draws draws) {
    if (list.size() < 2) {
      return;
    }
    int at = draws.nextInt(list.size() - 1);
    T left = list.get(at);
    T right = list.get(at + 1);
    if (free.test(left) && free.test(right)) {
      list.set(at, placed.apply(right, left));
      list.set(at + 1, placed.apply(left, right));
    }
  }

  /** Deletes an element, if it is free. One bounded integer; none for an empty list. */
  public static <T> void delete(List<T> list, Predicate<? super T> free, Draws draws) {
    if (list.isEmpty()) {
      return;
    }
    int at = draws.nextInt(list.size());
    if (free.test(list.get(at))) {
      list.remove(at);
    }
  }

  /**
   * Replaces an element. One bounded integer and what the replacement draws; nothing for an empty
   * list.
   *
   * @param replacement what stands in for an element, or the element itself
   */
  public static <T> void replace(
      List<T> list, BiFunction<? super T, Draws, ? extends T> replacement, Draws draws) {
    if (list.isEmpty()) {
      return;
    }
    int at = draws.nextInt(list.size());
    list.set(at, replacement.apply(list.get(at), draws));
  }

  /**
   * Moves an element from its list to another's end, if it is free. One bounded integer; none if
   * there is nothing to move.
   *
   * @param placed the element as it is there, given the element and the list that it comes to
   */
  public static <T> void move(
      List<T> from,
      List<T> to,
      Predicate<? super T> free,
      BiFunction<? super T, ? super List<T>, ? extends T> placed,
      Draws draws) {
    if (from.isEmpty()) {
      return;
    }
    int at = draws.nextInt(from.size());
    if (free.test(from.get(at))) {
      T element = from.remove(at);
      to.add(placed.apply(element, to));
    }
  }
}
