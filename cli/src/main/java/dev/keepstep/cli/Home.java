package dev.keepstep.cli;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The checkout that this command was built from: images, chart and examples are found in it. The
 * launcher names it; a test or an IDE finds it above the working directory.
 */
public final class Home {
  /** System property by which the launcher names the checkout. */
  public static final String PROPERTY = "keepstep.home";

  private Home() {}

  /** The checkout's root, absolute. */
  public static Path root() {
    String given = System.getProperty(PROPERTY);
    if (given != null) {
      return Path.of(given).toAbsolutePath().normalize();
    }
    Path here = Path.of("").toAbsolutePath();
    for (Path at = here; at != null; at = at.getParent()) {
      if (Files.isRegularFile(at.resolve("helm/keepstep/Chart.yaml"))) {
        return at;
      }
    }
    throw UserError.failed(
        "no Keepstep checkout at or above " + here,
        "start the command as ./keepstep from a checkout, or set -D" + PROPERTY + "=DIR");
  }

  /** Where things that are built once and kept lie: {@code target/keepstep} in the checkout. */
  public static Path cache() {
    return root().resolve("target/keepstep");
  }
}
