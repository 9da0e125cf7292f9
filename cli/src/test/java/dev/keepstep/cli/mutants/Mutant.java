package dev.keepstep.cli.mutants;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * An answer taken out of the source.
 *
 * @param complaint the first link of the complaint's row in docs/reference/complaints.md
 * @param file relative to the project's root
 * @param answer text that is in the file once
 * @param without what stands in its place
 * @param test the class that must turn red
 */
record Mutant(String complaint, String file, String answer, String without, String test) {

  /** The room whose test it is. */
  String room(Path root) throws IOException {
    try (var files = Files.walk(root, 14)) {
      Path found =
          files
              .filter(f -> f.getFileName().toString().equals(test + ".java"))
              .findFirst()
              .orElseThrow(() -> new IllegalStateException("no " + test));
      return root.relativize(found).getName(0).toString();
    }
  }

  /** The file's text without the answer. */
  String applied(String source) {
    int at = source.indexOf(answer);
    if (at < 0 || source.indexOf(answer, at + 1) >= 0) {
      throw new IllegalStateException(
          "%s: not there, or there twice, in %s: %s".formatted(complaint, file, answer));
    }
    return source.substring(0, at) + without + source.substring(at + answer.length());
  }
}
