package dev.keepstep.cli.images;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * An image's program as a process of this machine: the jars, flags, natives and environment that
 * the image would have, read from the same {@code image.properties}, with no container around it.
 * It runs on the JDK that the image's runtime is linked from.
 *
 * @param java the {@code java} to start
 * @param jvmFlags the image's, with the image's folder replaced by the one on this machine
 * @param classPath the image's jars, in no image's order: none has a class of another's
 * @param mainClass what runs
 * @param environment the image's
 */
public record PlainProgram(
    Path java,
    List<String> jvmFlags,
    List<Path> classPath,
    String mainClass,
    Map<String, String> environment) {

  public PlainProgram {
    jvmFlags = List.copyOf(jvmFlags);
    classPath = List.copyOf(classPath);
    environment = Map.copyOf(environment);
  }

  /**
   * The trainer of a built checkout. Its native libraries (300 MB) are unpacked once and kept.
   *
   * @param root the checkout
   * @param kept folder for what is unpacked
   * @throws dev.keepstep.cli.UserError if the checkout is not built
   */
  public static PlainProgram trainer(Path root, Path kept) throws IOException {
    return of(ImageSpec.read(root.resolve("trainer-image"), "lib"), kept);
  }

  /**
   * The operator of a built checkout.
   *
   * @param root the checkout
   * @param kept folder for what is unpacked
   * @throws dev.keepstep.cli.UserError if the checkout is not built
   */
  public static PlainProgram operator(Path root, Path kept) throws IOException {
    return of(ImageSpec.read(root.resolve("operator"), "lib"), kept);
  }

  static PlainProgram of(ImageSpec spec, Path kept) throws IOException {
    Files.createDirectories(kept);
    InputHash hash = new InputHash().text(spec.nativeNames().toString());
    for (Path library : spec.libraries()) {
      hash.file(library);
    }
    Path app = kept.resolve(spec.name() + "-" + hash.hex().substring(0, 16));
    try (FileChannel channel =
            FileChannel.open(
                kept.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock _ = channel.lock()) {
      if (!Files.exists(app)) {
        unpack(spec, app);
      }
    }
    List<Path> classPath = new ArrayList<>(List.of(spec.app()));
    List<String> left = Files.readAllLines(app.resolve("natives-only"));
    spec.libraries().stream()
        .filter(library -> !left.contains(library.getFileName().toString()))
        .forEach(classPath::add);
    return new PlainProgram(
        Path.of(System.getProperty("java.home"), "bin", "java"),
        spec.jvmFlags().stream()
            .map(flag -> flag.replace("=" + ImageLayers.APP, "=" + app))
            .toList(),
        classPath,
        spec.mainClass(),
        new TreeMap<>(spec.environment()));
  }

  /** The same with a user's jars, as the image has them in the folder for trainings. */
  public PlainProgram with(Path jars) {
    List<Path> all = new ArrayList<>(classPath);
    all.add(jars.resolve("*"));
    return new PlainProgram(java, jvmFlags, all, mainClass, environment);
  }

  /**
   * The words that start it.
   *
   * @param further flags for the JVM after the image's own, which they may override
   */
  public List<String> command(List<String> further) {
    List<String> words = new ArrayList<>(List.of(java.toString()));
    words.addAll(jvmFlags);
    words.addAll(further);
    words.add("-cp");
    words.add(classPath.stream().map(Path::toString).collect(Collectors.joining(":")));
    words.add(mainClass);
    return words;
  }

  /** As {@link ImageLayers} lays them, in a folder that appears only when all is there. */
  private static void unpack(ImageSpec spec, Path app) throws IOException {
    Path work = Files.createTempDirectory(app.getParent(), "work-");
    List<Path> nativesOnly = List.of();
    if (spec.natives().isPresent()) {
      Path natives =
          work.resolve(Path.of(ImageLayers.APP).relativize(Path.of(spec.natives().get())));
      nativesOnly = Natives.unpack(spec.libraries(), natives);
      for (Map.Entry<String, String> name : spec.nativeNames().entrySet()) {
        Files.createSymbolicLink(natives.resolve(name.getKey()), Path.of(name.getValue()));
      }
    }
    Files.write(
        work.resolve("natives-only"),
        nativesOnly.stream().map(jar -> jar.getFileName().toString()).toList());
    Files.move(work, app, StandardCopyOption.ATOMIC_MOVE);
  }
}
