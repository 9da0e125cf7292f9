package dev.keepstep.core.checkpoint.s3;

import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.List;

/** Buffers one after another as one stream, without a copy of the whole; their positions stay. */
final class BuffersInputStream extends InputStream {
  private final ArrayDeque<ByteBuffer> rest = new ArrayDeque<>();

  BuffersInputStream(List<ByteBuffer> buffers) {
    for (ByteBuffer buffer : buffers) {
      if (buffer.hasRemaining()) {
        rest.add(buffer.duplicate());
      }
    }
  }

  @Override
  public int read() {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] into, int from, int length) {
    ByteBuffer next = rest.peek();
    if (next == null) {
      return -1;
    }
    int count = Math.min(length, next.remaining());
    next.get(into, from, count);
    if (!next.hasRemaining()) {
      rest.remove();
    }
    return count;
  }
}
