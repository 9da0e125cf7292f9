package dev.keepstep.core.decide;

import java.util.List;

/**
 * Where an attempt should go. The capacity is required; zones only guide, so that the autoscaler
 * keeps its freedom.
 *
 * @param capacity required
 * @param preferred zones to prefer, best first; empty: no preference
 * @param excluded zones to avoid now, since they refused or took back an instance a while ago; a
 *     wish where the job names no zones, for then nobody knows whether there are others
 */
public record Placement(Capacity capacity, List<String> preferred, List<String> excluded) {
  public Placement {
    preferred = List.copyOf(preferred);
    excluded = List.copyOf(excluded);
  }

  /** {@code spot in zone-a}, {@code on-demand}. */
  public String words() {
    return capacity.word()
        + (preferred.isEmpty() ? "" : " in " + preferred.getFirst())
        + (excluded.isEmpty() ? "" : ", avoiding " + few(excluded));
  }

  private static String few(List<String> zones) {
    return zones.size() > 3 ? zones.size() + " zones" : Words.list(zones);
  }
}
