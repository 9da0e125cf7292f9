package dev.keepstep.core.checkpoint;

import static dev.keepstep.core.checkpoint.Fixtures.KEYS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keepstep.core.checkpoint.testing.InMemoryObjectStore;
import dev.keepstep.core.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class ManifestCodecTest {
  private static byte[] written() {
    InMemoryObjectStore store = new InMemoryObjectStore();
    Fixtures.attempt(store, 1, 10);
    return store.get(KEYS.manifest(new CheckpointId(10, 1)));
  }

  @Test
  void whatIsWrittenIsReadAndWrittenTheSame() {
    byte[] text = written();

    assertThat(ManifestCodec.write(ManifestCodec.read(text))).isEqualTo(text);
  }

  /** Every single bit, of some thousands. */
  @Test
  void noFlippedBitIsTakenForAManifest() {
    byte[] text = written();
    int refused = 0;
    for (int bit = 0; bit < text.length * 8; bit++) {
      byte[] flipped = text.clone();
      flipped[bit / 8] ^= (byte) (1 << bit % 8);
      try {
        ManifestCodec.read(flipped);
      } catch (ManifestCodec.Rejected e) {
        refused++;
      }
    }
    System.out.printf("flipped bits of a manifest refused: %d of %d%n", refused, text.length * 8);
    assertThat(refused).isEqualTo(text.length * 8);
  }

  @Test
  void noCutIsTakenForAManifest() {
    byte[] text = written();
    for (int length = 0; length < text.length; length++) {
      byte[] cut = java.util.Arrays.copyOf(text, length);
      assertThatThrownBy(() -> ManifestCodec.read(cut)).isInstanceOf(ManifestCodec.Rejected.class);
    }
  }

  /** Randomness is a function of seed and step: a checkpoint has none of it to keep. */
  @Test
  void itHoldsNoStateOfAnyGenerator() {
    Set<String> names = new TreeSet<>();
    collect(Json.read(new String(written(), StandardCharsets.UTF_8)), names);

    assertThat(names)
        .containsExactlyInAnyOrder(
            "format",
            "step",
            "epoch",
            "writer",
            "envelope",
            "fingerprint",
            "parts",
            "tensors",
            "sha256",
            "kernels",
            "classifier",
            "threads",
            "versions",
            "nd4j",
            "openblas",
            "image",
            "program",
            "name",
            "length",
            "crc64nvme",
            "dtype",
            "shape",
            "chunks",
            "part",
            "offset");
  }

  /** What version 1 wrote stays readable for ever; the file is frozen. */
  @Test
  void anOldManifestIsStillRead() throws IOException {
    byte[] old;
    try (InputStream in = getClass().getResourceAsStream("/manifests/v1.json")) {
      old = in.readAllBytes();
    }

    Manifest manifest = ManifestCodec.read(old);

    assertThat(manifest.id()).isEqualTo(new CheckpointId(10, 1));
    assertThat(manifest.specs()).hasSize(4);
    assertThat(written()).as("and is still what is written").isEqualTo(old);
  }

  private static void collect(Object value, Set<String> names) {
    switch (value) {
      case Map<?, ?> map ->
          map.forEach(
              (name, inner) -> {
                names.add((String) name);
                collect(inner, names);
              });
      case List<?> list -> list.forEach(inner -> collect(inner, names));
      case null, default -> {}
    }
  }
}
