package dev.keepstep.core.checkpoint;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Every checkpoint folder of a run as one listing shows it, without reading any object.
 *
 * @param folders by worth, best first
 * @param at the store's clock at the listing
 */
public record Inventory(List<Folder> folders, Instant at) {
  /**
   * One folder.
   *
   * @param sizes of its objects by name
   * @param lastWrite of any of them, by the store's clock
   */
  public record Folder(CheckpointId id, Map<String, Long> sizes, Instant lastWrite) {
    public Folder {
      sizes = Map.copyOf(sizes);
    }

    /** Whether it is a checkpoint: whether its manifest is there. */
    public boolean committed() {
      return sizes.containsKey("manifest.json");
    }

    public boolean quarantined() {
      return sizes.containsKey("quarantined.json");
    }

    public long bytes() {
      return sizes.values().stream().mapToLong(Long::longValue).sum();
    }
  }

  public Inventory {
    folders = List.copyOf(folders);
  }

  public static Inventory of(ObjectStore store, CheckpointKeys keys) {
    ObjectStore.Listing listing = store.list(keys.checkpoints());
    TreeMap<CheckpointId, List<ObjectStore.Listed>> byId = new TreeMap<>(Comparator.reverseOrder());
    for (ObjectStore.Listed listed : listing.objects()) {
      keys.parseCheckpoint(listed.key())
          .ifPresent(in -> byId.computeIfAbsent(in.id(), id -> new ArrayList<>()).add(listed));
    }
    List<Folder> folders = new ArrayList<>();
    byId.forEach((id, objects) -> folders.add(folder(keys.folder(id), id, objects)));
    return new Inventory(folders, listing.at());
  }

  private static Folder folder(String key, CheckpointId id, List<ObjectStore.Listed> objects) {
    Map<String, Long> sizes = new HashMap<>();
    Instant last = Instant.MIN;
    for (ObjectStore.Listed object : objects) {
      sizes.put(object.key().substring(key.length()), object.size());
      last = object.modified().isAfter(last) ? object.modified() : last;
    }
    return new Folder(id, sizes, last);
  }
}
