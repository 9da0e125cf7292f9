package dev.keepstep.core.proof;

import dev.keepstep.core.tensor.Tensor;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What parameters and updater state are, in 32 bytes: equal fingerprints mean equal names, types,
 * shapes and bits, in the same order. The leaves are kept, so that two that differ tell where.
 *
 * <p>The root is SHA-256 over: "keepstep-fingerprint/1" 0x00; the number of tensors; and for each
 * tensor its name and its type (UTF-8, each after its length), the number of dimensions, the
 * dimensions, the number of chunks and the chunks' SHA-256, 32 bytes each. Dimensions are 8 bytes,
 * all other numbers 4, big-endian. Chunks are hashed in parallel; the answer does not depend on it.
 */
public record Fingerprint(List<TensorHash> tensors, String root) {
  /** Bytes in a chunk: 64 MiB. */
  public static final long CHUNK = 64L << 20;

  private static final byte[] DOMAIN =
      "keepstep-fingerprint/1\0".getBytes(StandardCharsets.US_ASCII);

  public Fingerprint {
    tensors = List.copyOf(tensors);
    String expected = root(tensors);
    if (!root.equals(expected)) {
      throw new IllegalArgumentException(
          "fingerprint is %s, its tensors give %s".formatted(root, expected));
    }
  }

  /** From leaves that are known already. */
  public static Fingerprint of(List<TensorHash> tensors) {
    return new Fingerprint(tensors, root(tensors));
  }

  /** Of tensors in memory, in their order; hashes on all processors. */
  public static Fingerprint take(List<Tensor> tensors) {
    Tensor.requireUniqueNames(tensors);
    record Chunk(Tensor tensor, long from) {}
    List<Chunk> chunks =
        tensors.stream()
            .flatMap(
                tensor ->
                    Stream.iterate(0L, at -> at < tensor.data().byteSize(), at -> at + CHUNK)
                        .map(at -> new Chunk(tensor, at)))
            .toList();
    List<String> hashes =
        IntStream.range(0, chunks.size())
            .parallel()
            .mapToObj(i -> hash(chunks.get(i).tensor(), chunks.get(i).from()))
            .toList();
    List<TensorHash> leaves = new ArrayList<>();
    int next = 0;
    for (Tensor tensor : tensors) {
      int count = Math.toIntExact(Math.ceilDiv(tensor.data().byteSize(), CHUNK));
      leaves.add(new TensorHash(tensor.spec(), hashes.subList(next, next + count)));
      next += count;
    }
    return of(leaves);
  }

  /**
   * The names of the tensors that are not the same in both, in this one's order and then the
   * other's; empty if the fingerprints are equal or only the order differs.
   */
  public List<String> differingTensors(Fingerprint other) {
    List<String> names = new ArrayList<>();
    for (TensorHash tensor : tensors) {
      if (!other.tensors.contains(tensor)) {
        names.add(tensor.spec().name());
      }
    }
    for (TensorHash tensor : other.tensors) {
      if (!tensors.contains(tensor) && !names.contains(tensor.spec().name())) {
        names.add(tensor.spec().name());
      }
    }
    return names;
  }

  private static String hash(Tensor tensor, long from) {
    return Sha256.hex(tensor.bytes(from, Math.min(CHUNK, tensor.data().byteSize() - from)));
  }

  private static String root(List<TensorHash> tensors) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.write(DOMAIN);
      out.writeInt(tensors.size());
      for (TensorHash tensor : tensors) {
        writeText(out, tensor.spec().name());
        writeText(out, tensor.spec().dtype().text());
        out.writeInt(tensor.spec().shape().size());
        for (long length : tensor.spec().shape()) {
          out.writeLong(length);
        }
        out.writeInt(tensor.chunks().size());
        for (String chunk : tensor.chunks()) {
          out.write(HexFormat.of().parseHex(chunk));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e); // memory cannot fail to be written
    }
    return Sha256.hex(bytes.toByteArray());
  }

  private static void writeText(DataOutputStream out, String text) throws IOException {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    out.writeInt(utf8.length);
    out.write(utf8);
  }
}
