package dev.keepstep.trainer.data;

import dev.keepstep.core.random.Draws;
import java.util.List;

/**
 * What one order says, before it is laid out. Beside the three values that are wanted it has one or
 * more of the same kind that are not: those make the task.
 */
record Order(
    Vendor vendor,
    List<String> product,
    List<String> price,
    List<String> delivery,
    List<String> total,
    List<String> shipping,
    List<String> tax,
    List<String> ordered,
    List<String> validUntil,
    List<String> otherProduct,
    String quantity,
    String number,
    String contact,
    String address,
    String filler) {

  static Order draw(Vendor vendor, Draws draws) {
    int cents = Wording.cents(draws);
    int quantity = 1 + draws.nextInt(24);
    // an order for one piece would have a total equal to its price
    int total = cents * quantity + draws.nextInt(2000) + 1;
    return new Order(
        vendor,
        Wording.product(draws),
        Wording.price(vendor.prices(), cents),
        Wording.date(vendor.dates(), draws),
        Wording.price(vendor.prices(), total),
        Wording.price(vendor.prices(), 300 + draws.nextInt(4000)),
        Wording.price(vendor.prices(), 1 + total / 5),
        Wording.date(vendor.dates(), draws),
        Wording.date(vendor.dates(), draws),
        Wording.product(draws),
        Integer.toString(quantity),
        (draws.nextBernoulli(0.5) ? "PO-" : "") + (10000 + draws.nextInt(90000)),
        Lexicon.pick(Lexicon.FIRST_NAMES, draws) + " " + Lexicon.pick(Lexicon.PEOPLE, draws),
        (1 + draws.nextInt(199))
            + " "
            + Lexicon.pick(Lexicon.STREETS, draws)
            + " "
            + Lexicon.pick(Lexicon.STREET_KINDS, draws)
            + " "
            + Lexicon.pick(Lexicon.CITIES, draws),
        filler(draws));
  }

  private static String filler(Draws draws) {
    int words = 3 + draws.nextInt(5);
    int from = draws.nextInt(Lexicon.FILLERS.size() - words);
    return String.join(" ", Lexicon.FILLERS.subList(from, from + words));
  }
}
