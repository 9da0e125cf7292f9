package dev.keepstep.core.checkpoint;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;

/**
 * The few verbs of object storage that the protocol needs. Every one may throw a {@link
 * StorageFailure}; after {@link StorageFailure.Unavailable} a write may or may not have happened.
 *
 * <p>A put is all or nothing: readers see the whole object or none of it. Reads see every write
 * that was answered before. S3 and its better copies give both. Safe for use by several threads.
 *
 * <p>There is no multipart upload among the verbs: parts are at most 64 MiB and are put in
 * parallel, so there is nothing half-uploaded that could be left behind.
 */
public interface ObjectStore extends AutoCloseable {
  /**
   * An object as a listing tells it.
   *
   * @param modified by the store's clock
   */
  record Listed(String key, long size, Instant modified) {}

  /**
   * @param objects by key, ascending
   * @param at the store's clock when it answered
   */
  record Listing(List<Listed> objects, Instant at) {
    public Listing {
      objects = List.copyOf(objects);
    }

    public List<String> keys() {
      return objects.stream().map(Listed::key).toList();
    }
  }

  /** A whole object that fits in memory. */
  byte[] get(String key);

  /**
   * Bytes from an offset, as many as remain in the buffer, whose position moves to its limit.
   *
   * @throws StorageFailure.NotFound if there is no such object, or it ends before
   */
  void read(String key, long offset, ByteBuffer into);

  /** Everything under a prefix. */
  default Listing list(String prefix) {
    return list(prefix, "");
  }

  /** Everything under a prefix whose key comes after one; {@code ""}: everything. */
  Listing list(String prefix, String after);

  /**
   * Creates or replaces an object from the buffers one after another; their positions stay.
   *
   * @param crc64nvme of the whole, as {@link Crc64Nvme#base64} gives it; the store refuses the
   *     object if what arrives has another
   */
  void put(String key, List<ByteBuffer> body, String crc64nvme);

  /** Creates or replaces an object. */
  default void put(String key, byte[] body) {
    ByteBuffer bytes = ByteBuffer.wrap(body);
    put(key, List.of(bytes), new Crc64Nvme().update(bytes).base64());
  }

  /**
   * Creates an object unless the key is taken.
   *
   * @throws StorageFailure.PreconditionFailed if it is taken, perhaps by an earlier try of this
   *     very call whose answer was lost: {@link Once} tells these apart
   */
  void putIfAbsent(String key, byte[] body);

  /** Deletes an object; it is no error if there is none. */
  void delete(String key);

  @Override
  default void close() {}
}
