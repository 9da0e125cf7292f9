package dev.keepstep.operator.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class MetricsDocTest {
  @Test
  void the_reference_has_the_metrics_that_are_served_and_no_others() throws IOException {
    // Given
    Set<String> served =
        names(Pattern.compile("(?m)^# TYPE (keepstep_\\w+)"), new OperatorMetrics().render());

    // When
    Set<String> documented =
        names(
            Pattern.compile("(?m)^\\| `(keepstep_\\w+)"),
            Files.readString(Path.of("../docs/reference/metrics.md")));

    // Then
    assertThat(documented).containsExactlyInAnyOrderElementsOf(served);
  }

  private static Set<String> names(Pattern pattern, String text) {
    return pattern
        .matcher(text)
        .results()
        .map((MatchResult m) -> m.group(1))
        .collect(Collectors.toSet());
  }
}
