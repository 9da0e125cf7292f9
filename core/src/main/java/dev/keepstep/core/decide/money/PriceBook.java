package dev.keepstep.core.decide.money;

import dev.keepstep.core.decide.Capacity;
import dev.keepstep.core.json.Json;
import dev.keepstep.core.json.JsonException;
import dev.keepstep.core.json.JsonObject;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What nodes cost an hour. An entry names an instance type, or a GPU model (then its prices are for
 * one GPU), and perhaps a zone or a region; the entry that says most about a node counts.
 *
 * @param currency ISO 4217 code of all prices
 * @param asOf the day on which they were read, for people
 * @param source where they were read, for people
 */
public record PriceBook(String currency, String asOf, String source, List<Price> prices) {

  /** Knows no price. */
  public static final PriceBook EMPTY = new PriceBook("", "", "", List.of());

  private static final Pattern CURRENCY = Pattern.compile("[A-Z]{3}");

  public PriceBook {
    prices = List.copyOf(prices);
  }

  /**
   * One entry.
   *
   * @param zone a zone, or what a region's zones begin with; empty: anywhere
   * @param spot for an hour; empty: not known
   * @param onDemand for an hour; empty: not known
   */
  public record Price(
      Optional<String> instanceType,
      Optional<String> gpu,
      Optional<String> zone,
      Optional<BigDecimal> spot,
      Optional<BigDecimal> onDemand) {

    private Optional<BigDecimal> on(Capacity capacity) {
      return capacity == Capacity.SPOT ? spot : onDemand;
    }

    private boolean fits(NodeKind node) {
      boolean kind =
          instanceType.isPresent()
              ? instanceType.equals(node.instanceType())
              : gpu.isPresent() && gpu.equals(node.gpu()) && node.gpus() > 0;
      return kind
          && (zone.isEmpty() || node.zone().filter(z -> z.startsWith(zone.get())).isPresent());
    }

    /** An instance type says more than a GPU, and a longer place more than a shorter one. */
    private int says() {
      return (instanceType.isPresent() ? 1000 : 0) + zone.map(String::length).orElse(0);
    }
  }

  public boolean isEmpty() {
    return prices.isEmpty();
  }

  /** The price of an hour of the whole node. */
  public Optional<BigDecimal> perHour(NodeKind node, Capacity capacity) {
    return prices.stream()
        .filter(p -> p.fits(node) && p.on(capacity).isPresent())
        .max(Comparator.comparingInt(Price::says))
        .map(
            p ->
                p.instanceType().isPresent()
                    ? p.on(capacity).orElseThrow()
                    : p.on(capacity).orElseThrow().multiply(BigDecimal.valueOf(node.gpus())));
  }

  /** What an attempt on that node is charged. */
  public Rate rate(NodeKind node, Capacity capacity) {
    return new Rate(perHour(node, capacity), perHour(node, Capacity.ON_DEMAND), currency);
  }

  /**
   * Reads a book.
   *
   * @param json {@code {"currency", "asOf", "source", "entries": [{"instanceType" or "gpu", "zone",
   *     "spot", "onDemand"}]}}; prices as numbers or as text; empty: no book
   * @throws IllegalArgumentException naming the entry, its value and the mend
   */
  public static PriceBook parse(String json) {
    if (json.isBlank()) {
      return EMPTY;
    }
    try {
      JsonObject book = Json.readObject(json, "prices");
      List<JsonObject> entries = book.has("entries") ? book.objects("entries") : List.of();
      if (entries.isEmpty()) {
        return EMPTY;
      }
      String currency = book.optionalString("currency").orElse("");
      if (!CURRENCY.matcher(currency).matches()) {
        throw new IllegalArgumentException(
            "prices.currency is \"%s\": give an ISO 4217 code such as USD".formatted(currency));
      }
      List<Price> prices = new ArrayList<>();
      for (int i = 0; i < entries.size(); i++) {
        prices.add(price(entries.get(i), "prices.entries[" + i + "]"));
      }
      return new PriceBook(
          currency,
          book.optionalString("asOf").orElse(""),
          book.optionalString("source").orElse(""),
          prices);
    } catch (JsonException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  private static Price price(JsonObject entry, String at) {
    Optional<String> type = entry.optionalString("instanceType").filter(t -> !t.isEmpty());
    Optional<String> gpu = entry.optionalString("gpu").filter(g -> !g.isEmpty());
    if (type.isPresent() == gpu.isPresent()) {
      throw new IllegalArgumentException(
          at + ": give instanceType or gpu, one of the two, not both and not neither");
    }
    Price price =
        new Price(
            type,
            gpu,
            entry.optionalString("zone").filter(z -> !z.isEmpty()),
            amount(entry, "spot", at),
            amount(entry, "onDemand", at));
    if (price.spot().isEmpty() && price.onDemand().isEmpty()) {
      throw new IllegalArgumentException(at + " has no price: give spot, onDemand or both");
    }
    return price;
  }

  private static Optional<BigDecimal> amount(JsonObject entry, String name, String at) {
    Object value = entry.toMap().get(name);
    if (value == null || value.equals("")) {
      return Optional.empty();
    }
    try {
      BigDecimal amount = new BigDecimal(value.toString());
      if (amount.signum() >= 0) {
        return Optional.of(amount);
      }
    } catch (NumberFormatException e) {
      // said below, with the negative ones
    }
    throw new IllegalArgumentException(
        "%s.%s is %s: give an amount of 0 or more an hour, such as 3.06"
            .formatted(at, name, value));
  }
}
