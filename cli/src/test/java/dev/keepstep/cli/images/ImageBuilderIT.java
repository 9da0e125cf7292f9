package dev.keepstep.cli.images;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keepstep.core.json.Json;
import dev.keepstep.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A small program's image, built with the real jlink and run as a container's process would be. */
class ImageBuilderIT {
  @TempDir static Path folder;
  private static ImageSpec spec;
  private static BuiltImage image;

  @BeforeAll
  static void build() throws Exception {
    Path app = folder.resolve("keepstep-hello-1.2.3.jar");
    jar(app, Hello.class);
    Path library = folder.resolve("library.jar");
    jar(library, Word.class);
    spec =
        new ImageSpec(
            "keepstep-hello",
            Hello.class.getName(),
            List.of("java.base"),
            List.of("-XX:+UseSerialGC"),
            new TreeMap<>(Map.of("GREETED", "world")),
            Optional.empty(),
            new TreeMap<>(),
            app,
            List.of(library));
    image = new ImageBuilder(folder.resolve("first")).build(spec);
  }

  @Test
  void sameInputsGiveTheSameBytesAndAreBuiltOnce() throws Exception {
    ImageBuilder elsewhere = new ImageBuilder(folder.resolve("second"));
    BuiltImage again = elsewhere.build(spec);
    assertThat(again.fresh()).isTrue();
    assertThat(again.id()).isEqualTo(image.id());
    assertThat(Files.mismatch(again.tar(), image.tar())).isEqualTo(-1);
    assertThat(elsewhere.build(spec).fresh()).isFalse();
  }

  @Test
  void aChangedInputGivesAnotherImageInPlaceOfTheOlder() throws Exception {
    Path kept = folder.resolve("second");
    ImageBuilder builder = new ImageBuilder(kept);
    Files.createDirectories(kept);
    Path older = Files.writeString(kept.resolve("keepstep-hello-0123456789abcdef.tar"), "older");
    ImageSpec changed =
        new ImageSpec(
            spec.name(),
            spec.mainClass(),
            spec.modules(),
            List.of("-XX:+UseParallelGC"),
            spec.environment(),
            spec.natives(),
            spec.nativeNames(),
            spec.app(),
            spec.libraries());
    assertThat(builder.build(changed).id()).isNotEqualTo(image.id());
    assertThat(older).doesNotExist();
  }

  @Test
  void theConfigurationNamesUserEntrypointAndEnvironment() throws Exception {
    Path tar = Files.createDirectories(folder.resolve("configuration"));
    Programs.run(List.of("tar", "-xf", image.tar().toString(), "-C", tar.toString()));
    JsonObject config =
        Json.readObject(Files.readString(tar.resolve("config.json")), "config").object("config");
    assertThat(image.reference()).isEqualTo("localhost/keepstep-hello:1.2.3");
    assertThat(config.string("User")).isEqualTo("65532:65532");
    assertThat(config.strings("Env")).contains("GREETED=world");
    assertThat(config.strings("Entrypoint"))
        .containsExactly(
            "/opt/java/bin/java",
            "-XX:+UseSerialGC",
            "-cp",
            "/app/*:/app/lib/*",
            Hello.class.getName());
  }

  @Test
  void theImageOfANegativeControlIsTheSameWithOneVariableMore() throws Exception {
    BuiltImage unkeyed = UnkeyedImage.write(image, "dropout", folder);
    assertThat(unkeyed.reference()).isEqualTo("localhost/keepstep-hello:1.2.3-without-dropout");
    assertThat(unkeyed.id()).isNotEqualTo(image.id());
    JsonObject first = manifest(image, "keyed");
    JsonObject second = manifest(unkeyed, "unkeyed");
    assertThat(second.strings("Layers")).isEqualTo(first.strings("Layers"));
    assertThat(second.strings("RepoTags")).containsExactly(unkeyed.reference());
    String config = Files.readString(folder.resolve("unkeyed").resolve(second.string("Config")));
    assertThat(Json.readObject(config, "config").object("config").strings("Env"))
        .contains("GREETED=world", "KEEPSTEP_TEST_UNSEED=dropout");
  }

  private static JsonObject manifest(BuiltImage of, String name) throws Exception {
    Path tar = Files.createDirectories(folder.resolve(name));
    Programs.run(List.of("tar", "-xf", of.tar().toString(), "-C", tar.toString()));
    String manifest = Files.readString(tar.resolve("manifest.json"));
    return Json.readObject("{\"m\":" + manifest + "}", "m").objects("m").getFirst();
  }

  @Test
  void whatIsInItRunsWithNothingElseOfTheMachine() throws Exception {
    Path root = Files.createDirectories(folder.resolve("root"));
    for (String layer : manifest(image, "layers").strings("Layers")) {
      Path tar = folder.resolve("layers").resolve(layer);
      Programs.run(List.of("tar", "-xzf", tar.toString(), "-C", root.toString()));
    }
    Files.createDirectories(root.resolve("proc"));
    String said =
        Programs.run(
            List.of(
                "unshare",
                "--mount",
                "--pid",
                "--fork",
                "--root=" + root,
                "--mount-proc",
                "--setuid=65532",
                "--setgid=65532",
                "/opt/java/bin/java",
                "-cp",
                "/app/*:/app/lib/*",
                Hello.class.getName()));
    assertThat(said.lines()).last().isEqualTo("hello as keepstep in C");
  }

  private static void jar(Path jar, Class<?> type) throws IOException {
    String entry = type.getName().replace('.', '/') + ".class";
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
        InputStream in = type.getClassLoader().getResourceAsStream(entry)) {
      JarEntry fixed = new JarEntry(entry);
      fixed.setTime(0);
      out.putNextEntry(fixed);
      in.transferTo(out);
    }
  }

  /** Runs in the image; asks the C library who it is, so that glibc and passwd are used. */
  static final class Hello {
    private Hello() {}

    public static void main(String[] args) {
      System.out.println(Word.word() + " as " + System.getProperty("user.name") + " in C");
    }
  }

  /** In another jar than the program. */
  static final class Word {
    private Word() {}

    static String word() {
      return "hello";
    }
  }
}
