package dev.keepstep.trainer.determinism;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.memory.deallocation.DeallocatorService;
import org.nd4j.linalg.factory.Nd4j;

/** In a process of its own: what it is about takes the whole process with it. */
class HeldBuffersTest {
  /** Without the held buffers a process came through some hundreds of steps at most. */
  private static final int STEPS = 1500;

  @TempDir Path folder;

  @Test
  void a_second_one_takes_no_place_of_the_first() {
    HeldBuffers.install();
    DeallocatorService first = Nd4j.getDeallocatorService();
    HeldBuffers.install();
    assertThat(Nd4j.getDeallocatorService()).isInstanceOf(HeldBuffers.class).isSameAs(first);
  }

  @Test
  void collections_in_the_middle_of_steps_free_nothing_that_is_in_use()
      throws IOException, InterruptedException {
    ProcessBuilder child =
        new ProcessBuilder(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-Xmx48m",
                "-XX:+UseSerialGC",
                "-XX:ErrorFile=" + folder.resolve("crash.log"),
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=error",
                "-cp",
                System.getProperty("java.class.path"),
                StepsUnderCollections.class.getName(),
                "held",
                Integer.toString(STEPS)));
    child.environment().put("OMP_NUM_THREADS", "1");
    child.environment().put("OPENBLAS_NUM_THREADS", "1");
    Process process = child.redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    assertThat(said).contains("done");
  }
}
