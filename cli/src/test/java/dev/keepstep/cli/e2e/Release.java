package dev.keepstep.cli.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.keepstep.cli.Home;
import dev.keepstep.cli.images.BuiltImage;
import dev.keepstep.cli.images.ImageBuilder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * What is installed: a chart, and the images that belong to it.
 *
 * @param chart its folder
 */
record Release(Path chart, BuiltImage operator, BuiltImage trainer) {
  private static final String CHART = "helm/keepstep";
  private static final String VERSION = "0.1.0-SNAPSHOT";

  /** Of this checkout, which is built. */
  static Release current() throws IOException, InterruptedException {
    ImageBuilder images = new ImageBuilder(Home.cache().resolve("images"));
    return new Release(
        Home.root().resolve(CHART),
        images.operator(Home.root()),
        images.trainer(Home.root(), false));
  }

  /** The newest tag, or the commit given if there is none. */
  static String newestTagOr(String commit) throws IOException, InterruptedException {
    String tags = run(Home.root(), "git", "tag", "--list", "--sort=-creatordate");
    return tags.isBlank() ? commit : tags.lines().findFirst().orElseThrow();
  }

  /**
   * Of an older commit, built from its sources by its own {@code keepstep images}.
   *
   * @param ref any that git knows
   * @param folder an empty one for its checkout
   */
  static Release of(String ref, Path folder) throws IOException, InterruptedException {
    Path archive = folder.resolveSibling(folder.getFileName() + ".tar");
    try {
      run(Home.root(), "git", "archive", "--output=" + archive, ref);
    } catch (IOException e) {
      throw new IOException(
          "this clone has no commit %s: git fetch --unshallow --tags, or name another with -D%s"
              .formatted(ref, UpgradeInMidRun.FROM),
          e);
    }
    run(folder, "tar", "--extract", "--file=" + archive);
    Files.delete(archive);
    // a version of its own, as each release has: images are told apart by it
    String version = VERSION.replace("SNAPSHOT", ref.replaceAll("[^A-Za-z0-9.]", "-"));
    try (Stream<Path> files = Files.walk(folder, 2)) {
      for (Path pom : files.filter(f -> f.endsWith("pom.xml")).toList()) {
        Files.writeString(pom, Files.readString(pom).replace(VERSION, version));
      }
    }
    JsonNode images =
        new ObjectMapper()
            .readTree(run(folder, "./keepstep", "images", "--format", "json"))
            .path("images");
    return new Release(folder.resolve(CHART), image(images, "operator"), image(images, "trainer"));
  }

  private static BuiltImage image(JsonNode images, String name) {
    for (JsonNode image : images) {
      if (image.path("image").asText().contains("keepstep-" + name)) {
        return new BuiltImage(
            image.path("image").asText(),
            Path.of(image.path("file").asText()),
            image.path("id").asText(),
            image.path("bytes").asLong(),
            true);
      }
    }
    throw new IllegalStateException("no image of the " + name + " in " + images);
  }

  private static String run(Path folder, String... command)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException("%s ended with %d".formatted(List.of(command), process.exitValue()));
    }
    return said;
  }
}
