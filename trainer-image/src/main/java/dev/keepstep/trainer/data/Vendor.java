package dev.keepstep.trainer.data;

import dev.keepstep.core.random.Draws;
import dev.keepstep.core.random.Source;
import dev.keepstep.core.random.Stream;
import java.util.List;

/**
 * One vendor's way of making out orders, fixed for all its documents.
 *
 * @param name its letterhead
 * @param layout how the page is arranged
 * @param labels what it calls things
 * @param dates how it writes dates
 * @param prices how it writes money
 * @param lineOrder keys the order in which the lines of a form follow each other
 */
record Vendor(
    int index,
    List<String> name,
    Layout layout,
    Labels labels,
    DateStyle dates,
    PriceStyle prices,
    int lineOrder) {

  static final Source SOURCE = new Source("vendors");

  enum Layout {
    TABLE,
    FORM,
    LETTER,
    TWO_COLUMNS,
    STACKED
  }

  enum DateStyle {
    ISO,
    DOTS,
    SLASHES,
    DAY_MONTH_YEAR,
    MONTH_DAY_YEAR
  }

  enum PriceStyle {
    PLAIN,
    COMMA_DECIMAL,
    SYMBOL_BEFORE,
    CODE_AFTER,
    CODE_BEFORE
  }

  /** The words before each value, chosen once per vendor. */
  record Labels(
      String product,
      String price,
      String delivery,
      String ordered,
      String validUntil,
      String total,
      String shipping,
      String tax,
      String quantity,
      String number,
      String contact,
      String replaces) {}

  private static final List<String> PRODUCT =
      List.of("Item", "Product", "Description", "Article", "Goods", "Part", "Material");
  private static final List<String> PRICE =
      List.of(
          "Unit price", "Price", "Price each", "Rate", "Cost per unit", "Unit cost", "Net price");
  private static final List<String> DELIVERY =
      List.of(
          "Delivery date",
          "Deliver by",
          "Required by",
          "Due date",
          "Arrival",
          "Needed on",
          "Ship to arrive");
  private static final List<String> ORDERED =
      List.of("Order date", "Date", "Ordered on", "Issued", "Dated");
  private static final List<String> VALID_UNTIL =
      List.of("Valid until", "Offer expires", "Quote valid to", "Pay by", "Payment due");
  private static final List<String> TOTAL =
      List.of("Total", "Amount due", "Order value", "Sum", "Grand total");
  private static final List<String> SHIPPING =
      List.of("Shipping", "Freight", "Carriage", "Postage");
  private static final List<String> TAX = List.of("VAT", "Tax", "Sales tax", "Duty");
  private static final List<String> QUANTITY =
      List.of("Quantity", "Qty", "Pieces", "Units", "Count");
  private static final List<String> NUMBER =
      List.of("Order no", "PO number", "Reference", "Purchase order", "Our ref");
  private static final List<String> CONTACT =
      List.of("Contact", "Buyer", "Attention", "Requested by", "Clerk");
  private static final List<String> REPLACES =
      List.of("Replaces", "Previously", "Similar to", "Accessory for", "Instead of");

  /** The vendor with a number, the same in every run on the same data seed. */
  static Vendor of(Stream stream, int index) {
    Draws draws = stream.at(0, index);
    List<String> name =
        List.of(Lexicon.pick(Lexicon.FIRMS, draws), Lexicon.pick(Lexicon.FIRM_KINDS, draws));
    // the first few vendors go round the layouts, so that none is missing by chance
    Layout layout = Layout.values()[index % Layout.values().length];
    Labels labels =
        new Labels(
            Lexicon.pick(PRODUCT, draws),
            Lexicon.pick(PRICE, draws),
            Lexicon.pick(DELIVERY, draws),
            Lexicon.pick(ORDERED, draws),
            Lexicon.pick(VALID_UNTIL, draws),
            Lexicon.pick(TOTAL, draws),
            Lexicon.pick(SHIPPING, draws),
            Lexicon.pick(TAX, draws),
            Lexicon.pick(QUANTITY, draws),
            Lexicon.pick(NUMBER, draws),
            Lexicon.pick(CONTACT, draws),
            Lexicon.pick(REPLACES, draws));
    return new Vendor(
        index,
        name,
        layout,
        labels,
        DateStyle.values()[draws.nextInt(DateStyle.values().length)],
        PriceStyle.values()[draws.nextInt(PriceStyle.values().length)],
        draws.nextInt());
  }
}
