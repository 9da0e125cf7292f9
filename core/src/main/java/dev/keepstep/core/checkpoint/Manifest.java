package dev.keepstep.core.checkpoint;

import dev.keepstep.core.proof.Envelope;
import dev.keepstep.core.proof.Fingerprint;
import dev.keepstep.core.proof.TensorHash;
import dev.keepstep.core.tensor.TensorSpec;
import java.util.List;
import java.util.Optional;

/**
 * What a checkpoint consists of. A checkpoint exists when its manifest does. It holds no state of
 * any generator of random numbers, because none is needed.
 *
 * @param id the step and the writer, as the folder says
 * @param epoch passes over the data that were begun before the next step, from 0
 * @param parent the checkpoint that the writer's attempt began from; empty: from step 0
 * @param envelope what the bits depend on besides code, data and seed
 * @param fingerprint root over the tensors
 * @param parts the objects that hold the bytes, in order
 * @param tensors what the bytes mean, in the order of the fingerprint
 */
public record Manifest(
    CheckpointId id,
    long epoch,
    Optional<CheckpointId> parent,
    Envelope envelope,
    String fingerprint,
    List<Part> parts,
    List<StoredTensor> tensors) {

  /**
   * One object.
   *
   * @param crc64nvme Base64, as S3 keeps it
   */
  public record Part(String name, long length, String crc64nvme) {}

  /** A tensor and where its chunks are. */
  public record StoredTensor(TensorSpec spec, List<Chunk> chunks) {
    public StoredTensor {
      chunks = List.copyOf(chunks);
    }

    TensorHash hash() {
      return new TensorHash(spec, chunks.stream().map(Chunk::sha256).toList());
    }
  }

  /**
   * At most 64 MiB of a tensor, all of it in one part.
   *
   * @param part index into the parts
   * @param offset in the part, in bytes
   */
  public record Chunk(int part, long offset, long length, String sha256) {}

  public Manifest {
    parts = List.copyOf(parts);
    tensors = List.copyOf(tensors);
    if (epoch < 0) {
      throw new IllegalArgumentException("manifest.epoch is " + epoch + ", expected 0 or more");
    }
    if (tensors.stream().map(t -> t.spec().name()).distinct().count() != tensors.size()) {
      throw new IllegalArgumentException("manifest: two tensors have the same name");
    }
    for (int i = 0; i < parts.size(); i++) {
      if (!parts.get(i).name().equals(CheckpointKeys.partName(i))) {
        throw new IllegalArgumentException(
            "manifest.parts[%d].name is \"%s\"".formatted(i, parts.get(i).name()));
      }
    }
    for (StoredTensor tensor : tensors) {
      check(tensor, parts);
    }
    String expected = Fingerprint.of(tensors.stream().map(StoredTensor::hash).toList()).root();
    if (!fingerprint.equals(expected)) {
      throw new IllegalArgumentException(
          "manifest.fingerprint is %s, its tensors give %s".formatted(fingerprint, expected));
    }
  }

  private static void check(StoredTensor tensor, List<Part> parts) {
    long rest = tensor.spec().byteLength();
    for (Chunk chunk : tensor.chunks()) {
      if (chunk.length() != Math.min(rest, Fingerprint.CHUNK)
          || chunk.part() < 0
          || chunk.part() >= parts.size()
          || chunk.offset() < 0
          || chunk.offset() > parts.get(chunk.part()).length() - chunk.length()) {
        throw new IllegalArgumentException(
            "manifest: tensor %s has a chunk that is not in its part: %s"
                .formatted(tensor.spec(), chunk));
      }
      rest -= chunk.length();
    }
    if (rest != 0) {
      throw new IllegalArgumentException(
          "manifest: the chunks of tensor %s lack %d bytes".formatted(tensor.spec(), rest));
    }
  }

  /** The leaves and the root. */
  public Fingerprint leaves() {
    return Fingerprint.of(tensors.stream().map(StoredTensor::hash).toList());
  }

  public List<TensorSpec> specs() {
    return tensors.stream().map(StoredTensor::spec).toList();
  }

  /** Bytes of all parts. */
  public long bytes() {
    return parts.stream().mapToLong(Part::length).sum();
  }
}
