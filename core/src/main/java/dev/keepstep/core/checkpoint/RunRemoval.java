package dev.keepstep.core.checkpoint;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Deletes all that a run left under its prefix: checkpoints, trail, result, claims and identity.
 * What the layout does not name is somebody else's and stays. A process that dies in between leaves
 * no checkpoint half there, and the next call goes on.
 */
public final class RunRemoval {
  private final ObjectStore store;
  private final CheckpointKeys keys;

  /** What became of it. */
  public sealed interface Outcome {
    /** Nothing of the run is left. */
    record Removed(long objects, long bytes) implements Outcome {}

    /**
     * Nothing was deleted: a later job goes on with this run, or has the prefix now.
     *
     * @param jobUid of that job
     */
    record TakenOver(String jobUid) implements Outcome {}
  }

  public RunRemoval(ObjectStore store, CheckpointKeys keys) {
    this.store = store;
    this.keys = keys;
  }

  /**
   * Deletes.
   *
   * @param jobUid of the job whose run is to go: if another job wrote last, nothing does
   */
  public Outcome remove(String jobUid) {
    Optional<String> other = takenOver(jobUid);
    if (other.isPresent()) {
      return new Outcome.TakenOver(other.get());
    }
    long objects = 0;
    long bytes = 0;
    for (ObjectStore.Listed object : inOrder()) {
      if (object.key().equals(keys.run()) && takenOver(jobUid).isPresent()) {
        break; // somebody has begun anew meanwhile; what was listed before was not theirs
      }
      store.delete(object.key());
      objects++;
      bytes += object.size();
    }
    return new Outcome.Removed(objects, bytes);
  }

  private Optional<String> takenOver(String jobUid) {
    Writers writers = new Writers(store, keys);
    return writers
        .highest()
        .map(number -> writers.info(number).jobUid())
        .filter(uid -> !uid.equals(jobUid));
  }

  /**
   * Manifests before parts, so that no checkpoint is ever half deleted; claims in ascending order
   * behind all that was written under them, since the highest says whose the run is.
   */
  private List<ObjectStore.Listed> inOrder() {
    List<ObjectStore.Listed> all = new ArrayList<>();
    List<ObjectStore.Listed> checkpoints =
        store.list(keys.checkpoints()).objects().stream()
            .filter(o -> keys.parseCheckpoint(o.key()).isPresent())
            .sorted(Comparator.comparing(o -> !o.key().endsWith("/manifest.json")))
            .toList();
    all.addAll(checkpoints);
    all.addAll(store.list(keys.trail()).objects());
    all.addAll(store.list(keys.result("")).objects());
    List<ObjectStore.Listed> writers = store.list(keys.writers()).objects();
    // a mark that outlived its claim would speak for the next writer of that number
    writers.stream().filter(o -> keys.parseLeft(o.key()).isPresent()).forEach(all::add);
    writers.stream().filter(o -> keys.parseWriter(o.key()).isPresent()).forEach(all::add);
    store.list(keys.run()).objects().stream()
        .filter(o -> o.key().equals(keys.run()))
        .forEach(all::add);
    return all;
  }
}
