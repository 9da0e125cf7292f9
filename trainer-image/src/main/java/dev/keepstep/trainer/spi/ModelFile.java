package dev.keepstep.trainer.spi;

import java.util.Set;
import java.util.regex.Pattern;

/**
 * A finished model, which is stored as {@code result/<name>}.
 *
 * @param name such as {@code model.zip}: letters, digits, dots, dashes and underscores
 * @param bytes with no time of day in them, so that equal models are equal files; the caller's
 */
public record ModelFile(String name, byte[] bytes) {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");
  private static final Set<String> TAKEN = Set.of("metrics.json", "curve.jsonl", "curve", "log");

  public ModelFile {
    if (!NAME.matcher(name).matches() || TAKEN.contains(name)) {
      throw new IllegalArgumentException(
          "a model cannot be stored as \"%s\": expected letters, digits, dots, dashes and underscores, and none of %s"
              .formatted(name, TAKEN.stream().sorted().toList()));
    }
  }
}
