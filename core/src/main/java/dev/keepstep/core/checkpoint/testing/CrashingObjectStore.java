package dev.keepstep.core.checkpoint.testing;

import dev.keepstep.core.checkpoint.ObjectStore;
import dev.keepstep.core.checkpoint.StorageFailure;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Another store, seen by a process that dies at its k-th write, before or after it took effect, or
 * whose answer to it is lost. Puts and deletes count, in the order in which they begin.
 */
public final class CrashingObjectStore implements ObjectStore {
  /** What happens at the chosen write. */
  public enum Fault {
    /** The process dies and the write was not done. */
    CRASH_BEFORE,
    /** The process dies and the write was done. */
    CRASH_AFTER,
    /** The write was done, and the process, which lives on, is told that storage is unavailable. */
    ANSWER_LOST
  }

  /** The process is dead: nothing may catch this but the test. */
  public static final class Crash extends Error {
    private static final long serialVersionUID = 1;

    Crash(String message) {
      super(message);
    }
  }

  private final ObjectStore store;
  private final int at;
  private final @Nullable Fault fault;
  private int writes;
  private boolean dead;

  private CrashingObjectStore(ObjectStore store, int at, @Nullable Fault fault) {
    this.store = store;
    this.at = at;
    this.fault = fault;
  }

  /** Counts writes and lets all through. */
  public static CrashingObjectStore counting(ObjectStore store) {
    return new CrashingObjectStore(store, 0, null);
  }

  /**
   * @param at which write, from 1
   */
  public static CrashingObjectStore failing(ObjectStore store, int at, Fault fault) {
    return new CrashingObjectStore(store, at, fault);
  }

  /** Puts and deletes begun so far. */
  public synchronized int writes() {
    return writes;
  }

  @Override
  public byte[] get(String key) {
    alive();
    return store.get(key);
  }

  @Override
  public void read(String key, long offset, ByteBuffer into) {
    alive();
    store.read(key, offset, into);
  }

  @Override
  public Listing list(String prefix, String after) {
    alive();
    return store.list(prefix, after);
  }

  @Override
  public void put(String key, List<ByteBuffer> body, String crc64nvme) {
    write("put " + key, () -> store.put(key, body, crc64nvme));
  }

  @Override
  public void putIfAbsent(String key, byte[] body) {
    write("put " + key, () -> store.putIfAbsent(key, body));
  }

  @Override
  public void delete(String key) {
    write("delete " + key, () -> store.delete(key));
  }

  private synchronized void write(String what, Runnable write) {
    alive();
    writes++;
    if (writes != at || fault == null) {
      write.run();
      return;
    }
    switch (fault) {
      case CRASH_BEFORE -> throw die(what);
      case CRASH_AFTER -> {
        write.run();
        throw die(what);
      }
      case ANSWER_LOST -> {
        write.run();
        throw new StorageFailure.Unavailable("the answer to \"" + what + "\" was lost", null);
      }
    }
  }

  private Crash die(String what) {
    dead = true;
    return new Crash("died at write " + writes + ", " + what);
  }

  private synchronized void alive() {
    if (dead) {
      throw new Crash("dead already");
    }
  }
}
