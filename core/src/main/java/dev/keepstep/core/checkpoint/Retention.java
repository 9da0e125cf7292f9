package dev.keepstep.core.checkpoint;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Throws away what no restore will need: checkpoints older than the newest few that are sound, and
 * what crashed attempts left unfinished. Runs after a commit, in the process that committed.
 *
 * <p>A checkpoint is sound if its manifest is whole, all parts are there with their lengths, and it
 * is not quarantined. Unsound ones never count as kept, so damage cannot push out what is good;
 * they go when they are older than all that is kept.
 */
public final class Retention {
  /** How long a folder without a manifest may be in the making, by the store's clock. */
  public static final Duration UNFINISHED = Duration.ofDays(1);

  private final ObjectStore store;
  private final CheckpointKeys keys;
  private final CheckpointReader reader;
  private final int keep;

  /**
   * What was done.
   *
   * @param kept sound checkpoints that remain, best first
   * @param deleted checkpoints that are gone
   * @param unfinished folders without a manifest that are gone
   * @param freed bytes
   */
  public record Report(
      List<CheckpointId> kept,
      List<CheckpointId> deleted,
      List<CheckpointId> unfinished,
      long freed) {
    public Report {
      kept = List.copyOf(kept);
      deleted = List.copyOf(deleted);
      unfinished = List.copyOf(unfinished);
    }
  }

  /**
   * @param keep how many sound checkpoints to keep, at least 1
   */
  public Retention(ObjectStore store, CheckpointKeys keys, int keep) {
    if (keep < 1) {
      throw new IllegalArgumentException("retainLast is " + keep + ", expected at least 1");
    }
    this.store = store;
    this.keys = keys;
    this.reader = new CheckpointReader(store, keys);
    this.keep = keep;
  }

  /**
   * Deletes what is not needed. If the process dies in between, the next call goes on.
   *
   * @param verified the newest checkpoint that this process wrote or read whole: it stays, and so
   *     does all that is newer, whatever the rest looks like
   * @param writer the caller's number: its unfinished folders are left alone, and those of higher
   *     ones; {@link Integer#MAX_VALUE} for a caller that writes nothing
   */
  public Report apply(CheckpointId verified, int writer) {
    return go(verified, writer, this::delete);
  }

  /** What {@link #apply} would do now, without doing it. */
  public Report plan(CheckpointId verified, int writer) {
    return go(verified, writer, _ -> {});
  }

  private Report go(CheckpointId verified, int writer, Consumer<Inventory.Folder> delete) {
    Inventory inventory = Inventory.of(store, keys);
    List<CheckpointId> kept = new ArrayList<>();
    List<CheckpointId> deleted = new ArrayList<>();
    List<CheckpointId> unfinished = new ArrayList<>();
    long freed = 0;
    for (Inventory.Folder folder : inventory.folders()) {
      if (folder.committed()) {
        boolean enough = kept.size() >= keep && folder.id().compareTo(verified) < 0;
        if (!enough) {
          reader.looksSound(folder).ifPresent(manifest -> kept.add(folder.id()));
          continue;
        }
        deleted.add(folder.id());
      } else if (folder.id().writer() < writer && abandoned(folder, inventory.at())) {
        unfinished.add(folder.id());
      } else {
        continue;
      }
      delete.accept(folder);
      freed += folder.bytes();
    }
    return new Report(kept, deleted, unfinished, freed);
  }

  private static boolean abandoned(Inventory.Folder folder, Instant now) {
    return folder.lastWrite().isBefore(now.minus(UNFINISHED));
  }

  /** The manifest first: without it the rest is no checkpoint, and is swept up after a crash. */
  private void delete(Inventory.Folder folder) {
    if (folder.committed()) {
      store.delete(keys.manifest(folder.id()));
    }
    for (String name : folder.sizes().keySet().stream().sorted().toList()) {
      if (!name.equals("manifest.json")) {
        store.delete(keys.folder(folder.id()) + name);
      }
    }
  }
}
