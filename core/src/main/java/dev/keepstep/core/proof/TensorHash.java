package dev.keepstep.core.proof;

import dev.keepstep.core.tensor.TensorSpec;
import java.util.List;

/**
 * A tensor by description and content: the leaves of a {@link Fingerprint}.
 *
 * @param chunks SHA-256 of each {@link Fingerprint#CHUNK} bytes in order, the last chunk shorter,
 *     64 lower-case hexadecimal digits each; none for a tensor without elements
 */
public record TensorHash(TensorSpec spec, List<String> chunks) {
  public TensorHash {
    chunks = List.copyOf(chunks);
    long expected = Math.ceilDiv(spec.byteLength(), Fingerprint.CHUNK);
    if (chunks.size() != expected) {
      throw new IllegalArgumentException(
          "tensor %s has %d chunk hashes, expected %d".formatted(spec, chunks.size(), expected));
    }
    for (String chunk : chunks) {
      if (!Sha256.isHex(chunk)) {
        throw new IllegalArgumentException(
            "tensor %s: \"%s\" is no SHA-256".formatted(spec, chunk));
      }
    }
  }
}
