package dev.keepstep.core.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class CheckpointKeysTest {
  private static final CheckpointKeys KEYS = new CheckpointKeys("ns/job");

  /** Frozen: other programs read these. */
  @Test
  void theLayoutIsFixed() {
    CheckpointId id = new CheckpointId(300, 2);

    assertThat(KEYS.run()).isEqualTo("ns/job/run.json");
    assertThat(KEYS.writer(2)).isEqualTo("ns/job/writers/000002.json");
    assertThat(KEYS.part(id, 7)).isEqualTo("ns/job/checkpoints/000000000300-000002/part-00007");
    assertThat(KEYS.manifest(id)).isEqualTo("ns/job/checkpoints/000000000300-000002/manifest.json");
    assertThat(KEYS.quarantined(id))
        .isEqualTo("ns/job/checkpoints/000000000300-000002/quarantined.json");
    assertThat(KEYS.trail(2, 31)).isEqualTo("ns/job/trail/000002-000031.jsonl");
    assertThat(KEYS.result("model.zip")).isEqualTo("ns/job/result/model.zip");
    assertThat(new CheckpointKeys("").run()).isEqualTo("run.json");
  }

  @Property
  void keysAreReadBackAndSortLikeTheirNumbers(
      @ForAll @LongRange(max = 999_999_999_999L) long step,
      @ForAll @IntRange(min = 1, max = 999_999) int writer,
      @ForAll @LongRange(max = 999_999_999_999L) long otherStep) {
    CheckpointId id = new CheckpointId(step, writer);
    CheckpointId other = new CheckpointId(otherStep, 1);

    assertThat(KEYS.parseCheckpoint(KEYS.part(id, 3)))
        .contains(new CheckpointKeys.InCheckpoint(id, "part-00003"));
    assertThat(KEYS.parseWriter(KEYS.writer(writer))).contains(writer);
    assertThat(KEYS.parseTrail(KEYS.trail(writer, 4)))
        .contains(new CheckpointKeys.TrailFile(writer, 4));
    assertThat(Integer.signum(KEYS.folder(id).compareTo(KEYS.folder(other))))
        .isEqualTo(Integer.signum(id.compareTo(other)));
  }

  @Test
  void whatIsNotOursIsNotRead() {
    assertThat(KEYS.parseCheckpoint("ns/job/checkpoints/notes.txt")).isEmpty();
    assertThat(KEYS.parseCheckpoint("ns/job/checkpoints/000000000300-000000/x")).isEmpty();
    assertThat(KEYS.parseCheckpoint("ns/job2/checkpoints/000000000300-000002/x")).isEmpty();
    assertThat(KEYS.parseWriter("ns/job/writers/2.json")).isEmpty();
    assertThatThrownBy(() -> new CheckpointKeys("a/"))
        .hasMessage("prefix \"a/\" begins or ends with a slash: leave that out");
  }

  @Test
  void theChecksumIsCrc64Nvme() {
    byte[] digits = "123456789".getBytes(StandardCharsets.US_ASCII);
    ByteBuffer direct = ByteBuffer.allocateDirect(200_000);
    for (int i = 0; i < direct.capacity(); i++) {
      direct.put(i, (byte) (i * 31));
    }
    byte[] heap = new byte[direct.capacity()];
    direct.get(0, heap);

    assertThat(new Crc64Nvme().update(ByteBuffer.wrap(digits)).value())
        .isEqualTo(0xAE8B14860A799888L);
    assertThat(new Crc64Nvme().update(direct).base64())
        .as("direct or heap, in one piece or two")
        .isEqualTo(
            new Crc64Nvme()
                .update(ByteBuffer.wrap(heap, 0, 77))
                .update(ByteBuffer.wrap(heap, 77, heap.length - 77))
                .base64());
  }
}
