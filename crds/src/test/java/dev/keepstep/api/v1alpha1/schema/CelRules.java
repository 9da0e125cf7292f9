package dev.keepstep.api.v1alpha1.schema;

import java.util.List;

/** Opens the rules to tests of other packages. */
public final class CelRules {
  private CelRules() {}

  public static List<String> messages() {
    return CelRule.ALL.stream().map(CelRule::message).toList();
  }
}
