package dev.keepstep.core.decide.capacity;

import java.util.List;

/** Simple choices among zones. */
final class Zones {
  private Zones() {}

  /** The zone held, else the cheapest that is not known to be down; -1 if none. Ties: by name. */
  static int heldOrCheapest(Situation s) {
    if (s.onSpot()) {
      return s.held();
    }
    List<ZoneSight> zones = s.zones();
    int best = -1;
    for (int i = 0; i < zones.size(); i++) {
      ZoneSight zone = zones.get(i);
      if (zone.sight() != ZoneSight.Sight.DOWN && (best < 0 || before(zone, zones.get(best)))) {
        best = i;
      }
    }
    return best;
  }

  private static boolean before(ZoneSight a, ZoneSight b) {
    int byPrice = Double.compare(a.spotPrice(), b.spotPrice());
    return byPrice != 0 ? byPrice < 0 : a.zone().compareTo(b.zone()) < 0;
  }
}
