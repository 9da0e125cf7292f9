package dev.keepstep.core.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keepstep.core.tensor.DType;
import dev.keepstep.core.tensor.Tensor;
import dev.keepstep.core.tensor.TensorSpec;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class FingerprintTest {
  private static Tensor tensor(String name, DType type, List<Long> shape) {
    ByteBuffer bytes = ByteBuffer.allocate((int) new TensorSpec(name, type, shape).byteLength());
    for (int i = 0; i < bytes.capacity(); i++) {
      bytes.put(i, (byte) i);
    }
    return Tensor.of(name, type, shape, bytes);
  }

  /** Frozen, and computed apart with Python's hashlib and struct from the documented form. */
  @Test
  void theRootIsTheDocumentedHash() {
    Fingerprint fingerprint =
        Fingerprint.take(
            List.of(
                tensor("größe", DType.FLOAT32, List.of(2L, 3L)),
                tensor("none", DType.INT64, List.of(0L))));

    assertThat(fingerprint.root())
        .isEqualTo("2efa52dac3568e2d6732ee16df4ef1a3f9b40edc5da8b45e6a7fff5350a07910");
  }

  @Test
  void aTensorAboveTheChunkHasSeveralAndDirectMemoryGivesTheSame() {
    long size = Fingerprint.CHUNK + 5;
    try (Arena arena = Arena.ofShared()) {
      Tensor direct =
          new Tensor(new TensorSpec("large", DType.UINT8, List.of(size)), arena.allocate(size));
      Tensor heap = Tensor.of("large", DType.UINT8, List.of(size), ByteBuffer.allocate((int) size));

      Fingerprint fingerprint = Fingerprint.take(List.of(direct));

      assertThat(fingerprint.tensors().getFirst().chunks()).hasSize(2);
      assertThat(fingerprint).isEqualTo(Fingerprint.take(List.of(heap)));
    }
  }

  @Test
  void whateverDiffersChangesItAndIsNamed() {
    Tensor a = tensor("a", DType.FLOAT32, List.of(4L));
    Tensor b = tensor("b", DType.FLOAT32, List.of(2L, 2L));
    Fingerprint base = Fingerprint.take(List.of(a, b));
    Tensor otherBits = tensor("b", DType.FLOAT32, List.of(2L, 2L));
    otherBits.bytes(15, 1).put((byte) 0);

    assertDiffers(base, List.of(a, otherBits), "b");
    assertDiffers(base, List.of(a, tensor("b", DType.FLOAT32, List.of(4L))), "b");
    assertDiffers(base, List.of(a, tensor("b", DType.INT32, List.of(2L, 2L))), "b");
    assertDiffers(base, List.of(a), "b");
    assertDiffers(base, List.of(a, b, tensor("c", DType.BOOL, List.of())), "c");
    assertDiffers(base, List.of(b, a)); // the order counts, though no tensor differs
  }

  private static void assertDiffers(Fingerprint base, List<Tensor> tensors, String... names) {
    Fingerprint other = Fingerprint.take(tensors);
    assertThat(other.root()).isNotEqualTo(base.root());
    assertThat(base.differingTensors(other)).containsExactly(names);
  }

  @Test
  void aRootThatIsNotItsTensorsIsRefused() {
    Fingerprint fingerprint = Fingerprint.take(List.of(tensor("a", DType.INT8, List.of(3L))));

    assertThatThrownBy(() -> new Fingerprint(List.of(), fingerprint.root()))
        .hasMessageContaining("its tensors give");
    assertThatThrownBy(
            () ->
                Fingerprint.take(
                    List.of(
                        tensor("a", DType.INT8, List.of()), tensor("a", DType.INT8, List.of()))))
        .hasMessage("two tensors are called a");
  }

  @Test
  void aDigestIsTheCrc32cOfAllBytesInOrder() {
    ByteBuffer digits = ByteBuffer.wrap("123456789".getBytes(StandardCharsets.US_ASCII));
    Tensor whole = Tensor.of("x", DType.INT8, List.of(9L), digits);
    Tensor head = Tensor.of("y", DType.INT8, List.of(4L), digits.slice(0, 4));
    Tensor tail = Tensor.of("z", DType.INT8, List.of(5L), digits.slice(4, 5));

    assertThat(Digest.of(List.of(whole))).isEqualTo("e3069283"); // RFC 3720's check value
    assertThat(Digest.of(List.of(head, tail))).isEqualTo("e3069283");
    assertThat(Digest.of(List.of(tail, head))).isNotEqualTo("e3069283");
  }
}
