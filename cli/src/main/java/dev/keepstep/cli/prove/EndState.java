package dev.keepstep.cli.prove;

import dev.keepstep.core.checkpoint.CheckpointKeys;
import dev.keepstep.core.checkpoint.CheckpointReader;
import dev.keepstep.core.checkpoint.Inventory;
import dev.keepstep.core.checkpoint.Manifest;
import dev.keepstep.core.checkpoint.ObjectStore;
import dev.keepstep.core.checkpoint.RestoreOutcome;
import dev.keepstep.core.json.Json;
import dev.keepstep.core.proof.BitDiff;
import dev.keepstep.core.tensor.Tensor;
import java.lang.foreign.Arena;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * All that a finished run has left: the bytes themselves, not their hashes.
 *
 * @param fingerprint of the last checkpoint
 * @param tensors parameters and updater state of the last checkpoint
 * @param model the file {@code model.zip}
 * @param metrics the file {@code metrics.json}
 */
record EndState(String fingerprint, List<Tensor> tensors, byte[] model, byte[] metrics) {
  /**
   * What differs between two of them, counted.
   *
   * @param parameters bits compared and bits that differ
   * @param updater the updater's state, likewise
   * @param model the model's file, likewise
   * @param metrics the metrics' file, likewise
   */
  record Difference(Bits parameters, Bits updater, Bits model, Bits metrics) {
    long differingBits() {
      return parameters.differing() + updater.differing() + model.differing() + metrics.differing();
    }
  }

  /** Bits that were compared, and how many of them differ. */
  record Bits(long compared, long differing) {}

  /** Names of the updater's tensors begin so; all others are parameters. */
  private static final String UPDATER = "adam.";

  /**
   * Reads it, verifying each byte of the checkpoint.
   *
   * @param steps at which the run was to end
   * @throws IllegalStateException if there is no such end
   */
  static EndState read(ObjectStore store, CheckpointKeys keys, long steps) {
    CheckpointReader reader = new CheckpointReader(store, keys);
    Manifest manifest =
        Inventory.of(store, keys).folders().stream()
            .filter(folder -> folder.committed() && folder.id().step() == steps)
            .findFirst()
            .map(folder -> reader.manifest(folder.id()))
            .orElseThrow(
                () ->
                    new IllegalStateException(
                        "%s has no checkpoint of step %d".formatted(keys.prefix(), steps)));
    Arena memory = Arena.ofAuto();
    List<Tensor> tensors =
        manifest.specs().stream()
            .map(spec -> new Tensor(spec, memory.allocate(spec.byteLength(), Long.BYTES)))
            .toList();
    if (!(reader.restore(tensors) instanceof RestoreOutcome.Restored restored)
        || restored.manifest().id().step() != steps) {
      throw new IllegalStateException(
          "%s: the checkpoint of step %d does not verify".formatted(keys.prefix(), steps));
    }
    return new EndState(
        restored.manifest().fingerprint(),
        tensors,
        store.get(keys.result("model.zip")),
        store.get(keys.result("metrics.json")));
  }

  Difference differenceFrom(EndState expected) {
    BitDiff diff = BitDiff.of(expected.tensors, tensors);
    return new Difference(
        sum(diff, of -> !of.spec().name().startsWith(UPDATER)),
        sum(diff, of -> of.spec().name().startsWith(UPDATER)),
        files(expected.model, model),
        files(expected.metrics, metrics));
  }

  /** The figures by name, as the trainer rounds them. */
  Map<String, String> figures() {
    Map<String, String> figures = new TreeMap<>();
    var all =
        Json.readObject(new String(metrics, StandardCharsets.UTF_8), "metrics").object("metrics");
    all.toMap().keySet().forEach(name -> figures.put(name, all.object(name).string("text")));
    return figures;
  }

  private static Bits sum(BitDiff diff, Predicate<BitDiff.Of> which) {
    List<BitDiff.Of> some = diff.tensors().stream().filter(which).toList();
    return new Bits(
        some.stream().mapToLong(BitDiff.Of::bits).sum(),
        some.stream().mapToLong(BitDiff.Of::differing).sum());
  }

  private static Bits files(byte[] expected, byte[] found) {
    return new Bits(
        8L * Math.max(expected.length, found.length), BitDiff.differingBits(expected, found));
  }
}
