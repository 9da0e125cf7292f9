package dev.keepstep.operator.apply;

/**
 * Who the API server says wrote a field; the client's user agent too, which counts where a request
 * names none. Fixed: a new name would not own what the old one wrote.
 */
public final class FieldManager {
  public static final String NAME = "keepstep-operator";

  /**
   * Of the job's own finalizer, apart: whoever applies under one name takes away what it leaves
   * out.
   */
  public static final String FINALIZER = NAME + "-finalizer";

  private FieldManager() {}
}
