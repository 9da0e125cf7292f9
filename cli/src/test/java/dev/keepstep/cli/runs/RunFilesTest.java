package dev.keepstep.cli.runs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keepstep.core.checkpoint.ObjectStore;
import dev.keepstep.core.checkpoint.testing.InMemoryObjectStore;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RunFilesTest {
  private final ObjectStore store = new InMemoryObjectStore();

  private RunSummary summary(String digest) {
    TracesInBucket.write(store, digest);
    return new RunSummary("run", RunFiles.read(store, TracesInBucket.PREFIX), Optional.empty());
  }

  @Test
  void attemptsAreReadFromTheirTraces() {
    RunFiles files = summary("aaaaaaaa").files();
    assertThat(files.problems()).isEmpty();
    assertThat(files.writers()).extracting(WriterSeen::resumedAt).containsExactly(0L, 8L);
    assertThat(files.writers())
        .extracting(writer -> writer.lastStep().orElseThrow())
        .containsExactly(12L, 20L);
    assertThat(files.curves().loss()).hasSize(20);
    assertThat(files.curves().byWriter().get(2)).hasSize(12);
    assertThat(files.envelope()).containsEntry("versions.nd4j", "1.0");
  }

  @Test
  void theSentenceSaysHowFarItIsAndThatWhatWasDoneTwiceWasEqual() {
    RunSummary run = summary("aaaaaaaa");
    assertThat(run.good()).isTrue();
    assertThat(run.sentence())
        .startsWith("Under way: 20 of 20 steps after 2 attempts")
        .contains("equal, bit for bit (1 record compared, steps 12 to 12)");
  }

  @Test
  void bitsThatDifferAreTheVerdictWhateverElseIsSo() {
    RunSummary run = summary("bbbbbbbb");
    assertThat(run.good()).isFalse();
    assertThat(run.sentence()).startsWith("Different: attempts 1 and 2 both computed step 12");
  }

  @Test
  void theSharesOfTimeAddUpToAllOfIt() {
    RunFiles read = summary("aaaaaaaa").files();
    Instant start = Instant.parse("2026-01-02T12:00:00Z");
    List<WriterSeen> writers =
        List.of(
            at(read.writers().get(0), start, start.plusSeconds(3)),
            at(read.writers().get(1), start.plusSeconds(10), start.plusSeconds(14)));
    RunFiles files =
        new RunFiles(
            read.identity(),
            writers,
            read.curves(),
            read.trail(),
            read.checkpoints(),
            read.metrics(),
            List.of());
    TimeSpent time = TimeSpent.of(files, 20, 2000);
    // 20 steps of 0.1 s that count, 4 done twice, 7 s between, of 14 s
    assertThat(time.training()).isEqualTo(Duration.ofSeconds(2));
    assertThat(time.again()).isEqualTo(Duration.ofMillis(400));
    assertThat(time.between()).isEqualTo(Duration.ofSeconds(7));
    assertThat(time.total()).isEqualTo(Duration.ofSeconds(14));
    // a curve with every 4th step stands for four times its time, but for no more than there was
    TimeSpent thinned = TimeSpent.of(files, 20, 5);
    assertThat(thinned.training().plus(thinned.again())).isEqualTo(Duration.ofSeconds(7));
    assertThat(thinned.rest()).isZero();
  }

  private static WriterSeen at(WriterSeen writer, Instant from, Instant until) {
    return new WriterSeen(writer.number(), writer.info(), from, until, writer.lastStep());
  }

  @Test
  void aPrefixWithoutARunIsNoRun() {
    RunFiles files = RunFiles.read(store, "elsewhere");
    assertThat(files.identity()).isEmpty();
    assertThat(files.writers()).isEmpty();
    assertThat(TimeSpent.of(files, 1, 1).total()).isZero();
  }
}
