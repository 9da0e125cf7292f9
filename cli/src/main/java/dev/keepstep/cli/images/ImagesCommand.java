package dev.keepstep.cli.images;

import dev.keepstep.cli.Exit;
import dev.keepstep.cli.Home;
import dev.keepstep.cli.Output;
import dev.keepstep.cli.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code keepstep images}: builds both images, copies them out or pushes them. */
@Command(
    name = "images",
    mixinStandardHelpOptions = true,
    description = {
      "Build the operator's and the trainer's OCI image, and push them to a registry.",
      "No Docker is needed. The same jars, JDK and C library give the same bytes."
    })
public final class ImagesCommand implements Callable<Integer> {
  @Mixin Output output = new Output();

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description =
          "Also copy the images there, as keepstep-operator.tar and keepstep-trainer.tar.")
  @Nullable Path out;

  @Option(
      names = "--push",
      paramLabel = "REGISTRY/FOLDER",
      description = {
        "Push both there, as REGISTRY/FOLDER/keepstep-operator:VERSION and …/keepstep-trainer:VERSION,",
        "with the credentials that docker login left."
      })
  @Nullable String push;

  @Option(names = "--insecure", description = "Push over plain HTTP or to an unknown certificate.")
  boolean insecure;

  @Option(
      names = "--cuda",
      description = {
        "The trainer with ND4J's CUDA backend (build with mvn -Dcuda package first).",
        "Resolved and packaged; no GPU has run it yet."
      })
  boolean cuda;

  @Option(
      names = "--unkeyed",
      paramLabel = "SOURCE",
      split = ",",
      description = {
        "Also the trainer with this source of randomness drawn from the clock, for the negative",
        "control of keepstep prove on a cluster: init, sampling, augmentation or dropout."
      })
  List<String> unkeyed = List.of();

  @Override
  public Integer call() throws IOException, InterruptedException {
    Path kept = Home.cache().resolve("images");
    ImageBuilder builder = new ImageBuilder(kept);
    Path root = Home.root();
    for (String source : unkeyed) {
      if (!UnkeyedImage.SOURCES.contains(source)) {
        throw UserError.usage(
            "--unkeyed \"%s\" is no source".formatted(source),
            "one of " + String.join(", ", UnkeyedImage.SOURCES));
      }
    }
    BuiltImage trainer = builder.trainer(root, cuda);
    List<BuiltImage> images = new ArrayList<>(List.of(builder.operator(root), trainer));
    for (String source : unkeyed) {
      images.add(UnkeyedImage.write(trainer, source, kept));
    }
    List<List<String>> rows = new ArrayList<>();
    List<Map<String, Object>> json = new ArrayList<>();
    rows.add(List.of("IMAGE", "SIZE", "", "FILE"));
    for (BuiltImage image : images) {
      Path file = copyOut(image);
      Optional<String> pushed =
          push == null
              ? Optional.empty()
              : Optional.of(new RegistryPush(kept.resolve("push"), insecure).push(image, push));
      rows.add(
          List.of(
              pushed.orElse(image.reference()),
              image.size(),
              pushed.isPresent() ? "pushed" : image.fresh() ? "built" : "unchanged",
              file.toString()));
      Map<String, Object> entry = new LinkedHashMap<>();
      entry.put("image", pushed.orElse(image.reference()));
      entry.put("id", image.id());
      entry.put("bytes", image.bytes());
      entry.put("file", file.toString());
      json.add(entry);
    }
    output.table(rows);
    output.resultJson(Map.of("images", json));
    return Exit.OK;
  }

  private Path copyOut(BuiltImage image) throws IOException {
    if (out == null) {
      return image.tar();
    }
    if (Files.exists(out) && !Files.isDirectory(out)) {
      throw UserError.usage("--out " + out + " is a file", "name a folder");
    }
    Files.createDirectories(out);
    String name = image.tar().getFileName().toString().replaceFirst("-[0-9a-f]{16}\\.tar$", ".tar");
    return Files.copy(image.tar(), out.resolve(name), StandardCopyOption.REPLACE_EXISTING);
  }
}
