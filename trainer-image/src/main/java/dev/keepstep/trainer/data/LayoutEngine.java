package dev.keepstep.trainer.data;

import dev.keepstep.core.random.Draws;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Writes an order down as its vendor arranges pages. */
final class LayoutEngine {
  private LayoutEngine() {}

  static List<List<Token>> lay(Order order, Draws draws) {
    Page page = new Page();
    head(page, order, draws);
    switch (order.vendor().layout()) {
      case TABLE -> table(page, order, draws);
      case FORM -> form(page, order, draws, ":");
      case LETTER -> letter(page, order, draws);
      case TWO_COLUMNS -> twoColumns(page, order, draws);
      case STACKED -> stacked(page, order, draws);
    }
    if (draws.nextBernoulli(0.5)) {
      page.text(order.filler()).end();
    }
    return page.lines();
  }

  private static void head(Page page, Order order, Draws draws) {
    Vendor.Labels labels = order.vendor().labels();
    page.text(String.join(" ", order.vendor().name())).end();
    if (draws.nextBernoulli(0.6)) {
      page.text(order.address()).end();
    }
    page.text(labels.number()).text(order.number());
    if (draws.nextBernoulli(0.5)) {
      page.column(0.6f);
    } else {
      page.end();
    }
    page.text(labels.ordered()).value(order.ordered(), Field.NONE).end();
    if (draws.nextBernoulli(0.4)) {
      page.text(labels.contact()).text(order.contact()).end();
    }
  }

  private static void table(Page page, Order order, Draws draws) {
    Vendor.Labels labels = order.vendor().labels();
    boolean quantityFirst = (order.vendor().lineOrder() & 1) == 0;
    page.text(quantityFirst ? labels.quantity() : labels.product())
        .column(quantityFirst ? 0.15f : 0.5f);
    page.text(quantityFirst ? labels.product() : labels.quantity()).column(0.62f);
    page.text(labels.price()).column(0.82f).text(labels.total()).end();
    if (draws.nextBernoulli(0.3)) {
      page.text(labels.replaces()).value(order.otherProduct(), Field.NONE).end();
    }
    if (quantityFirst) {
      page.text(order.quantity()).column(0.15f).value(order.product(), Field.PRODUCT);
    } else {
      page.value(order.product(), Field.PRODUCT).column(0.5f).text(order.quantity());
    }
    page.column(0.62f).value(order.price(), Field.PRICE);
    page.column(0.82f).value(order.total(), Field.NONE).end();
    page.column(0.62f).text(labels.shipping());
    page.column(0.82f).value(order.shipping(), Field.NONE).end();
    page.column(0.62f).text(labels.tax()).column(0.82f).value(order.tax(), Field.NONE).end();
    List<Consumer<Page>> rest = new ArrayList<>();
    rest.add(p -> p.text(labels.delivery()).value(order.delivery(), Field.DELIVERY_DATE).end());
    if (draws.nextBernoulli(0.6)) {
      rest.add(p -> p.text(labels.validUntil()).value(order.validUntil(), Field.NONE).end());
    }
    inVendorsOrder(rest, order.vendor().lineOrder()).forEach(line -> line.accept(page));
  }

  private static void form(Page page, Order order, Draws draws, String colon) {
    inVendorsOrder(entries(order, draws), order.vendor().lineOrder())
        .forEach(
            entry -> page.text(entry.label() + colon).value(entry.value(), entry.field()).end());
  }

  private static void twoColumns(Page page, Order order, Draws draws) {
    List<Entry> entries = inVendorsOrder(entries(order, draws), order.vendor().lineOrder());
    for (int i = 0; i < entries.size(); i += 2) {
      Entry left = entries.get(i);
      page.text(left.label()).value(left.value(), left.field());
      if (i + 1 < entries.size()) {
        Entry right = entries.get(i + 1);
        page.column(0.55f).text(right.label()).value(right.value(), right.field());
      }
      page.end();
    }
  }

  private static void stacked(Page page, Order order, Draws draws) {
    for (Entry entry : inVendorsOrder(entries(order, draws), order.vendor().lineOrder())) {
      page.text(entry.label()).end();
      page.value(entry.value(), entry.field()).end();
    }
  }

  private static void letter(Page page, Order order, Draws draws) {
    Vendor.Labels labels = order.vendor().labels();
    page.text("Dear " + order.contact()).end();
    if (draws.nextBernoulli(0.5)) {
      page.text("in addition to the").value(order.otherProduct(), Field.NONE);
      page.text("received").value(order.validUntil(), Field.NONE).end();
    }
    page.text(draws.nextBernoulli(0.5) ? "we hereby order" : "please supply us with");
    page.text(order.quantity()).value(order.product(), Field.PRODUCT).end();
    page.text(draws.nextBernoulli(0.5) ? "at a price of" : "charged at");
    page.value(order.price(), Field.PRICE).text("each").end();
    page.text(labels.delivery().toLowerCase(java.util.Locale.ROOT));
    page.value(order.delivery(), Field.DELIVERY_DATE).text("at the latest").end();
    page.text("the").text(labels.total()).text("of").value(order.total(), Field.NONE);
    page.text("includes").value(order.shipping(), Field.NONE).text(labels.shipping()).end();
  }

  private record Entry(String label, List<String> value, Field field) {}

  private static List<Entry> entries(Order order, Draws draws) {
    Vendor.Labels labels = order.vendor().labels();
    List<Entry> entries = new ArrayList<>();
    entries.add(new Entry(labels.product(), order.product(), Field.PRODUCT));
    entries.add(new Entry(labels.price(), order.price(), Field.PRICE));
    entries.add(new Entry(labels.delivery(), order.delivery(), Field.DELIVERY_DATE));
    entries.add(new Entry(labels.quantity(), List.of(order.quantity()), Field.NONE));
    entries.add(new Entry(labels.total(), order.total(), Field.NONE));
    // drawn one by one and not as a whole, so that each vendor's pages differ
    maybe(entries, draws, new Entry(labels.shipping(), order.shipping(), Field.NONE));
    maybe(entries, draws, new Entry(labels.tax(), order.tax(), Field.NONE));
    maybe(entries, draws, new Entry(labels.validUntil(), order.validUntil(), Field.NONE));
    maybe(entries, draws, new Entry(labels.replaces(), order.otherProduct(), Field.NONE));
    return entries;
  }

  private static void maybe(List<Entry> entries, Draws draws, Entry entry) {
    if (draws.nextBernoulli(0.55)) {
      entries.add(entry);
    }
  }

  /** The same order on each of a vendor's pages, whichever of the entries a page has. */
  private static <T> List<T> inVendorsOrder(List<T> entries, int key) {
    List<T> ordered = new ArrayList<>(entries);
    int state = key;
    for (int i = ordered.size() - 1; i > 0; i--) {
      state = state * 0x5bd1e995 + 0x1b873593;
      java.util.Collections.swap(ordered, i, Integer.remainderUnsigned(state >>> 8, i + 1));
    }
    return ordered;
  }
}
