package dev.keepstep.cli.images;

import com.google.cloud.tools.jib.api.CacheDirectoryCreationException;
import com.google.cloud.tools.jib.api.Containerizer;
import com.google.cloud.tools.jib.api.InvalidImageReferenceException;
import com.google.cloud.tools.jib.api.Jib;
import com.google.cloud.tools.jib.api.JibContainer;
import com.google.cloud.tools.jib.api.RegistryException;
import com.google.cloud.tools.jib.api.TarImage;
import com.google.cloud.tools.jib.api.buildplan.AbsoluteUnixPath;
import com.google.cloud.tools.jib.api.buildplan.ImageFormat;
import com.google.cloud.tools.jib.api.buildplan.Platform;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;

/**
 * Builds an image into a tar, once per set of inputs: the tar's name carries their hash, and a tar
 * that is there is not built again.
 */
public final class ImageBuilder {
  /** Stands where a registry would: these images are loaded, never pulled. */
  private static final String LOCAL = "localhost/";

  private static final Path JAVA_HOME = Path.of(System.getProperty("java.home"));

  private final Path kept;

  /**
   * @param kept folder for the tars and for what is made on the way
   */
  public ImageBuilder(Path kept) {
    this.kept = kept;
  }

  /** The operator's image, from a built checkout. */
  public BuiltImage operator(Path root) throws IOException, InterruptedException {
    return build(ImageSpec.read(root.resolve("operator"), "lib"));
  }

  /**
   * The trainer's image, from a built checkout.
   *
   * @param cuda whether with ND4J's CUDA backend; the checkout must have been built with {@code
   *     -Dcuda}
   */
  public BuiltImage trainer(Path root, boolean cuda) throws IOException, InterruptedException {
    return build(ImageSpec.read(root.resolve("trainer-image"), cuda ? "lib-cuda" : "lib"));
  }

  /** Builds what {@code spec} says, unless the same inputs were built before. */
  BuiltImage build(ImageSpec spec) throws IOException, InterruptedException {
    Files.createDirectories(kept);
    try (FileChannel channel =
            FileChannel.open(
                kept.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock _ = channel.lock()) {
      String hash = hash(spec);
      Path tar = kept.resolve("%s-%s.tar".formatted(spec.name(), hash.substring(0, 16)));
      Path id = kept.resolve(tar.getFileName() + ".id");
      String reference = LOCAL + spec.name() + ":" + version(spec);
      if (Files.exists(tar) && Files.exists(id)) {
        return new BuiltImage(reference, tar, Files.readString(id), Files.size(tar), false);
      }
      removeOlder(spec.name());
      Files.writeString(id, write(spec, reference, tar));
      return new BuiltImage(reference, tar, Files.readString(id), Files.size(tar), true);
    }
  }

  private String write(ImageSpec spec, String reference, Path tar)
      throws IOException, InterruptedException {
    Path work = Files.createTempDirectory(kept, "work-");
    try {
      Path runtime = JavaRuntime.linked(spec.modules(), kept);
      Path unfinished = work.resolve("image.tar");
      JibContainer image =
          Jib.fromScratch()
              .setPlatforms(Set.of(new Platform("amd64", "linux")))
              .setFormat(ImageFormat.Docker)
              .setFileEntriesLayers(ImageLayers.of(spec, runtime, work))
              .setEntrypoint(entrypoint(spec))
              .setEnvironment(spec.environment())
              .setUser(ImageLayers.USER)
              .setWorkingDirectory(AbsoluteUnixPath.get(ImageLayers.APP))
              .setCreationTime(Instant.EPOCH)
              .containerize(
                  Containerizer.to(TarImage.at(unfinished).named(reference))
                      .setToolName("keepstep")
                      .setApplicationLayersCache(work.resolve("layers"))
                      .setBaseImageLayersCache(work.resolve("base")));
      Files.move(unfinished, tar, StandardCopyOption.ATOMIC_MOVE);
      return image.getImageId().toString();
    } catch (InvalidImageReferenceException
        | CacheDirectoryCreationException
        | RegistryException
        | ExecutionException e) {
      throw new IOException("cannot write " + tar + ": " + e.getMessage(), e);
    } finally {
      delete(work);
    }
  }

  private static List<String> entrypoint(ImageSpec spec) {
    List<String> words = new ArrayList<>();
    words.add(ImageLayers.JAVA + "/bin/java");
    words.addAll(spec.jvmFlags());
    words.add("-cp");
    List<String> classPath =
        new ArrayList<>(List.of(ImageLayers.APP + "/*", ImageLayers.APP + "/lib/*"));
    classPath.addAll(spec.further()); // last, so that nothing there hides what is the image's own
    words.add(String.join(":", classPath));
    words.add(spec.mainClass());
    return words;
  }

  private static String hash(ImageSpec spec) throws IOException, InterruptedException {
    InputHash hash = new InputHash();
    hash.text(spec.name()).text(spec.mainClass()).text(String.join(",", spec.modules()));
    hash.text(String.join(" ", spec.jvmFlags())).text(spec.environment().toString());
    hash.text(spec.natives().orElse("")).text(spec.nativeNames().toString());
    hash.text(spec.further().toString());
    hash.file(JAVA_HOME.resolve("release"));
    for (Path library : HostLibraries.family(JAVA_HOME.resolve("bin/java"))) {
      hash.file(library);
    }
    hash.file(spec.app());
    for (Path library : spec.libraries()) {
      hash.file(library);
    }
    return hash.hex();
  }

  /** The version in the jar's name: {@code keepstep-operator-0.1.0.jar} gives 0.1.0. */
  private static String version(ImageSpec spec) {
    String name = spec.app().getFileName().toString();
    return name.replaceFirst("^.*?-(?=\\d)", "").replaceFirst("\\.jar$", "");
  }

  /**
   * The tars of earlier inputs: each is hundreds of megabytes, and none will be asked for again.
   */
  private void removeOlder(String name) throws IOException {
    try (Stream<Path> files = Files.list(kept)) {
      for (Path file : files.toList()) {
        if (file.getFileName().toString().matches(name + "-[0-9a-f]{16}\\.tar(\\.id)?")) {
          Files.delete(file);
        }
      }
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> walk = Files.walk(folder)) {
      for (Path file : walk.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
