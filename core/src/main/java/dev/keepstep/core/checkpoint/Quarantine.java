package dev.keepstep.core.checkpoint;

import dev.keepstep.core.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Checkpoints that verify and from which attempts die all the same: a poisoned state, which would
 * otherwise be restored for ever. A mark beside the manifest takes one out of the choice; nothing
 * is deleted by it.
 */
public final class Quarantine {
  private final ObjectStore store;
  private final CheckpointKeys keys;

  public Quarantine(ObjectStore store, CheckpointKeys keys) {
    this.store = store;
    this.keys = keys;
  }

  /**
   * How many writers resumed from a checkpoint and committed nothing. A writer that is at work and
   * has not yet committed counts too: ask before claiming a number.
   */
  public int attemptsWithoutProgress(CheckpointId id) {
    Set<Integer> committed =
        Inventory.of(store, keys).folders().stream()
            .filter(Inventory.Folder::committed)
            .map(folder -> folder.id().writer())
            .collect(Collectors.toSet());
    Writers writers = new Writers(store, keys);
    return (int)
        writers.all().stream()
            .filter(number -> number > id.writer() && !committed.contains(number))
            .filter(number -> writers.info(number).resumedFrom().equals(Optional.of(id)))
            .count();
  }

  /** Marks a checkpoint, unless it is marked already. */
  public void quarantine(CheckpointId id, String reason, int attempts) {
    Map<String, @Nullable Object> mark = new LinkedHashMap<>();
    mark.put("format", "keepstep-quarantine/1");
    mark.put("reason", reason);
    mark.put("attempts", attempts);
    byte[] body = (Json.write(mark) + "\n").getBytes(StandardCharsets.UTF_8);
    try {
      store.putIfAbsent(keys.quarantined(id), body);
    } catch (StorageFailure.PreconditionFailed e) {
      // marked already, perhaps by an earlier try whose answer was lost: any mark will do
    }
  }
}
