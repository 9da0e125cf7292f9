package dev.keepstep.core.decide.capacity;

import java.util.List;
import java.util.Optional;

/** The policies that come with Keepstep, by name. */
public final class Policies {
  private static final List<PlacementPolicy> ALL =
      List.of(new Reserve(), new UniformProgress(), new Greedy(), new OnDemandOnly());

  private Policies() {}

  /** All of them, the default first. */
  public static List<PlacementPolicy> all() {
    return ALL;
  }

  /** The one of that name. */
  public static Optional<PlacementPolicy> named(String name) {
    return ALL.stream().filter(p -> p.name().equals(name)).findFirst();
  }
}
