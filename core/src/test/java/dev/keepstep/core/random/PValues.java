package dev.keepstep.core.random;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;

/**
 * Judges p-values, and holds the table of the docs to them: every seed is fixed, so each is what it
 * is for ever. With {@code -Dkeepstep.update} a row that the page lacks is added at its end.
 */
final class PValues {
  private static final Path PAGE = Path.of("../docs/results/randomness.md");
  private static final double SUSPICIOUS = 0.001;

  private PValues() {}

  /**
   * A p-value must be neither too small nor, since too even is no better than too uneven, too
   * large; and it must be the page's.
   *
   * @param test its name on the page
   */
  static void check(String test, double p) {
    assertThat(p).as(test).isBetween(SUSPICIOUS, 1 - SUSPICIOUS);
    String row = String.format(Locale.ROOT, "| %s | %.4f |", test, p);
    try {
      if (Boolean.getBoolean("keepstep.update") && !Files.readString(PAGE).contains(row + "\n")) {
        Files.writeString(PAGE, row + "\n", StandardOpenOption.APPEND);
      }
      assertThat(Files.readString(PAGE)).as("docs/results/randomness.md").contains(row + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
