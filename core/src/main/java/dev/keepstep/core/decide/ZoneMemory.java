package dev.keepstep.core.decide;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What is remembered of spot capacity in each zone: granted, refused, lost. Capacity can only be
 * learnt by asking, so this is all that a policy knows.
 *
 * @param zones by zone name
 */
public record ZoneMemory(SortedMap<String, ZoneRecord> zones) {
  /** The name under which a request is remembered that any zone could have answered. */
  public static final String ANY = "*";

  public static final ZoneMemory NONE = new ZoneMemory(new TreeMap<>());

  public ZoneMemory {
    zones = java.util.Collections.unmodifiableSortedMap(new TreeMap<>(zones));
  }

  /**
   * One zone's record.
   *
   * @param grantedAt last time an attempt got a spot node there
   * @param refusedAt last time a request there stayed without an answer
   * @param lostAt last time an attempt there was taken back
   * @param grants how often granted
   * @param refusals how often refused
   * @param losses how often taken back
   * @param held time that instances were held there in all
   */
  public record ZoneRecord(
      Optional<Instant> grantedAt,
      Optional<Instant> refusedAt,
      Optional<Instant> lostAt,
      int grants,
      int refusals,
      int losses,
      Duration held) {
    public static final ZoneRecord NONE =
        new ZoneRecord(
            Optional.empty(), Optional.empty(), Optional.empty(), 0, 0, 0, Duration.ZERO);
  }

  public ZoneRecord of(String zone) {
    return zones.getOrDefault(zone, ZoneRecord.NONE);
  }

  /** After an attempt got a spot node in a zone. */
  public ZoneMemory granted(String zone, Instant at) {
    ZoneRecord old = of(zone);
    return with(
        zone,
        new ZoneRecord(
            Optional.of(at),
            old.refusedAt(),
            old.lostAt(),
            old.grants() + 1,
            old.refusals(),
            old.losses(),
            old.held()));
  }

  /** After a request that these zones could have answered was refused. */
  public ZoneMemory refused(Collection<String> asked, Instant at) {
    ZoneMemory next = this;
    for (String zone : asked) {
      ZoneRecord old = next.of(zone);
      next =
          next.with(
              zone,
              new ZoneRecord(
                  old.grantedAt(),
                  Optional.of(at),
                  old.lostAt(),
                  old.grants(),
                  old.refusals() + 1,
                  old.losses(),
                  old.held()));
    }
    return next;
  }

  /** After an attempt in a zone was taken back. */
  public ZoneMemory lost(String zone, Instant at, Duration heldFor) {
    ZoneRecord old = of(zone);
    return with(
        zone,
        new ZoneRecord(
            old.grantedAt(),
            old.refusedAt(),
            Optional.of(at),
            old.grants(),
            old.refusals(),
            old.losses() + 1,
            old.held().plus(heldFor)));
  }

  /** After an attempt in a zone ended for another reason: the zone did not lose it. */
  public ZoneMemory released(String zone, Duration heldFor) {
    ZoneRecord old = of(zone);
    return with(
        zone,
        new ZoneRecord(
            old.grantedAt(),
            old.refusedAt(),
            old.lostAt(),
            old.grants(),
            old.refusals(),
            old.losses(),
            old.held().plus(heldFor)));
  }

  /**
   * The zones that refused or took back an instance a short while ago, and were not granted since.
   */
  public List<String> avoided(Instant now, Duration afterRefusal, Duration afterLoss) {
    return zones.entrySet().stream()
        .filter(
            e ->
                recent(e.getValue().refusedAt(), e.getValue().grantedAt(), now, afterRefusal)
                    || recent(e.getValue().lostAt(), e.getValue().grantedAt(), now, afterLoss))
        .map(Map.Entry::getKey)
        .toList();
  }

  private static boolean recent(
      Optional<Instant> bad, Optional<Instant> good, Instant now, Duration within) {
    return bad.isPresent()
        && good.filter(g -> g.isAfter(bad.get())).isEmpty()
        && Duration.between(bad.get(), now).compareTo(within) < 0;
  }

  private ZoneMemory with(String zone, ZoneRecord next) {
    SortedMap<String, ZoneRecord> copy = new TreeMap<>(zones);
    copy.put(zone, next);
    return new ZoneMemory(copy);
  }
}
