package dev.keepstep.core.checkpoint;

import dev.keepstep.core.checkpoint.CommitOutcome.Committed;
import dev.keepstep.core.checkpoint.CommitOutcome.Diverged;
import dev.keepstep.core.checkpoint.CommitOutcome.Superseded;
import dev.keepstep.core.checkpoint.Manifest.Chunk;
import dev.keepstep.core.checkpoint.Manifest.Part;
import dev.keepstep.core.checkpoint.Manifest.StoredTensor;
import dev.keepstep.core.proof.Fingerprint;
import dev.keepstep.core.proof.Sha256;
import dev.keepstep.core.proof.TensorHash;
import dev.keepstep.core.tensor.Tensor;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Commits checkpoints under one writer's number: parts first, side by side, each hashed on the
 * thread that uploads it; the manifest last, only if there is none. A process that dies anywhere
 * before the manifest leaves no checkpoint and harms none.
 */
public final class CheckpointWriter {
  /** Parts in hand at the same time. */
  public static final int PARALLEL = 4;

  private final ObjectStore store;
  private final CheckpointKeys keys;
  private final Writers.Claim claim;
  private final Writers writers;
  private final int parallel;
  private final long partTarget;

  public CheckpointWriter(ObjectStore store, CheckpointKeys keys, Writers.Claim claim) {
    this(store, keys, claim, PARALLEL);
  }

  /**
   * @param parallel parts in hand at the same time, at least 1
   */
  public CheckpointWriter(
      ObjectStore store, CheckpointKeys keys, Writers.Claim claim, int parallel) {
    this(store, keys, claim, parallel, PartPlan.PART_TARGET);
  }

  CheckpointWriter(
      ObjectStore store, CheckpointKeys keys, Writers.Claim claim, int parallel, long partTarget) {
    this.partTarget = partTarget;
    this.store = store;
    this.keys = keys;
    this.claim = claim;
    this.writers = new Writers(store, keys);
    this.parallel = parallel;
  }

  public Writers.Claim claim() {
    return claim;
  }

  /**
   * Commits a snapshot. May be called again with the same snapshot after any {@link
   * StorageFailure}; what is there already is found.
   */
  public CommitOutcome commit(Snapshot snapshot) {
    Optional<Integer> above = writers.above(claim.number());
    if (above.isPresent()) {
      return new Superseded(above.get());
    }
    CheckpointId id = new CheckpointId(snapshot.step(), claim.number());
    Optional<Manifest> earlier = existing(id);
    if (earlier.isPresent()) {
      return again(snapshot, earlier.get());
    }
    List<Stored> parts =
        Parallel.map(
            parallel, numbered(PartPlan.of(snapshot.tensors(), partTarget)), p -> upload(id, p));
    Manifest manifest = manifest(id, snapshot, parts);
    above = writers.above(claim.number()); // the upload took its time
    if (above.isPresent()) {
      return new Superseded(above.get());
    }
    Optional<byte[]> there = Once.put(store, keys.manifest(id), ManifestCodec.write(manifest));
    if (there.isPresent()) {
      throw new StorageFailure.Refused(
          "%s was written by somebody else under this writer's number".formatted(keys.manifest(id)),
          null);
    }
    return compare(manifest);
  }

  private Optional<Manifest> existing(CheckpointId id) {
    try {
      return Optional.of(ManifestCodec.read(store.get(keys.manifest(id))));
    } catch (StorageFailure.NotFound e) {
      return Optional.empty();
    }
  }

  /** A committed checkpoint's parts are never written again, not even with what should be equal. */
  private CommitOutcome again(Snapshot snapshot, Manifest earlier) {
    Fingerprint ours = Fingerprint.take(snapshot.tensors());
    if (ours.root().equals(earlier.fingerprint())) {
      return compare(earlier);
    }
    return new Diverged(
        earlier.id(),
        ours.root(),
        earlier.id(),
        earlier.fingerprint(),
        ours.differingTensors(earlier.leaves()));
  }

  private record Numbered(int number, List<PartPlan.Piece> pieces) {}

  private record Stored(Part part, List<PartPlan.Piece> pieces, List<Chunk> chunks) {}

  private static List<Numbered> numbered(List<List<PartPlan.Piece>> parts) {
    return IntStream.range(0, parts.size()).mapToObj(i -> new Numbered(i, parts.get(i))).toList();
  }

  private Stored upload(CheckpointId id, Numbered part) {
    List<ByteBuffer> body = part.pieces().stream().map(PartPlan.Piece::bytes).toList();
    Crc64Nvme crc = new Crc64Nvme();
    List<Chunk> chunks = new ArrayList<>();
    long offset = 0;
    for (ByteBuffer bytes : body) {
      crc.update(bytes);
      chunks.add(new Chunk(part.number(), offset, bytes.remaining(), Sha256.hex(bytes)));
      offset += bytes.remaining();
    }
    store.put(keys.part(id, part.number()), body, crc.base64());
    return new Stored(
        new Part(CheckpointKeys.partName(part.number()), offset, crc.base64()),
        part.pieces(),
        chunks);
  }

  private Manifest manifest(CheckpointId id, Snapshot snapshot, List<Stored> parts) {
    List<List<Chunk>> chunks = new ArrayList<>();
    snapshot.tensors().forEach(tensor -> chunks.add(new ArrayList<>()));
    for (Stored part : parts) {
      for (int i = 0; i < part.pieces().size(); i++) {
        chunks.get(part.pieces().get(i).tensor()).add(part.chunks().get(i));
      }
    }
    List<StoredTensor> tensors = new ArrayList<>();
    List<TensorHash> hashes = new ArrayList<>();
    for (int i = 0; i < chunks.size(); i++) {
      Tensor tensor = snapshot.tensors().get(i);
      tensors.add(new StoredTensor(tensor.spec(), chunks.get(i)));
      hashes.add(tensors.getLast().hash());
    }
    return new Manifest(
        id,
        snapshot.epoch(),
        claim.info().resumedFrom(),
        claim.info().envelope(),
        Fingerprint.of(hashes).root(),
        parts.stream().map(Stored::part).toList(),
        tensors);
  }

  /**
   * With what other writers committed at the same step: a check of determinism that costs nothing.
   */
  private CommitOutcome compare(Manifest ours) {
    List<CheckpointId> agreeing = new ArrayList<>();
    String step = keys.checkpoints() + "%012d-".formatted(ours.id().step());
    for (String key : store.list(step).keys()) {
      Optional<CheckpointId> other =
          keys.parseCheckpoint(key)
              .filter(in -> in.name().equals("manifest.json") && !in.id().equals(ours.id()))
              .map(CheckpointKeys.InCheckpoint::id);
      if (other.isEmpty()) {
        continue;
      }
      Manifest theirs;
      try {
        theirs = ManifestCodec.read(store.get(key));
      } catch (ManifestCodec.Rejected | StorageFailure.NotFound e) {
        continue; // damaged or just deleted: says nothing about our bits, and restoring reports it
      }
      if (!theirs.fingerprint().equals(ours.fingerprint())) {
        return diverged(ours, theirs);
      }
      agreeing.add(other.get());
    }
    return new Committed(ours.id(), ours.fingerprint(), ours.bytes(), agreeing);
  }

  private static Diverged diverged(Manifest ours, Manifest theirs) {
    return new Diverged(
        ours.id(),
        ours.fingerprint(),
        theirs.id(),
        theirs.fingerprint(),
        ours.leaves().differingTensors(theirs.leaves()));
  }
}
