package dev.keepstep.trainer.data;

import dev.keepstep.core.random.Draws;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Values as a vendor writes them: product names, money, dates. */
final class Wording {
  private Wording() {}

  /** Two to five words, a model code among them now and then. */
  static List<String> product(Draws draws) {
    List<String> words = new ArrayList<>();
    if (draws.nextBernoulli(0.6)) {
      words.add(Lexicon.pick(Lexicon.ADJECTIVES, draws));
    }
    if (draws.nextBernoulli(0.7) || words.isEmpty()) {
      words.add(Lexicon.pick(Lexicon.MATERIALS, draws));
    }
    words.add(Lexicon.pick(Lexicon.NOUNS, draws));
    if (draws.nextBernoulli(0.4)) {
      words.add(model(draws));
    }
    if (draws.nextBernoulli(0.15)) {
      words.add((1 + draws.nextInt(99)) + "mm");
    }
    return words;
  }

  static String model(Draws draws) {
    return "" + letter(draws) + letter(draws) + "-" + (100 + draws.nextInt(900));
  }

  static List<String> price(Vendor.PriceStyle style, int cents) {
    String plain = String.format(Locale.ROOT, "%d.%02d", cents / 100, cents % 100);
    return switch (style) {
      case PLAIN -> List.of(plain);
      case COMMA_DECIMAL -> List.of(plain.replace('.', ','));
      case SYMBOL_BEFORE -> List.of("$" + plain);
      case CODE_AFTER -> List.of(plain, "EUR");
      case CODE_BEFORE -> List.of("USD", plain);
    };
  }

  /** A price's size: small ones are more frequent than large ones. */
  static int cents(Draws draws) {
    int magnitude = 1 + draws.nextInt(4);
    int bound = 10 * (int) StrictMath.pow(10, magnitude);
    return bound / 10 + draws.nextInt(bound);
  }

  static List<String> date(Vendor.DateStyle style, Draws draws) {
    int year = 2023 + draws.nextInt(4);
    int month = 1 + draws.nextInt(12);
    int day = 1 + draws.nextInt(28);
    String name = Lexicon.MONTHS.get(month - 1);
    return switch (style) {
      case ISO -> List.of(String.format(Locale.ROOT, "%d-%02d-%02d", year, month, day));
      case DOTS -> List.of(String.format(Locale.ROOT, "%02d.%02d.%d", day, month, year));
      case SLASHES -> List.of(String.format(Locale.ROOT, "%02d/%02d/%d", month, day, year));
      case DAY_MONTH_YEAR -> List.of(Integer.toString(day), name, Integer.toString(year));
      case MONTH_DAY_YEAR ->
          List.of(name.substring(0, 3), Integer.toString(day) + ",", Integer.toString(year));
    };
  }

  private static char letter(Draws draws) {
    return (char) ('A' + draws.nextInt(26));
  }
}
