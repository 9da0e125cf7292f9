package dev.keepstep.operator.observe;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LastWordsTest {
  /** What JDK 25 prints; the kubelet keeps no more than the end of it. */
  private static final String CRASH =
      """
      step 12 of 2000, loss 1.234
      #
      # A fatal error has been detected by the Java Runtime Environment:
      #
      #  SIGSEGV (0xb) at pc=0x00007f1c2d0a1b2c, pid=1, tid=23
      #
      # JRE version: OpenJDK Runtime Environment Temurin-25 (25.0+36) (build 25+36-LTS)
      # Java VM: OpenJDK 64-Bit Server VM Temurin-25 (25+36-LTS, mixed mode, sharing, serial gc)
      # Problematic frame:
      # C  [libnd4jcpu.so+0x1a2b3c]  sd::Threads::parallel_for+0x1c
      #
      # No core dump will be written. Core dumps have been disabled.
      #
      # If you would like to submit a bug report, please visit:
      #   https://github.com/adoptium/adoptium-support/issues
      #
      """;

  @Test
  void a_crash_of_the_jvm_is_named_with_its_signal_and_its_place() {
    assertThat(LastWords.of(CRASH))
        .contains(
            "the JVM crashed: SIGSEGV (0xb) at pc=0x00007f1c2d0a1b2c, pid=1, tid=23, "
                + "C  [libnd4jcpu.so+0x1a2b3c]  sd::Threads::parallel_for+0x1c");
  }

  @Test
  void no_memory_for_the_jvm_is_named() {
    assertThat(
            LastWords.of(
                """
                # There is insufficient memory for the Java Runtime Environment to continue.
                # Native memory allocation (mmap) failed to map 67108864 bytes. Error detail: ...
                """))
        .hasValueSatisfying(said -> assertThat(said).contains("failed to map 67108864 bytes"));
  }

  @Test
  void of_any_other_program_the_last_line_is_told() {
    assertThat(LastWords.of("loading\nImportError: no module named torch\n\n"))
        .contains("ImportError: no module named torch");
    assertThat(LastWords.of("x".repeat(2000)).orElseThrow()).hasSize(300).endsWith("…");
    assertThat(LastWords.of(" \n")).isEmpty();
  }
}
