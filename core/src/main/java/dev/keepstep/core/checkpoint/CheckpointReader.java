package dev.keepstep.core.checkpoint;

import dev.keepstep.core.checkpoint.RestoreOutcome.Nothing;
import dev.keepstep.core.checkpoint.RestoreOutcome.Restored;
import dev.keepstep.core.checkpoint.RestoreOutcome.Skipped;
import dev.keepstep.core.tensor.Tensor;
import dev.keepstep.core.tensor.TensorSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;

/**
 * Finds the checkpoint to go on from: the highest step, and of one step the highest writer, whose
 * every byte verifies. A damaged one is passed over with the reason; a store that cannot be asked
 * is no damage, and throws.
 */
public final class CheckpointReader {
  /** Reads in flight at the same time. */
  public static final int PARALLEL = 8;

  private static final int LOOKS = 10;
  private static final String QUARANTINED = "it is quarantined";

  private final ObjectStore store;
  private final CheckpointKeys keys;
  private final ChunkReads chunks;

  public CheckpointReader(ObjectStore store, CheckpointKeys keys) {
    this(store, keys, PARALLEL);
  }

  /**
   * @param parallel reads in flight at the same time, at least 1
   */
  public CheckpointReader(ObjectStore store, CheckpointKeys keys, int parallel) {
    this.store = store;
    this.keys = keys;
    this.chunks = new ChunkReads(store, keys, parallel);
  }

  /** A manifest or part that is not what it should be; the message says how. */
  private static final class Damaged extends Exception {
    private static final long serialVersionUID = 1;

    private final String reason;

    Damaged(String reason) {
      super(reason);
      this.reason = reason;
    }
  }

  /**
   * Fills the targets from the best checkpoint.
   *
   * @param targets writable, with the names, types, shapes and order that the snapshot had; a
   *     checkpoint whose tensors are others is passed over
   */
  public RestoreOutcome restore(List<Tensor> targets) {
    return restore(targets, CheckpointId.MAX_STEP);
  }

  /** The same, of checkpoints at or below a step only. */
  public RestoreOutcome restore(List<Tensor> targets, long highestStep) {
    boolean touched = false;
    for (int look = 1; ; look++) {
      Choice choice = choose(targets, highestStep, look < LOOKS);
      touched |= choice.touched();
      if (choice.restored().isPresent()) {
        return new Restored(choice.restored().get(), choice.skipped());
      }
      if (!choice.vanished()) {
        return new Nothing(choice.skipped(), touched);
      }
    }
  }

  /**
   * Fills the targets from one checkpoint and no other.
   *
   * @return what is wrong with it, and then the targets may hold rubbish; empty if they hold it
   */
  public Optional<String> restoreOnly(CheckpointId id, List<Tensor> targets) {
    for (Inventory.Folder folder : Inventory.of(store, keys).folders()) {
      if (folder.id().equals(id) && folder.committed()) {
        try {
          Manifest manifest = whole(folder); // quarantine is no reason against looking at it
          requireSame(manifest.specs(), targets.stream().map(Tensor::spec).toList());
          requireVerified(chunks.fill(manifest, targets));
          return Optional.empty();
        } catch (Damaged e) {
          return Optional.of(e.reason);
        }
      }
    }
    return Optional.of("there is no such checkpoint");
  }

  private record Choice(
      Optional<Manifest> restored, List<Skipped> skipped, boolean touched, boolean vanished) {}

  /**
   * Goes through one listing.
   *
   * @param mayLookAgain whether to stop at a checkpoint that was deleted since the listing: its
   *     writer, cut off but alive, has committed a newer one that only another listing shows
   */
  private Choice choose(List<Tensor> targets, long highestStep, boolean mayLookAgain) {
    List<Skipped> skipped = new ArrayList<>();
    boolean touched = false;
    for (Inventory.Folder folder : Inventory.of(store, keys).folders()) {
      if (!folder.committed() || folder.id().step() > highestStep) {
        continue;
      }
      try {
        Manifest manifest = sound(folder);
        requireSame(manifest.specs(), targets.stream().map(Tensor::spec).toList());
        touched = true;
        requireVerified(chunks.fill(manifest, targets));
        return new Choice(Optional.of(manifest), skipped, touched, false);
      } catch (Damaged e) {
        if (mayLookAgain && store.list(keys.manifest(folder.id())).objects().isEmpty()) {
          return new Choice(Optional.empty(), skipped, touched, true);
        }
        skipped.add(new Skipped(folder.id(), e.reason));
      }
    }
    return new Choice(Optional.empty(), skipped, touched, false);
  }

  /**
   * Reads all of a checkpoint, several chunks at a time.
   *
   * @return what is wrong with it; empty if every byte verifies
   */
  public Optional<String> verify(CheckpointId id) {
    return verify(id, _ -> {});
  }

  /**
   * The same, telling how far it is.
   *
   * @param read told the bytes of each chunk that was read, from several threads
   */
  public Optional<String> verify(CheckpointId id, LongConsumer read) {
    for (Inventory.Folder folder : Inventory.of(store, keys).folders()) {
      if (!folder.id().equals(id)) {
        continue;
      }
      if (!folder.committed()) {
        return Optional.of("it has no manifest");
      }
      try {
        return chunks.verify(sound(folder), read);
      } catch (Damaged e) {
        return Optional.of(e.reason);
      }
    }
    return Optional.of("there is no such checkpoint");
  }

  /**
   * A checkpoint's manifest.
   *
   * @throws StorageFailure.NotFound if there is none
   * @throws ManifestCodec.Rejected if it was altered
   */
  public Manifest manifest(CheckpointId id) {
    return ManifestCodec.read(store.get(keys.manifest(id)));
  }

  /**
   * Whether a folder is a checkpoint whose manifest is whole and whose parts are there with the
   * right lengths, without reading the parts.
   */
  Optional<Manifest> looksSound(Inventory.Folder folder) {
    return inspect(folder).manifest().filter(_ -> folder.committed() && !folder.quarantined());
  }

  /**
   * What a look at a folder tells.
   *
   * @param manifest if it is there and whole and its parts have their lengths
   * @param problem why the checkpoint would be passed over, in one sentence; empty: a restore tries
   *     it
   */
  public record Inspection(Optional<Manifest> manifest, Optional<String> problem) {}

  /** Looks at a folder without reading its parts. */
  public Inspection inspect(Inventory.Folder folder) {
    if (!folder.committed()) {
      return new Inspection(Optional.empty(), Optional.of("it has no manifest"));
    }
    try {
      Manifest manifest = whole(folder);
      return new Inspection(
          Optional.of(manifest),
          folder.quarantined() ? Optional.of(QUARANTINED) : Optional.empty());
    } catch (Damaged e) {
      return new Inspection(Optional.empty(), Optional.of(e.reason));
    }
  }

  private Manifest sound(Inventory.Folder folder) throws Damaged {
    if (folder.quarantined()) {
      throw new Damaged(QUARANTINED);
    }
    return whole(folder);
  }

  private Manifest whole(Inventory.Folder folder) throws Damaged {
    Manifest manifest;
    try {
      manifest = readTwice(folder.id());
    } catch (ManifestCodec.Rejected e) {
      throw new Damaged(e.reason());
    } catch (StorageFailure.NotFound e) {
      throw new Damaged("its manifest was deleted a moment ago");
    }
    if (!manifest.id().equals(folder.id())) {
      throw new Damaged("its manifest is that of checkpoint " + manifest.id());
    }
    for (Manifest.Part part : manifest.parts()) {
      Long size = folder.sizes().get(part.name());
      if (size == null) {
        throw new Damaged(part.name() + " is missing");
      }
      if (size != part.length()) {
        throw new Damaged(
            "%s has %d bytes, expected %d".formatted(part.name(), size, part.length()));
      }
    }
    return manifest;
  }

  /** What was spoiled on its way is not spoiled where it lies. */
  private Manifest readTwice(CheckpointId id) {
    try {
      return manifest(id);
    } catch (ManifestCodec.Rejected e) {
      return manifest(id);
    }
  }

  private static void requireVerified(Optional<String> problem) throws Damaged {
    if (problem.isPresent()) {
      throw new Damaged(problem.get());
    }
  }

  private static void requireSame(List<TensorSpec> stored, List<TensorSpec> wanted) throws Damaged {
    if (stored.equals(wanted)) {
      return;
    }
    for (int i = 0; i < Math.max(stored.size(), wanted.size()); i++) {
      String there = i < stored.size() ? stored.get(i).toString() : "nothing";
      String here = i < wanted.size() ? wanted.get(i).toString() : "nothing";
      if (!there.equals(here)) {
        throw new Damaged("its tensor %d is %s, the program has %s".formatted(i + 1, there, here));
      }
    }
  }
}
