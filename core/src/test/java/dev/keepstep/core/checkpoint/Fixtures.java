package dev.keepstep.core.checkpoint;

import dev.keepstep.core.proof.Envelope;
import dev.keepstep.core.tensor.DType;
import dev.keepstep.core.tensor.Tensor;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/** Small runs for tests: a state that is a function of the step. */
public final class Fixtures {
  public static final CheckpointKeys KEYS = new CheckpointKeys("team/run");

  public static final Envelope ENVELOPE =
      new Envelope(
          Envelope.PORTABLE,
          "linux-x86_64",
          1,
          Map.of("nd4j", "1.0.0-M2.1", "openblas", "0.3.19"),
          "sha256:1234",
          "mlp/1",
          Optional.empty(),
          Optional.empty());

  private Fixtures() {}

  public static RunIdentity identity(long seed) {
    return new RunIdentity(seed, 100, Map.of("batchSize", "64"), "mlp/1", "abcd", Optional.empty());
  }

  public static WriterInfo writer(int attempt, Optional<CheckpointId> from) {
    return new WriterInfo("uid-1", attempt, "node-a", "sha256:1234", ENVELOPE, from);
  }

  /** Three tensors, two of which share a part: 9 KiB, 4 KiB, none, 12 bytes. */
  public static List<Tensor> tensors() {
    List<Tensor> tensors = new ArrayList<>();
    tensors.add(tensor("layer.0", 9 << 8));
    tensors.add(tensor("layer.1", 1 << 10));
    tensors.add(tensor("empty", 0));
    tensors.add(tensor("adam", 3));
    return tensors;
  }

  private static Tensor tensor(String name, int floats) {
    return Tensor.of(
        name, DType.FLOAT32, List.of((long) floats), ByteBuffer.allocateDirect(floats * 4));
  }

  /** The state after a step. */
  public static List<Tensor> state(long step) {
    List<Tensor> tensors = tensors();
    SplittableRandom random = new SplittableRandom(step);
    for (Tensor tensor : tensors) {
      byte[] bytes = new byte[(int) tensor.data().byteSize()];
      random.nextBytes(bytes);
      tensor.bytes(0, bytes.length).put(bytes);
    }
    return tensors;
  }

  public static Snapshot snapshot(long step) {
    return new Snapshot(step, step / 10, state(step));
  }

  /** Parts one after another, of 8 KiB: two for the state above. */
  static CheckpointWriter writer(ObjectStore store, Writers.Claim claim) {
    return new CheckpointWriter(store, KEYS, claim, 1, 8 << 10);
  }

  /** An attempt's life up to its first commits: claims a number and commits these steps. */
  public static CheckpointWriter attempt(ObjectStore store, int attempt, long... steps) {
    Writers.Claim claim = new Writers(store, KEYS).claim(writer(attempt, Optional.empty()));
    CheckpointWriter writer = writer(store, claim);
    for (long step : steps) {
      writer.commit(snapshot(step));
    }
    return writer;
  }
}
