package dev.keepstep.core.checkpoint;

import dev.keepstep.core.checkpoint.testing.InMemoryObjectStore;

class InMemoryObjectStoreTest extends ObjectStoreContract {
  @Override
  protected ObjectStore store() {
    return new InMemoryObjectStore();
  }

  @Override
  protected String freshPrefix() {
    return "test/";
  }
}
