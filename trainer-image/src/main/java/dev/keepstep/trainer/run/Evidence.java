package dev.keepstep.trainer.run;

import dev.keepstep.core.checkpoint.CheckpointKeys;
import dev.keepstep.core.checkpoint.CommitOutcome;
import dev.keepstep.core.checkpoint.ObjectStore;
import dev.keepstep.core.checkpoint.StorageFailure;
import dev.keepstep.core.checkpoint.Writers;
import dev.keepstep.core.json.Json;
import dev.keepstep.core.json.JsonException;
import dev.keepstep.core.proof.Envelope;
import dev.keepstep.core.proof.TrailEntry;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What is to be known of steps that gave other bits than before: which step, which tensor, and both
 * envelopes. Said in one sentence, and left in full beside the trail.
 *
 * @param writer this attempt's number
 * @param envelope this attempt's
 * @param tensors names of the parameters, in the order of the digests
 */
record Evidence(
    ObjectStore store, CheckpointKeys keys, int writer, Envelope envelope, List<String> tensors) {
  private static final String FORMAT = "keepstep-mismatch/1";

  Evidence {
    tensors = List.copyOf(tensors);
  }

  /** Of a step whose digest or fingerprint is another. */
  String of(TrailEntry expected, TrailEntry found) {
    OptionalInt apart = expected.firstTensorApart(found);
    List<String> names =
        apart.isPresent() && apart.getAsInt() < tensors.size()
            ? List.of(tensors.get(apart.getAsInt()))
            : List.of();
    return tell(
        "step %d has %s %s, writer %d had %s%s"
            .formatted(
                found.step(),
                found.kind().text(),
                found.value(),
                expected.writer(),
                expected.value(),
                names.isEmpty() ? "" : "; " + names.getFirst() + " is the first tensor to differ"),
        found.step(),
        names,
        expected.writer(),
        expected.value(),
        found.value());
  }

  /** Of two writers' checkpoints of one step. */
  String of(CommitOutcome.Diverged diverged) {
    return tell(
        "checkpoint %s has other bits than %s in %s"
            .formatted(diverged.id(), diverged.other(), String.join(", ", diverged.tensors())),
        diverged.id().step(),
        diverged.tensors(),
        diverged.other().writer(),
        diverged.otherFingerprint(),
        diverged.fingerprint());
  }

  private String tell(
      String what, long step, List<String> names, int other, String expected, String found) {
    Optional<Envelope> theirs = envelopeOf(other);
    leave(step, names, other, expected, found, theirs);
    return what + "; " + envelopes(theirs);
  }

  private String envelopes(Optional<Envelope> theirs) {
    if (theirs.isEmpty()) {
      return "its envelope is not known";
    }
    List<Envelope.Difference> differences = theirs.get().differences(envelope);
    return differences.isEmpty()
        ? "both have the same envelope"
        : "envelope: "
            + differences.stream()
                .map(Envelope.Difference::toString)
                .collect(Collectors.joining(", "));
  }

  private Optional<Envelope> envelopeOf(int other) {
    try {
      return Optional.of(new Writers(store, keys).info(other).envelope());
    } catch (StorageFailure | JsonException e) {
      return Optional.empty(); // what was found is worth telling without it
    }
  }

  private void leave(
      long step,
      List<String> names,
      int other,
      String expected,
      String found,
      Optional<Envelope> theirs) {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    map.put("format", FORMAT);
    map.put("step", step);
    map.put("tensors", names);
    map.put("expected", side(other, expected, theirs));
    map.put("found", side(writer, found, Optional.of(envelope)));
    try {
      store.put(keys.mismatch(writer), Json.writePretty(map).getBytes(StandardCharsets.UTF_8));
    } catch (StorageFailure e) {
      // the sentence is said all the same
    }
  }

  private static Map<String, @Nullable Object> side(
      int number, String value, Optional<Envelope> envelope) {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    map.put("writer", number);
    map.put("value", value);
    map.put("envelope", envelope.map(Envelope::toJson).orElse(null));
    return map;
  }
}
