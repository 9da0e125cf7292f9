package dev.keepstep.core.checkpoint;

import dev.keepstep.core.checkpoint.Manifest.Chunk;
import dev.keepstep.core.checkpoint.Manifest.StoredTensor;
import dev.keepstep.core.tensor.TensorSpec;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Where two checkpoints differ, tensor by tensor. Only chunks whose SHA-256 differ are read, so
 * that two of gigabytes that are equal cost two manifests.
 *
 * @param equal names of the tensors that are the same in both
 * @param differences the others, in the first one's order and then the second's
 */
public record CheckpointDiff(List<String> equal, List<Difference> differences) {

  /** One tensor that is not the same in both. */
  public sealed interface Difference {
    String name();

    /** Only one of the two has it. */
    record Missing(TensorSpec spec, boolean inFirst) implements Difference {
      @Override
      public String name() {
        return spec.name();
      }
    }

    /** Type or shape differ, so that there is nothing to compare. */
    record Reshaped(TensorSpec first, TensorSpec second) implements Difference {
      @Override
      public String name() {
        return first.name();
      }
    }

    /** Some elements differ. */
    record Values(TensorSpec spec, ElementDiff elements) implements Difference {
      @Override
      public String name() {
        return spec.name();
      }
    }
  }

  /** A checkpoint and where to read it. */
  public record Side(ObjectStore store, CheckpointKeys keys, Manifest manifest) {
    private ChunkReads reads() {
      return new ChunkReads(store, keys, 1);
    }
  }

  /** A chunk that was to be compared does not verify; the message says which and how. */
  public static final class DamagedChunk extends RuntimeException {
    private static final long serialVersionUID = 1;

    DamagedChunk(CheckpointId id, String reason) {
      super("checkpoint " + id + ": " + reason);
    }
  }

  public CheckpointDiff {
    equal = List.copyOf(equal);
    differences = List.copyOf(differences);
  }

  /** Whether every bit is the same. */
  public boolean identical() {
    return differences.isEmpty();
  }

  /**
   * Compares.
   *
   * @throws DamagedChunk if what differs cannot be read as it was written
   */
  public static CheckpointDiff of(Side first, Side second) {
    Map<String, StoredTensor> others = byName(second.manifest());
    Map<String, StoredTensor> ours = byName(first.manifest());
    List<String> equal = new ArrayList<>();
    List<Difference> differences = new ArrayList<>();
    for (StoredTensor tensor : first.manifest().tensors()) {
      StoredTensor other = others.get(tensor.spec().name());
      if (other == null) {
        differences.add(new Difference.Missing(tensor.spec(), true));
      } else if (!other.spec().equals(tensor.spec())) {
        differences.add(new Difference.Reshaped(tensor.spec(), other.spec()));
      } else if (other.hash().equals(tensor.hash())) {
        equal.add(tensor.spec().name());
      } else {
        differences.add(
            new Difference.Values(tensor.spec(), elements(first, tensor, second, other)));
      }
    }
    for (StoredTensor tensor : second.manifest().tensors()) {
      if (!ours.containsKey(tensor.spec().name())) {
        differences.add(new Difference.Missing(tensor.spec(), false));
      }
    }
    return new CheckpointDiff(equal, differences);
  }

  /** Chunks of equal tensors have equal lengths: both are cut every 64 MiB. */
  private static ElementDiff elements(Side first, StoredTensor a, Side second, StoredTensor b) {
    ElementDiff all = ElementDiff.NONE;
    long at = 0;
    for (int i = 0; i < a.chunks().size(); i++) {
      Chunk ours = a.chunks().get(i);
      Chunk theirs = b.chunks().get(i);
      if (!ours.sha256().equals(theirs.sha256())) {
        try (Arena arena = Arena.ofShared()) {
          ByteBuffer left = read(first, a.spec(), ours, arena);
          ByteBuffer right = read(second, b.spec(), theirs, arena);
          all =
              all.plus(
                  ElementDiff.of(a.spec().dtype(), left, right, at / a.spec().dtype().bytes()));
        }
      }
      at += ours.length();
    }
    return all;
  }

  private static ByteBuffer read(Side side, TensorSpec spec, Chunk chunk, Arena arena) {
    ByteBuffer bytes = arena.allocate(chunk.length(), 64).asByteBuffer();
    Optional<String> problem = side.reads().chunk(side.manifest(), spec, chunk, bytes);
    if (problem.isPresent()) {
      throw new DamagedChunk(side.manifest().id(), problem.get());
    }
    return bytes;
  }

  private static Map<String, StoredTensor> byName(Manifest manifest) {
    return manifest.tensors().stream()
        .collect(Collectors.toMap(tensor -> tensor.spec().name(), Function.identity()));
  }
}
