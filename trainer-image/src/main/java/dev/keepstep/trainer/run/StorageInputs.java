package dev.keepstep.trainer.run;

import dev.keepstep.core.checkpoint.ObjectStore;
import dev.keepstep.core.checkpoint.StorageFailure;
import dev.keepstep.trainer.spi.Inputs;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Files of mounted volumes, and objects of the server that keeps the job's checkpoints. */
final class StorageInputs implements Inputs {
  private static final Pattern OBJECT = Pattern.compile("s3://([^/]+)/(.+)");
  private static final int RANGE = 4 << 20;

  private final Function<String, ObjectStore> buckets;

  /**
   * @param buckets opens a bucket of the job's storage; each stream closes what it was given
   */
  StorageInputs(Function<String, ObjectStore> buckets) {
    this.buckets = buckets;
  }

  @Override
  public InputStream open(String parameter, String location, long maxBytes) throws IOException {
    Matcher object = OBJECT.matcher(location);
    if (object.matches()) {
      return object(parameter, location, object.group(1), object.group(2), maxBytes);
    }
    Path file = Path.of(location);
    if (!file.isAbsolute()) {
      throw wrong(parameter, location, "expected s3://bucket/key or the absolute path of a file");
    }
    if (!Files.isRegularFile(file)) {
      throw wrong(parameter, location, "there is no such file in the trainer's container");
    }
    requireSize(parameter, location, Files.size(file), maxBytes);
    return Files.newInputStream(file);
  }

  private InputStream object(
      String parameter, String location, String bucket, String key, long maxBytes) {
    ObjectStore store = buckets.apply(bucket);
    try {
      long size =
          store.list(key).objects().stream()
              .filter(listed -> listed.key().equals(key))
              .map(ObjectStore.Listed::size)
              .findFirst()
              .orElseThrow(() -> wrong(parameter, location, "there is no such object"));
      requireSize(parameter, location, size, maxBytes);
      return new Ranges(store, key, size);
    } catch (StorageFailure.NoSuchBucket e) {
      store.close();
      throw wrong(parameter, location, "there is no such bucket");
    } catch (RuntimeException e) {
      store.close();
      throw e;
    }
  }

  private static void requireSize(String parameter, String location, long size, long most) {
    if (size > most) {
      throw wrong(
          parameter, location, "it has %d bytes, and at most %d are read".formatted(size, most));
    }
  }

  private static IllegalArgumentException wrong(String parameter, String location, String why) {
    return new IllegalArgumentException(
        "spec.training.parameters.%s is \"%s\": %s".formatted(parameter, location, why));
  }

  /** An object a few megabytes at a time. */
  private static final class Ranges extends InputStream {
    private final ObjectStore store;
    private final String key;
    private final long size;
    private ByteBuffer some = ByteBuffer.allocate(0);
    private long at;

    Ranges(ObjectStore store, String key, long size) {
      this.store = store;
      this.key = key;
      this.size = size;
    }

    @Override
    public int read() {
      return more() ? some.get() & 0xFF : -1;
    }

    @Override
    public int read(byte[] into, int offset, int length) {
      if (length == 0) {
        return 0;
      }
      if (!more()) {
        return -1;
      }
      int count = Math.min(length, some.remaining());
      some.get(into, offset, count);
      return count;
    }

    private boolean more() {
      if (!some.hasRemaining() && at < size) {
        ByteBuffer next = ByteBuffer.allocate((int) Math.min(RANGE, size - at));
        store.read(key, at, next);
        at += next.capacity();
        some = next.flip();
      }
      return some.hasRemaining();
    }

    @Override
    public void close() {
      store.close();
    }
  }
}
