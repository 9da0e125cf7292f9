package dev.keepstep.cli;

import dev.keepstep.core.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** A picocli mixin: the folder that a command's figures and the page that shows them go to. */
public final class ResultFolder {
  @Option(
      names = "--out",
      paramLabel = "DIR",
      defaultValue = "${COMMAND-NAME}-out",
      description = "Where the figures, as JSON, and report.html go (default: ${DEFAULT-VALUE}).")
  Path folder = Path.of("out");

  /** What was written. */
  public record Written(Path figures, Path report) {}

  /** Makes the folder: before the work, so that one that cannot be made is known at once. */
  public void make() throws IOException {
    Files.createDirectories(folder);
  }

  /**
   * Writes both files; those of an earlier run are replaced.
   *
   * @param name of the file with the figures
   * @param page HTML; made once the figures are safe
   */
  public Written write(
      String name, Map<String, ? extends @Nullable Object> figures, Supplier<String> page)
      throws IOException {
    Written written = new Written(folder.resolve(name), folder.resolve("report.html"));
    Files.writeString(written.figures(), Json.writePretty(figures));
    Files.writeString(written.report(), page.get());
    return written;
  }
}
