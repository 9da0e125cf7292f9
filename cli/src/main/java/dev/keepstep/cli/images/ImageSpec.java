package dev.keepstep.cli.images;

import dev.keepstep.cli.UserError;
import java.io.File;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What goes into one image, as its room says in {@code src/main/image/image.properties}.
 *
 * @param name the image's name without registry and tag
 * @param mainClass what runs
 * @param modules the JDK modules that the runtime is linked from
 * @param jvmFlags before the class path
 * @param environment the image's environment
 * @param natives folder in the image for the native libraries that the jars carry; empty: they stay
 *     in the jars
 * @param nativeNames second names under which some of them are asked for, with the file's own name
 * @param app the room's own jar
 * @param libraries the jars it needs, by name
 * @param further class path entries after these, for jars that a user puts into the image or mounts
 */
public record ImageSpec(
    String name,
    String mainClass,
    List<String> modules,
    List<String> jvmFlags,
    SortedMap<String, String> environment,
    Optional<String> natives,
    SortedMap<String, String> nativeNames,
    Path app,
    List<Path> libraries,
    List<String> further) {

  static final String FILE = "src/main/image/image.properties";
  private static final String ENV = "env.";

  public ImageSpec {
    modules = List.copyOf(modules);
    jvmFlags = List.copyOf(jvmFlags);
    environment = Collections.unmodifiableSortedMap(new TreeMap<>(environment));
    nativeNames = Collections.unmodifiableSortedMap(new TreeMap<>(nativeNames));
    libraries = List.copyOf(libraries);
    further = List.copyOf(further);
  }

  /** Without further class path entries. */
  public ImageSpec(
      String name,
      String mainClass,
      List<String> modules,
      List<String> jvmFlags,
      SortedMap<String, String> environment,
      Optional<String> natives,
      SortedMap<String, String> nativeNames,
      Path app,
      List<Path> libraries) {
    this(
        name,
        mainClass,
        modules,
        jvmFlags,
        environment,
        natives,
        nativeNames,
        app,
        libraries,
        List.of());
  }

  /**
   * The class path of a built room's program, for a process of this machine.
   *
   * @param room the room's folder
   */
  public static String classPath(Path room) throws IOException {
    ImageSpec spec = read(room, "lib");
    return Stream.concat(Stream.of(spec.app()), spec.libraries().stream())
        .map(Path::toString)
        .collect(Collectors.joining(File.pathSeparator));
  }

  /**
   * Reads a room's specification.
   *
   * @param room the room's folder
   * @param libraries the folder below {@code target} with the jars it needs
   */
  static ImageSpec read(Path room, String libraries) throws IOException {
    Properties properties = new Properties();
    Path file = room.resolve(FILE);
    try (Reader reader = Files.newBufferedReader(file)) {
      properties.load(reader);
    }
    SortedMap<String, String> environment = new TreeMap<>();
    for (String key : properties.stringPropertyNames()) {
      if (key.startsWith(ENV)) {
        environment.put(key.substring(ENV.length()), properties.getProperty(key).strip());
      }
    }
    return new ImageSpec(
        required(properties, "name", file),
        required(properties, "mainClass", file),
        List.of(required(properties, "modules", file).split("[,\\s]+")),
        words(properties.getProperty("jvmFlags", "")),
        environment,
        Optional.ofNullable(properties.getProperty("natives")).map(String::strip),
        pairs(properties.getProperty("natives.link", ""), file),
        appJar(room),
        jars(room.resolve("target").resolve(libraries)),
        words(properties.getProperty("classPath.further", "")));
  }

  private static String required(Properties properties, String key, Path file) {
    String value = properties.getProperty(key, "").strip();
    if (value.isEmpty()) {
      throw UserError.failed(file + ": " + key + " is missing", "name it there");
    }
    return value;
  }

  private static List<String> words(String text) {
    return text.isBlank() ? List.of() : List.of(text.strip().split("\\s+"));
  }

  private static SortedMap<String, String> pairs(String text, Path file) {
    SortedMap<String, String> pairs = new TreeMap<>();
    for (String word : words(text)) {
      int equals = word.indexOf('=');
      if (equals < 1) {
        throw UserError.failed(
            file + ": natives.link \"" + word + "\" is no pair", "write it as name=file");
      }
      pairs.put(word.substring(0, equals), word.substring(equals + 1));
    }
    return pairs;
  }

  private static Path appJar(Path room) throws IOException {
    List<Path> found = new ArrayList<>();
    for (Path jar : jars(room.resolve("target"))) {
      String name = jar.getFileName().toString();
      if (name.startsWith("keepstep-")
          && !name.endsWith("-tests.jar")
          && !name.endsWith("-sources.jar")) {
        found.add(jar);
      }
    }
    if (found.size() != 1) {
      throw notBuilt(room.resolve("target") + " holds " + found.size() + " of the room's jars");
    }
    return found.getFirst();
  }

  private static List<Path> jars(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      throw notBuilt(folder + " does not exist");
    }
    List<Path> jars = new ArrayList<>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder, "*.jar")) {
      stream.forEach(jars::add);
    }
    Collections.sort(jars);
    return jars;
  }

  private static UserError notBuilt(String what) {
    return UserError.failed(
        what + ", so there is nothing to make an image of",
        "mvn -Dfast -DskipTests clean package (./keepstep does so by itself)");
  }
}
