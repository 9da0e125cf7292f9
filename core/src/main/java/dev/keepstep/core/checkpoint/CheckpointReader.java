package dev.keepstep.core.checkpoint;

import dev.keepstep.core.checkpoint.Manifest.Chunk;
import dev.keepstep.core.checkpoint.Manifest.StoredTensor;
import dev.keepstep.core.checkpoint.RestoreOutcome.Nothing;
import dev.keepstep.core.checkpoint.RestoreOutcome.Restored;
import dev.keepstep.core.checkpoint.RestoreOutcome.Skipped;
import dev.keepstep.core.proof.Fingerprint;
import dev.keepstep.core.proof.Sha256;
import dev.keepstep.core.tensor.Tensor;
import dev.keepstep.core.tensor.TensorSpec;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
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

  private static final long RANGE = 16L << 20;
  private static final int LOOKS = 10;
  private static final String QUARANTINED = "it is quarantined";

  /** Chunks in memory at the same time while verifying, of up to 64 MiB each. */
  private static final int VERIFYING = 4;

  private final ObjectStore store;
  private final CheckpointKeys keys;
  private final int parallel;

  public CheckpointReader(ObjectStore store, CheckpointKeys keys) {
    this(store, keys, PARALLEL);
  }

  /**
   * @param parallel reads in flight at the same time, at least 1
   */
  public CheckpointReader(ObjectStore store, CheckpointKeys keys, int parallel) {
    this.store = store;
    this.keys = keys;
    this.parallel = parallel;
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
        fill(manifest, targets);
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
        return verify(sound(folder), read);
      } catch (Damaged e) {
        return Optional.of(e.reason);
      }
    }
    return Optional.of("there is no such checkpoint");
  }

  private Optional<String> verify(Manifest manifest, LongConsumer read) {
    record Piece(StoredTensor tensor, Chunk chunk) {}
    List<Piece> pieces =
        manifest.tensors().stream()
            .flatMap(tensor -> tensor.chunks().stream().map(chunk -> new Piece(tensor, chunk)))
            .toList();
    return Parallel.map(
            Math.min(parallel, VERIFYING),
            pieces,
            piece -> {
              Optional<String> problem = verify(manifest, piece.tensor(), piece.chunk());
              read.accept(piece.chunk().length());
              return problem;
            })
        .stream()
        .flatMap(Optional::stream)
        .findFirst();
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
      manifest = manifest(folder.id());
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

  private record Range(Chunk chunk, String key, ByteBuffer into, long offset) {}

  private record Filled(TensorSpec spec, Chunk chunk, ByteBuffer bytes) {}

  private void fill(Manifest manifest, List<Tensor> targets) throws Damaged {
    List<Range> ranges = new ArrayList<>();
    List<Filled> chunks = new ArrayList<>();
    for (int i = 0; i < targets.size(); i++) {
      Tensor target = targets.get(i);
      List<Chunk> stored = manifest.tensors().get(i).chunks();
      for (int c = 0; c < stored.size(); c++) {
        Chunk chunk = stored.get(c);
        String key = keys.part(manifest.id(), chunk.part());
        long at = c * Fingerprint.CHUNK;
        chunks.add(new Filled(target.spec(), chunk, target.bytes(at, chunk.length())));
        for (long from = 0; from < chunk.length(); from += RANGE) {
          long length = Math.min(RANGE, chunk.length() - from);
          ranges.add(new Range(chunk, key, target.bytes(at + from, length), chunk.offset() + from));
        }
      }
    }
    Optional<String> problem = firstProblem(ranges, this::read);
    if (problem.isEmpty()) {
      problem = firstProblem(chunks, filled -> check(manifest, filled));
    }
    if (problem.isPresent()) {
      throw new Damaged(problem.get());
    }
  }

  private <T> Optional<String> firstProblem(
      List<T> items, java.util.function.Function<T, Optional<String>> work) {
    return Parallel.map(parallel, items, work).stream().flatMap(Optional::stream).findFirst();
  }

  private Optional<String> read(Range range) {
    try {
      store.read(range.key(), range.offset(), range.into());
      return Optional.empty();
    } catch (StorageFailure.NotFound e) {
      return Optional.of(
          CheckpointKeys.partName(range.chunk().part()) + " is missing or was cut short");
    }
  }

  private static Optional<String> check(Manifest manifest, Filled filled) {
    String hash = Sha256.hex(filled.bytes());
    if (hash.equals(filled.chunk().sha256())) {
      return Optional.empty();
    }
    return Optional.of(
        "%s does not verify: tensor %s has SHA-256 %s, expected %s"
            .formatted(
                manifest.parts().get(filled.chunk().part()).name(),
                filled.spec().name(),
                hash,
                filled.chunk().sha256()));
  }

  private Optional<String> verify(Manifest manifest, StoredTensor tensor, Chunk chunk) {
    try (Arena arena = Arena.ofShared()) {
      ByteBuffer bytes = arena.allocate(chunk.length(), 64).asByteBuffer();
      return chunk(manifest, tensor.spec(), chunk, bytes);
    }
  }

  /**
   * Reads one chunk and checks it.
   *
   * @param into exactly as long as the chunk; its position stays
   * @return what is wrong with it; empty if it verifies
   */
  Optional<String> chunk(Manifest manifest, TensorSpec spec, Chunk chunk, ByteBuffer into) {
    String key = keys.part(manifest.id(), chunk.part());
    return read(new Range(chunk, key, into.duplicate(), chunk.offset()))
        .or(() -> check(manifest, new Filled(spec, chunk, into)));
  }
}
