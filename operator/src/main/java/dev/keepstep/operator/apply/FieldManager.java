package dev.keepstep.operator.apply;

/**
 * Who the API server says wrote a field. Fixed: a new name would not own what the old one wrote.
 */
public final class FieldManager {
  public static final String NAME = "keepstep-operator";

  private FieldManager() {}
}
