package dev.keepstep.operator.observe;

import dev.keepstep.core.decide.restart.StopCause;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How status spells why Keepstep stopped an attempt: the constant's name in CamelCase. */
public final class StopWords {
  private StopWords() {}

  /** The word for a cause. */
  public static String word(StopCause cause) {
    StringBuilder word = new StringBuilder();
    for (String part : cause.name().split("_", -1)) {
      word.append(part.charAt(0)).append(part.substring(1).toLowerCase(Locale.ROOT));
    }
    return word.toString();
  }

  /** The cause of a word; empty for none, and for one that another version wrote. */
  public static Optional<StopCause> parse(@Nullable String word) {
    return Arrays.stream(StopCause.values()).filter(c -> word(c).equals(word)).findFirst();
  }
}
