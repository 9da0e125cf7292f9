package dev.keepstep.operator.logs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keepstep.localcluster.junit.DeclaredLines;
import dev.keepstep.localcluster.logs.LogRule;
import dev.keepstep.localcluster.logs.MayLog;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * After each test of this module: the operator has warned of nothing, and thrown nothing, that the
 * test does not declare ({@link MayLog}). Found by JUnit itself, so that no test can forget it.
 */
public final class OperatorLogExtension implements BeforeEachCallback, AfterEachCallback {
  @Override
  public void beforeEach(ExtensionContext context) {
    OperatorLog.listen();
  }

  @Override
  public void afterEach(ExtensionContext context) {
    assertThat(LogRule.troubles(OperatorLog.lines(), DeclaredLines.of(context)))
        .as("what the operator warned of, and the test does not declare")
        .isEmpty();
  }
}
