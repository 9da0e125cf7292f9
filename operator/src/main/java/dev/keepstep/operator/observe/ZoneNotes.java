package dev.keepstep.operator.observe;

import dev.keepstep.api.v1alpha1.Durations;
import dev.keepstep.api.v1alpha1.ZoneStatus;
import dev.keepstep.core.decide.ZoneMemory;
import dev.keepstep.core.decide.ZoneMemory.ZoneRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** How status keeps what a run remembers of the zones. */
public final class ZoneNotes {
  private ZoneNotes() {}

  /** The memory, from status. */
  public static ZoneMemory read(List<ZoneStatus> zones) {
    SortedMap<String, ZoneRecord> records = new TreeMap<>();
    for (ZoneStatus z : zones) {
      records.put(
          z.zone(),
          new ZoneRecord(
              Times.parse(z.grantedAt()),
              Times.parse(z.refusedAt()),
              Times.parse(z.lostAt()),
              count(z.grants()),
              count(z.refusals()),
              count(z.losses()),
              z.held() == null ? Duration.ZERO : Durations.parse(z.held())));
    }
    return new ZoneMemory(records);
  }

  /** The memory, as status has it. */
  public static List<ZoneStatus> write(ZoneMemory memory) {
    return memory.zones().entrySet().stream()
        .map(
            e ->
                new ZoneStatus(
                    e.getKey(),
                    text(e.getValue().grantedAt()),
                    text(e.getValue().refusedAt()),
                    text(e.getValue().lostAt()),
                    count(e.getValue().grants()),
                    count(e.getValue().refusals()),
                    count(e.getValue().losses()),
                    e.getValue().held().isZero() ? null : Durations.format(e.getValue().held())))
        .toList();
  }

  private static int count(@Nullable Integer number) {
    return number == null ? 0 : number;
  }

  private static @Nullable Integer count(int number) {
    return number == 0 ? null : number;
  }

  private static @Nullable String text(Optional<Instant> at) {
    return at.map(Times::text).orElse(null);
  }
}
