package dev.keepstep.localcluster.junit;

import dev.keepstep.localcluster.logs.Declared;
import dev.keepstep.localcluster.logs.MayLog;
import java.lang.reflect.AnnotatedElement;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/** What a test declares of its program's log, by itself or with its class. */
public final class DeclaredLines {
  private DeclaredLines() {}

  public static List<Declared> of(ExtensionContext test) {
    return Stream.concat(of(test.getTestMethod()), of(test.getTestClass()))
        .map(Declared::by)
        .toList();
  }

  private static Stream<MayLog> of(Optional<? extends AnnotatedElement> element) {
    return AnnotationSupport.findRepeatableAnnotations(element, MayLog.class).stream();
  }
}
