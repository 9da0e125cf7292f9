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
    List<MayLog> declared =
        Stream.concat(declared(context.getTestMethod()), declared(context.getTestClass())).toList();
    assertThat(
            OperatorLog.troubles(
                OperatorLog.lines(),
                patterns(declared.stream()),
                patterns(declared.stream().filter(MayLog::traced))))
        .as("what the operator warned of, and the test does not declare")
        .isEmpty();
  }

  private static List<Pattern> patterns(Stream<MayLog> declared) {
    return declared.map(m -> Pattern.compile(m.value())).toList();
  }

  private static Stream<MayLog> declared(Optional<? extends AnnotatedElement> element) {
    return AnnotationSupport.findRepeatableAnnotations(element, MayLog.class).stream();
  }
}
