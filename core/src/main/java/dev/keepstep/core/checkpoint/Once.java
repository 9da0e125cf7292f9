package dev.keepstep.core.checkpoint;

import java.util.Arrays;
import java.util.Optional;

/**
 * A conditional put that knows its own earlier tries: when the answer to one was lost, the next
 * finds the key taken, by itself. So a body must be its writer's alone, by what it says or by a
 * token.
 */
final class Once {
  private Once() {}

  /**
   * Creates the object, or finds that it was.
   *
   * @return empty if the object now holds this body; otherwise what somebody else put there
   */
  static Optional<byte[]> put(ObjectStore store, String key, byte[] body) {
    try {
      store.putIfAbsent(key, body);
      return Optional.empty();
    } catch (StorageFailure.PreconditionFailed taken) {
      byte[] there = store.get(key);
      return Arrays.equals(there, body) ? Optional.empty() : Optional.of(there);
    }
  }
}
