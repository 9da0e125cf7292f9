package dev.keepstep.core.checkpoint.testing;

import dev.keepstep.core.checkpoint.Crc64Nvme;
import dev.keepstep.core.checkpoint.ObjectStore;
import dev.keepstep.core.checkpoint.StorageFailure;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * An object store in memory with S3's semantics: atomic puts, strong reads, a clock of its own,
 * which stands still until a test moves it.
 */
public final class InMemoryObjectStore implements ObjectStore {
  private record Stored(byte[] bytes, Instant modified) {}

  private final TreeMap<String, Stored> objects = new TreeMap<>();
  private Instant clock = Instant.parse("2026-01-01T00:00:00Z");

  /** Moves the store's clock. */
  public synchronized void advance(Duration time) {
    clock = clock.plus(time);
  }

  /** Everything, for comparison. */
  public synchronized Map<String, byte[]> contents() {
    Map<String, byte[]> copy = new TreeMap<>();
    objects.forEach((key, stored) -> copy.put(key, stored.bytes().clone()));
    return copy;
  }

  @Override
  public synchronized byte[] get(String key) {
    return stored(key).bytes().clone();
  }

  @Override
  public synchronized void read(String key, long offset, ByteBuffer into) {
    byte[] bytes = stored(key).bytes();
    if (offset + into.remaining() > bytes.length) {
      throw new StorageFailure.NotFound(
          "%s has %d bytes, %d were asked for from %d"
              .formatted(key, bytes.length, into.remaining(), offset),
          null);
    }
    into.put(bytes, Math.toIntExact(offset), into.remaining());
  }

  @Override
  public synchronized Listing list(String prefix, String after) {
    List<Listed> listed =
        objects.entrySet().stream()
            .filter(e -> e.getKey().startsWith(prefix) && e.getKey().compareTo(after) > 0)
            .map(e -> new Listed(e.getKey(), e.getValue().bytes().length, e.getValue().modified()))
            .toList();
    return new Listing(listed, clock);
  }

  @Override
  public synchronized void put(String key, List<ByteBuffer> body, String crc64nvme) {
    ByteBuffer all =
        ByteBuffer.allocate(
            body.stream().mapToInt(ByteBuffer::remaining).reduce(0, Math::addExact));
    body.forEach(part -> all.put(part.duplicate()));
    if (!new Crc64Nvme().update(all.flip()).base64().equals(crc64nvme)) {
      throw new StorageFailure.Refused("what arrived of " + key + " has another checksum", null);
    }
    objects.put(key, new Stored(all.array(), clock));
  }

  @Override
  public synchronized void putIfAbsent(String key, byte[] body) {
    if (objects.containsKey(key)) {
      throw new StorageFailure.PreconditionFailed(key + " exists already", null);
    }
    objects.put(key, new Stored(body.clone(), clock));
  }

  @Override
  public synchronized void delete(String key) {
    objects.remove(key);
  }

  private Stored stored(String key) {
    Stored stored = objects.get(key);
    if (stored == null) {
      throw new StorageFailure.NotFound("there is no object " + key, null);
    }
    return stored;
  }
}
