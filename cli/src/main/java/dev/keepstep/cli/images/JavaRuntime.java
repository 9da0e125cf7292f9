package dev.keepstep.cli.images;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/** A Java runtime with only the modules that an image needs, linked from the JDK in use. */
final class JavaRuntime {
  /** Parts of java.desktop that ask for X11 and ALSA, which no container has. */
  private static final List<String> SCREEN_AND_SOUND =
      List.of("libawt_xawt.so", "libjawt.so", "libsplashscreen.so", "libjsound.so");

  private JavaRuntime() {}

  /**
   * A runtime of these modules, linked once for each JDK and kept. No CDS archive: it differs
   * between two runs, and images are compared byte for byte.
   *
   * @param kept the folder in which it is kept
   * @return the runtime's own folder; not to be changed
   */
  static Path linked(List<String> modules, Path kept) throws IOException, InterruptedException {
    Path home = Path.of(System.getProperty("java.home"));
    String hash =
        new InputHash().file(home.resolve("release")).text(String.join(",", modules)).hex();
    Path runtime = kept.resolve("java-" + hash.substring(0, 16));
    if (Files.exists(runtime)) {
      return runtime;
    }
    Path unfinished = Files.createTempDirectory(kept, "work-").resolve("java");
    Programs.run(
        List.of(
            home.resolve("bin/jlink").toString(),
            "--add-modules=" + String.join(",", modules),
            "--strip-java-debug-attributes",
            "--no-header-files",
            "--no-man-pages",
            "--compress=zip-6",
            "--vm=server",
            "--output=" + unfinished));
    for (String library : SCREEN_AND_SOUND) {
      Files.deleteIfExists(unfinished.resolve("lib").resolve(library));
    }
    Files.move(unfinished, runtime, StandardCopyOption.ATOMIC_MOVE);
    Files.delete(unfinished.getParent());
    return runtime;
  }
}
