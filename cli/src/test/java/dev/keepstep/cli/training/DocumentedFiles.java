package dev.keepstep.cli.training;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The files that a page of the docs tells its reader to write: code blocks under a line with a name
 * in code and a colon.
 */
final class DocumentedFiles {
  private static final Pattern BLOCK =
      Pattern.compile("^`(\\S+)`:\n```\\w+\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);

  private DocumentedFiles() {}

  /** Writes them as the page has them; their names. */
  static List<String> write(Path page, Path folder) throws IOException {
    List<String> names = new ArrayList<>();
    Matcher block = BLOCK.matcher(Files.readString(page));
    while (block.find()) {
      Path file = folder.resolve(block.group(1));
      Files.createDirectories(file.getParent());
      Files.writeString(file, block.group(2));
      names.add(block.group(1));
    }
    return names;
  }
}
