package dev.keepstep.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keepstep.localcluster.logs.Declared;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OperatorPodLogsTest {
  private static final String INFO =
      "2026-01-01T00:00:00.000Z INFO EventPublisher - e1-x/job Placed";
  private static final String WARN = "2026-01-01T00:00:00.000Z WARN Round - e1-x/job is odd";
  private static final List<Declared> ODD =
      List.of(new Declared(Pattern.compile("is odd$"), false));

  @TempDir Path pods;
  private OperatorPodLogs logs;

  @BeforeEach
  void follow() {
    logs = new OperatorPodLogs(pods, "keepstep-system");
  }

  @AfterEach
  void end() throws Exception {
    logs.close();
  }

  @Test
  void what_any_container_of_the_operator_warns_of_is_trouble_once() throws Exception {
    print("keepstep-system_keepstep-a_1/operator/0.log", full(INFO), full(WARN));
    print("keepstep-system_keepstep-a_1/operator/1.log", full(WARN));
    print("keepstep-system_keepstep-b_2/beside/0.log", full(WARN));
    print("e1-x_job-1-0_3/trainer/0.log", full(WARN));

    assertThat(logs.troubles("e1-x", List.of())).containsExactly(WARN, WARN, WARN);
    assertThat(logs.troubles("e2-y", List.of())).isEmpty();
  }

  @Test
  void what_a_test_declares_is_none_and_stays_none_where_it_speaks_of_that_test() throws Exception {
    Path log = print("keepstep-system_keepstep-a_1/operator/0.log", full(WARN));
    assertThat(logs.troubles("e1-x", ODD)).isEmpty();

    String other = WARN.replace("e1-x", "e2-y");
    append(log, full(WARN), full(other));
    assertThat(logs.troubles("e2-y", List.of())).containsExactly(other);
  }

  @Test
  void a_stack_trace_is_told_whole_and_a_long_line_is_put_together() throws Exception {
    print(
        "keepstep-system_keepstep-a_1/operator/0.log",
        "2026-01-01T00:00:00.000000001Z stdout P " + WARN.substring(0, 20),
        full(WARN.substring(20)),
        full("java.lang.IllegalStateException: odd"),
        full("\tat dev.keepstep.operator.Round.turn(Round.java:1)"),
        full(INFO));

    assertThat(logs.troubles("e1-x", ODD))
        .containsExactly(
            WARN
                + "\njava.lang.IllegalStateException: odd"
                + "\n\tat dev.keepstep.operator.Round.turn(Round.java:1)");
  }

  @Test
  void a_pod_that_was_killed_is_read_to_its_end() throws Exception {
    Path log = print("keepstep-system_keepstep-a_1/operator/0.log", full(INFO));
    Awaitility.await().until(() -> held(log));
    append(log, full(WARN));
    Files.delete(log);
    Files.delete(log.getParent());

    assertThat(logs.troubles("e1-x", List.of())).containsExactly(WARN);
  }

  @Test
  void a_log_that_got_another_name_is_read_once() throws Exception {
    Path log = print("keepstep-system_keepstep-a_1/operator/0.log", full(WARN));
    Awaitility.await().until(() -> held(log));
    Files.move(log, log.resolveSibling("0.log.20260101-000000"));
    print("keepstep-system_keepstep-a_1/operator/0.log", full(INFO), full(WARN));

    assertThat(logs.troubles("e1-x", List.of())).hasSize(2);
  }

  @Test
  void no_log_at_all_is_no_good_log() {
    assertThatThrownBy(() -> logs.troubles("e1-x", List.of()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(pods.toString());
  }

  /** As the runtime writes a line that was printed whole. */
  private static String full(String line) {
    return "2026-01-01T00:00:00.000000001Z stdout F " + line;
  }

  private Path print(String file, String... records) throws IOException {
    Path log = pods.resolve(file);
    Files.createDirectories(log.getParent());
    Files.createFile(log);
    append(log, records);
    return log;
  }

  private static void append(Path log, String... records) throws IOException {
    Files.write(log, List.of(records), StandardOpenOption.APPEND);
  }

  /** Whether this process has the file open. */
  private static boolean held(Path file) throws IOException {
    try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
      return open.anyMatch(
          fd -> {
            try {
              return Files.readSymbolicLink(fd).equals(file);
            } catch (IOException e) {
              return false; // closed while we looked
            }
          });
    }
  }
}
