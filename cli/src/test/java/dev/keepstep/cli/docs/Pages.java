package dev.keepstep.cli.docs;

import dev.keepstep.cli.Home;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The project's Markdown, cut into what tests look at. */
final class Pages {
  private static final Pattern FENCE =
      Pattern.compile("^ *```([a-z]*)\\n(.*?)^ *```", Pattern.MULTILINE | Pattern.DOTALL);
  private static final Pattern CODE = Pattern.compile("`([^`\\n]+)`");

  private Pages() {}

  /**
   * A page.
   *
   * @param file relative to the project's root
   */
  record Page(Path file, String text) {
    /** Fenced blocks of a language; {@code ""}: those that name none. */
    List<String> blocks(String language) {
      return FENCE
          .matcher(text)
          .results()
          .filter(m -> m.group(1).equals(language))
          .map(m -> m.group(2))
          .toList();
    }

    /** Inline code. */
    List<String> code() {
      return CODE.matcher(prose()).results().map(m -> m.group(1)).toList();
    }

    /** All that is not in a fenced block. */
    String prose() {
      return FENCE.matcher(text).replaceAll("");
    }

    /**
     * Lines that somebody may type: those of blocks, with continued ones joined, and inline code.
     */
    List<String> commands() {
      List<String> commands = new ArrayList<>();
      Matcher fence = FENCE.matcher(text);
      while (fence.find()) {
        fence
            .group(2)
            .replace("\\\n", " ")
            .lines()
            .map(l -> l.replaceFirst("^\\$ ", "").strip())
            .forEach(commands::add);
      }
      commands.addAll(code());
      return commands;
    }

    @Override
    public String toString() {
      return file.toString();
    }
  }

  /** Every page that is the project's own. */
  static List<Page> all() {
    Path root = Home.root();
    try (Stream<Path> files = Files.walk(root)) {
      return files
          .filter(f -> f.toString().endsWith(".md"))
          .map(root::relativize)
          .filter(
              f ->
                  Stream.of(".git", "target", "node_modules", "demo-out")
                      .noneMatch(d -> contains(f, d)))
          .sorted()
          .map(f -> new Page(f, read(root.resolve(f))))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean contains(Path file, String folder) {
    for (Path part : file) {
      if (part.toString().equals(folder)) {
        return true;
      }
    }
    return false;
  }

  static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
