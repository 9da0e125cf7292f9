package dev.keepstep.cli.checkpoints;

import dev.keepstep.cli.UserError;
import dev.keepstep.core.checkpoint.CheckpointDiff;
import dev.keepstep.core.checkpoint.CheckpointId;
import dev.keepstep.core.checkpoint.CheckpointKeys;
import dev.keepstep.core.checkpoint.CheckpointReader;
import dev.keepstep.core.checkpoint.Inventory;
import dev.keepstep.core.checkpoint.Manifest;
import dev.keepstep.core.checkpoint.ManifestCodec;
import dev.keepstep.core.checkpoint.ObjectStore;
import dev.keepstep.core.contract.TrainerSpec;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A run whose bucket is open.
 *
 * @param place for people
 * @param storage as a trainer is told of it
 */
record OpenRun(ObjectStore store, CheckpointKeys keys, String place, TrainerSpec.Storage storage)
    implements AutoCloseable {
  private static final String LATEST = "latest";
  private static final Pattern NAME = Pattern.compile("([0-9]{1,12})(?:-([0-9]{1,6}))?");

  Inventory inventory() {
    return Inventory.of(store, keys);
  }

  CheckpointReader reader() {
    return new CheckpointReader(store, keys);
  }

  CheckpointDiff.Side side(CheckpointId id) {
    return new CheckpointDiff.Side(store, keys, manifest(id));
  }

  /** The manifest, or one sentence about why there is none to be relied on. */
  Manifest manifest(CheckpointId id) {
    try {
      return reader().manifest(id);
    } catch (ManifestCodec.Rejected e) {
      throw UserError.failed("checkpoint " + id + ": " + e.reason(), "choose another");
    }
  }

  /**
   * The checkpoint that a word means: {@code latest}, a step, or step and writer. Of one step the
   * highest writer's, as a restore takes it.
   */
  CheckpointId find(String word) {
    List<CheckpointId> there =
        inventory().folders().stream()
            .filter(Inventory.Folder::committed)
            .map(Inventory.Folder::id)
            .toList();
    if (there.isEmpty()) {
      throw UserError.failed(
          "there is no checkpoint under " + place,
          "check bucket and prefix, or wait for the first");
    }
    Optional<CheckpointId> found;
    Matcher name = NAME.matcher(word);
    if (word.equals(LATEST)) {
      found = there.stream().findFirst();
    } else if (name.matches()) {
      long step = Long.parseLong(name.group(1));
      Optional<Integer> writer = Optional.ofNullable(name.group(2)).map(Integer::parseInt);
      found =
          there.stream()
              .filter(id -> id.step() == step && writer.map(w -> w == id.writer()).orElse(true))
              .findFirst();
    } else {
      throw UserError.usage(
          "\"" + word + "\" is no checkpoint's name", "write a step (300), 300-2, or latest");
    }
    return found.orElseThrow(
        () ->
            UserError.failed(
                "there is no checkpoint %s under %s".formatted(word, place),
                "the newest is %s; keepstep checkpoints list shows all"
                    .formatted(shortName(there.getFirst()))));
  }

  /** As {@link #find} reads it: {@code 300-2}. */
  static String shortName(CheckpointId id) {
    return id.step() + "-" + id.writer();
  }

  @Override
  public void close() {
    store.close();
  }
}
