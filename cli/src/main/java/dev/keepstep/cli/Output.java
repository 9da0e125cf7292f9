package dev.keepstep.cli;

import dev.keepstep.core.json.Json;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * Where a subcommand's words go: a picocli mixin that brings {@code --quiet} and {@code --format}.
 * Results go to standard output, as a table for people or one JSON object for programs; what
 * happens on the way goes to standard output in text mode and nowhere in the others.
 */
public final class Output {
  /** How results are written. */
  public enum Format {
    /** Aligned lines for people. */
    text,
    /** One JSON object on standard output, and nothing else there. */
    json
  }

  @Option(
      names = {"-q", "--quiet"},
      description = "Print the result only, not what happens on the way.")
  boolean quiet;

  @Option(
      names = "--format",
      paramLabel = "text|json",
      defaultValue = "text",
      description = "Result as text for people (default) or as one JSON object.")
  Format format = Format.text;

  private final PrintStream out;

  /** Writes to standard output. */
  public Output() {
    this(System.out);
  }

  public Output(PrintStream out) {
    this.out = out;
  }

  public boolean json() {
    return format == Format.json;
  }

  /** Whether what happens on the way is to be told. */
  public boolean progress() {
    return !quiet && format == Format.text;
  }

  /** Whether standard output is a terminal that can rewrite a line. */
  public boolean terminal() {
    return isTerminal() && !"dumb".equals(System.getenv("TERM"));
  }

  /** Tells something that happened on the way. */
  public void say(String line) {
    if (progress()) {
      out.println(line);
      out.flush();
    }
  }

  /** Prints a line of the result, in text mode only. */
  public void result(String line) {
    if (format == Format.text) {
      out.println(line);
    }
  }

  /** Prints the result for programs, in JSON mode only. */
  public void resultJson(Map<String, ? extends @Nullable Object> object) {
    if (format == Format.json) {
      out.print(Json.writePretty(object));
    }
  }

  /** Prints a list of results for programs, in JSON mode only. */
  public void resultJson(List<? extends Map<String, ? extends @Nullable Object>> objects) {
    if (format == Format.json) {
      out.print(Json.writePretty(objects));
    }
  }

  /**
   * Prints an aligned table, in text mode only: columns are as wide as their widest cell and two
   * spaces apart, nothing trails.
   *
   * @param rows the header first; rows may be of different lengths
   */
  public void table(List<List<String>> rows) {
    if (format == Format.text) {
      Table.align(rows).forEach(out::println);
    }
  }

  /** The stream itself, for a live line. */
  public PrintStream stream() {
    return out;
  }

  private static boolean isTerminal() {
    java.io.Console console = System.console();
    return console != null && console.isTerminal();
  }
}
