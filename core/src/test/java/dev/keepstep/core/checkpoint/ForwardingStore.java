package dev.keepstep.core.checkpoint;

import java.nio.ByteBuffer;
import java.util.List;

/** A store that passes everything on, to be changed in one verb. */
class ForwardingStore implements ObjectStore {
  private final ObjectStore store;

  ForwardingStore(ObjectStore store) {
    this.store = store;
  }

  @Override
  public byte[] get(String key) {
    return store.get(key);
  }

  @Override
  public void read(String key, long offset, ByteBuffer into) {
    store.read(key, offset, into);
  }

  @Override
  public Listing list(String prefix, String after) {
    return store.list(prefix, after);
  }

  @Override
  public void put(String key, List<ByteBuffer> body, String crc64nvme) {
    store.put(key, body, crc64nvme);
  }

  @Override
  public void putIfAbsent(String key, byte[] body) {
    store.putIfAbsent(key, body);
  }

  @Override
  public void delete(String key) {
    store.delete(key);
  }
}
