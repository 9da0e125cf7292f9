package dev.keepstep.core.decide.capacity;

/**
 * What may be expected of a zone, from what was seen of it and a prior that weighs as much as a few
 * sightings. Hours and money an hour.
 *
 * @param index of the zone in the situation
 * @param sight what is known of it
 * @param life hours until spot goes, in the mean
 * @param outage hours until it comes back, in the mean
 * @param score price of an hour of progress: the spot price, and the changeovers that this zone's
 *     losses will cost
 */
record ZoneEstimate(int index, ZoneSight sight, double life, double outage, double score) {
  /** Before anything was seen a spell is expected to last so long, h. */
  private static final double PRIOR_LIFE = 6;

  /** How many losses that expectation weighs as much as. */
  private static final double PRIOR_WEIGHT = 2;

  /** Before anything was seen an outage is expected to last so long, h. */
  private static final double PRIOR_OUTAGE = 1;

  /**
   * @param loss hours that one loss of the zone costs
   * @param price of such an hour beyond the instance's own, since it also costs slack
   */
  static ZoneEstimate of(int index, ZoneSight z, double loss, double price) {
    double life = (PRIOR_LIFE * PRIOR_WEIGHT + z.seenUp() / 3600) / (PRIOR_WEIGHT + z.losses());
    double outage = (PRIOR_OUTAGE + z.seenDown() / 3600) / (1 + z.losses());
    return new ZoneEstimate(
        index, z, life, outage, z.spotPrice() + loss * (z.spotPrice() + price) / life);
  }

  /** Whether it may be chosen: it is up, or nobody knows and asking may tell. */
  boolean possible() {
    return sight.sight() != ZoneSight.Sight.DOWN;
  }

  /**
   * Whether a launch gives more work than it costs: of an exponential spell of mean L only the part
   * after the changeover is work, L * exp(-changeover / L), worth the on-demand price; all of it is
   * paid at the spot price.
   */
  boolean worthLaunching(double changeover, double onDemand) {
    return Math.exp(-changeover / life) * onDemand > sight.spotPrice();
  }

  /** Share of the time in which spot is expected there. */
  double upShare() {
    return life / (life + outage);
  }

  /**
   * How much longer a spell is expected to last: as long again as it has lasted, and no longer than
   * the mean. Spells are heavy-tailed, and a zone that came back a moment ago may flap. Of a zone
   * that was not seen lately nothing says that its spell is young.
   */
  double residual() {
    return sight.sight() == ZoneSight.Sight.UNKNOWN ? life : Math.min(life, sight.age() / 3600);
  }
}
