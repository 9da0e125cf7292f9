package dev.keepstep.operator.logs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class OperatorLogTest {
  private static final String INFO = "2026-01-01T00:00:00.000Z INFO EventPublisher - ns/job Placed";
  private static final String WARN = "2026-01-01T00:00:00.000Z WARN Round - a node is odd";

  @Test
  void a_warning_is_trouble_unless_it_is_declared() {
    assertThat(OperatorLog.troubles(List.of(INFO, WARN), List.of())).containsExactly(WARN);
    assertThat(OperatorLog.troubles(List.of(INFO, WARN), List.of(Pattern.compile("is odd$"))))
        .isEmpty();
    assertThat(OperatorLog.troubles(List.of("one: " + WARN), List.of())).hasSize(1);
  }

  @Test
  void a_stack_trace_is_trouble_unless_it_is_declared_as_one() {
    List<String> lines =
        List.of(
            WARN,
            "java.lang.IllegalStateException: odd",
            "\tat dev.keepstep.operator.Round.turn(Round.java:1)",
            INFO);
    assertThat(OperatorLog.troubles(lines, List.of(Pattern.compile("is odd"))))
        .containsExactly(String.join("\n", lines.subList(0, 3)));
    assertThat(OperatorLog.troubles(lines, List.of(), List.of(Pattern.compile("listSync failed"))))
        .hasSize(1);
    assertThat(OperatorLog.troubles(lines, List.of(), List.of(Pattern.compile("is odd"))))
        .isEmpty();
    assertThat(
            OperatorLog.troubles(List.of("Exception in thread \"x\" java.lang.Error"), List.of()))
        .hasSize(1);
  }

  @Test
  @MayLog(value = "said by the test", since = "it is what is looked for")
  void what_the_operators_logger_says_is_heard() {
    LoggerFactory.getLogger(OperatorLogTest.class).warn("said by the test");
    assertThat(OperatorLog.troubles(OperatorLog.lines(), List.of()))
        .singleElement()
        .asString()
        .endsWith("said by the test");
  }
}
