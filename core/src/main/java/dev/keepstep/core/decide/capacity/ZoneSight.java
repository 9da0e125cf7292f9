package dev.keepstep.core.decide.capacity;

/**
 * What is known of one zone's spot capacity and price at a moment.
 *
 * @param zone name
 * @param region name of the region it lies in
 * @param sight whether spot is to be had there
 * @param spotPrice now, money an hour
 * @param onDemandPrice money an hour
 * @param age seconds for which it has been in that sight, as far as was seen
 * @param seenUp seconds in which spot was seen (or held) there in all
 * @param seenDown seconds in which it was seen (or refused) not to be there in all
 * @param losses how often it was seen to go
 */
public record ZoneSight(
    String zone,
    String region,
    Sight sight,
    double spotPrice,
    double onDemandPrice,
    double age,
    double seenUp,
    double seenDown,
    int losses) {

  /** Whether spot is to be had. */
  public enum Sight {
    /** It is there: held, or seen. */
    UP,
    /** It is not there: seen, or refused a short while ago. */
    DOWN,
    /** Nobody asked for a while. */
    UNKNOWN
  }

  public boolean up() {
    return sight == Sight.UP;
  }
}
