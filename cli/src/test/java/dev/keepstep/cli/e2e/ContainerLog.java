package dev.keepstep.cli.e2e;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One container's log as the kubelet's runtime writes it, read as it grows. Held open, so that it
 * can be read to its end after it was deleted or renamed.
 */
final class ContainerLog implements AutoCloseable {
  /** Time, stream, whether the line ends here (F) or goes on (P), and what was printed. */
  private static final Pattern CRI =
      Pattern.compile("^\\S+ (?:stdout|stderr) ([FP])\\S* (.*)$", Pattern.DOTALL);

  private static final int BLOCK = 1 << 16;

  private final FileChannel file;
  private final ByteArrayOutputStream record = new ByteArrayOutputStream();
  private final StringBuilder line = new StringBuilder();

  ContainerLog(Path path) throws IOException {
    file = FileChannel.open(path);
  }

  /** The lines that were written since the last call. */
  List<String> next() throws IOException {
    List<String> lines = new ArrayList<>();
    ByteBuffer block = ByteBuffer.allocate(BLOCK);
    while (file.read(block) > 0) {
      block.flip();
      while (block.hasRemaining()) {
        byte b = block.get();
        if (b != '\n') {
          record.write(b);
          continue;
        }
        if (take(record.toString(StandardCharsets.UTF_8))) {
          lines.add(line.toString());
          line.setLength(0);
        }
        record.reset();
      }
      block.clear();
    }
    return lines;
  }

  /** Adds what a record has to the line; says whether that is whole. */
  private boolean take(String written) {
    Matcher parts = CRI.matcher(written);
    if (!parts.matches()) {
      throw new IllegalStateException("no record of a container's log: " + written);
    }
    line.append(parts.group(2));
    return parts.group(1).equals("F");
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
