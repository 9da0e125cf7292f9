package dev.keepstep.operator.logs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keepstep.localcluster.logs.LogRule;
import dev.keepstep.localcluster.logs.MayLog;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class OperatorLogTest {
  @Test
  @MayLog(value = "said by the test", since = "it is what is looked for")
  void what_the_operators_logger_says_is_heard() {
    LoggerFactory.getLogger(OperatorLogTest.class).warn("said by the test");
    assertThat(LogRule.troubles(OperatorLog.lines(), List.of()))
        .singleElement()
        .asString()
        .endsWith("said by the test");
  }

  @Test
  void what_is_said_of_a_retired_namespace_is_no_news_and_nor_is_its_trace() {
    OperatorLog.retire("retired-here");
    LoggerFactory.getLogger(OperatorLogTest.class)
        .warn("of retired-here", new IllegalStateException("its client is closed"));
    assertThat(LogRule.troubles(OperatorLog.lines(), List.of())).isEmpty();
  }

  @Test
  void what_a_thread_ends_with_is_heard_unless_it_is_of_a_retired_namespace()
      throws InterruptedException {
    OperatorLog.retire("retired-too");
    ends("of retired-too");
    assertThat(LogRule.troubles(OperatorLog.lines(), List.of())).isEmpty();
    ends("lost by the test");
    assertThat(LogRule.troubles(OperatorLog.lines(), List.of()))
        .first()
        .asString()
        .endsWith("IllegalStateException: lost by the test");
    OperatorLog.listen(); // a trace cannot be declared: this one is forgotten
  }

  private static void ends(String with) throws InterruptedException {
    Thread thread =
        new Thread(
            () -> {
              throw new IllegalStateException(with);
            });
    thread.start();
    thread.join();
  }
}
