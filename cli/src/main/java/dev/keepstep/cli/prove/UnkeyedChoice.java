package dev.keepstep.cli.prove;

import java.util.Map;
import java.util.Optional;

/**
 * The image with which a configuration's negative control is trained.
 *
 * @param source that it draws from the clock
 * @param image as pods name it
 */
record UnkeyedChoice(String source, String image) {
  /**
   * Chooses the image of the configuration's own source; if there is none, that of another source
   * from which the configuration draws: one from which it does not would change nothing.
   *
   * @param images by source
   */
  static Optional<UnkeyedChoice> of(Configuration configuration, Map<String, String> images) {
    String own = images.get(configuration.unkeyed());
    if (own != null) {
      return Optional.of(new UnkeyedChoice(configuration.unkeyed(), own));
    }
    return images.entrySet().stream()
        .filter(entry -> configuration.drawsFrom(entry.getKey()))
        .min(Map.Entry.comparingByKey())
        .map(entry -> new UnkeyedChoice(entry.getKey(), entry.getValue()));
  }
}
