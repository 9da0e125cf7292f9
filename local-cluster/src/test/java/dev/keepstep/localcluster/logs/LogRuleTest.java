package dev.keepstep.localcluster.logs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class LogRuleTest {
  private static final String INFO = "2026-01-01T00:00:00.000Z INFO EventPublisher - ns/job Placed";
  private static final String WARN = "2026-01-01T00:00:00.000Z WARN Round - a node is odd";

  @Test
  void a_warning_is_trouble_unless_it_is_declared() {
    assertThat(LogRule.troubles(List.of(INFO, WARN), List.of())).containsExactly(WARN);
    assertThat(LogRule.troubles(List.of(INFO, WARN), declared("is odd$", false))).isEmpty();
    assertThat(LogRule.troubles(List.of("one: " + WARN), List.of())).hasSize(1);
  }

  @Test
  void a_stack_trace_is_trouble_unless_it_is_declared_as_one() {
    List<String> lines =
        List.of(
            WARN,
            "java.lang.IllegalStateException: odd",
            "\tat dev.keepstep.operator.Round.turn(Round.java:1)",
            INFO);
    assertThat(LogRule.troubles(lines, declared("is odd", false)))
        .containsExactly(String.join("\n", lines.subList(0, 3)));
    assertThat(LogRule.troubles(lines, declared("listSync failed", true))).hasSize(1);
    assertThat(LogRule.troubles(lines, declared("is odd", true))).isEmpty();
    assertThat(LogRule.troubles(List.of("Exception in thread \"x\" java.lang.Error"), List.of()))
        .hasSize(1);
  }

  private static List<Declared> declared(String line, boolean traced) {
    return List.of(new Declared(Pattern.compile(line), traced));
  }
}
