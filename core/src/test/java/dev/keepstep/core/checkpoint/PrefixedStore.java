package dev.keepstep.core.checkpoint;

import java.nio.ByteBuffer;
import java.util.List;

/** A part of a store that looks like a whole one: every test its own, on one server. */
public final class PrefixedStore implements ObjectStore {
  private final ObjectStore store;
  private final String prefix;

  /**
   * @param prefix ends in a slash
   */
  public PrefixedStore(ObjectStore store, String prefix) {
    this.store = store;
    this.prefix = prefix;
  }

  @Override
  public byte[] get(String key) {
    return store.get(prefix + key);
  }

  @Override
  public void read(String key, long offset, ByteBuffer into) {
    store.read(prefix + key, offset, into);
  }

  @Override
  public Listing list(String under, String after) {
    Listing listing = store.list(prefix + under, after.isEmpty() ? "" : prefix + after);
    return new Listing(
        listing.objects().stream()
            .map(o -> new Listed(o.key().substring(prefix.length()), o.size(), o.modified()))
            .toList(),
        listing.at());
  }

  @Override
  public void put(String key, List<ByteBuffer> body, String crc64nvme) {
    store.put(prefix + key, body, crc64nvme);
  }

  @Override
  public void putIfAbsent(String key, byte[] body) {
    store.putIfAbsent(prefix + key, body);
  }

  @Override
  public void delete(String key) {
    store.delete(prefix + key);
  }
}
