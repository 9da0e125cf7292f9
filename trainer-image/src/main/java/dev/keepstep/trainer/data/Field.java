package dev.keepstep.trainer.data;

/** What is to be found on a purchase order. The constant's ordinal is its class at the network. */
public enum Field {
  /** Everything else on the page. */
  NONE,
  /** What is ordered, one to five words. */
  PRODUCT,
  /** What one piece of it costs. */
  PRICE,
  /** When it has to arrive: not when it was ordered, and not until when the offer holds. */
  DELIVERY_DATE;

  /** The fields that are looked for: all but {@link #NONE}. */
  public static final Field[] WANTED = {PRODUCT, PRICE, DELIVERY_DATE};

  /** How many classes the network tells apart. */
  public static final int CLASSES = values().length;
}
