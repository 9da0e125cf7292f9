package dev.keepstep.operator.logs;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.AnnotatedElement;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

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
    List<Pattern> declared =
        Stream.concat(declared(context.getTestMethod()), declared(context.getTestClass()))
            .map(m -> Pattern.compile(m.value()))
            .toList();
    assertThat(OperatorLog.troubles(OperatorLog.lines(), declared))
        .as("what the operator warned of, and the test does not declare")
        .isEmpty();
  }

  private static Stream<MayLog> declared(Optional<? extends AnnotatedElement> element) {
    return AnnotationSupport.findRepeatableAnnotations(element, MayLog.class).stream();
  }
}
