package dev.keepstep.core.checkpoint;

import dev.keepstep.core.checkpoint.Manifest.Chunk;
import dev.keepstep.core.checkpoint.Manifest.StoredTensor;
import dev.keepstep.core.proof.Fingerprint;
import dev.keepstep.core.proof.Sha256;
import dev.keepstep.core.tensor.Tensor;
import dev.keepstep.core.tensor.TensorSpec;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongConsumer;

/** Reads parts in ranges, side by side, and compares what came with the manifest's hashes. */
final class ChunkReads {
  private static final long RANGE = 16L << 20;

  /** Chunks in memory at the same time while verifying, of up to 64 MiB each. */
  private static final int VERIFYING = 4;

  private final ObjectStore store;
  private final CheckpointKeys keys;
  private final int parallel;

  ChunkReads(ObjectStore store, CheckpointKeys keys, int parallel) {
    this.store = store;
    this.keys = keys;
    this.parallel = parallel;
  }

  /**
   * Reads all chunks and keeps none.
   *
   * @param read told the bytes of each that was read, from several threads
   * @return what is wrong; empty if every byte verifies
   */
  Optional<String> verify(Manifest manifest, LongConsumer read) {
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

  private record Range(Chunk chunk, String key, ByteBuffer into, long offset) {}

  private record Filled(TensorSpec spec, Chunk chunk, ByteBuffer bytes) {}

  /**
   * Reads a checkpoint's bytes into tensors of the same specs and compares every chunk's SHA-256.
   *
   * @return what is wrong; empty if every byte verifies
   */
  Optional<String> fill(Manifest manifest, List<Tensor> targets) {
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
      problem = firstProblem(chunks, filled -> sound(manifest, filled));
    }
    return problem;
  }

  private <T> Optional<String> firstProblem(List<T> items, Function<T, Optional<String>> work) {
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
        .or(() -> sound(manifest, new Filled(spec, chunk, into)));
  }

  /** What was spoiled on its way is not spoiled where it lies: a second look tells these apart. */
  private Optional<String> sound(Manifest manifest, Filled filled) {
    if (check(manifest, filled).isEmpty()) {
      return Optional.empty();
    }
    Chunk chunk = filled.chunk();
    String key = keys.part(manifest.id(), chunk.part());
    return read(new Range(chunk, key, filled.bytes().duplicate(), chunk.offset()))
        .or(() -> check(manifest, filled));
  }
}
