package dev.keepstep.trainer.run;

import dev.keepstep.trainer.spi.TrainingProgram;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Finds the training program that a job asks for among those on the class path. */
final class Programs {
  /** Where an image looks for jars of one's own; its class path ends with them. */
  static final Path FOLDER = Path.of("/keepstep/training");

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9-]{0,62}");

  private Programs() {}

  /**
   * A program and what it goes by.
   *
   * @param digest of the jars that it came in; empty for the built-in one, whose version speaks for
   *     its code
   */
  record Selected(TrainingProgram program, Optional<String> digest) {
    /** {@code linear/1}. */
    String versioned() {
      return program.name() + "/" + program.version();
    }

    /** Whether it came in the trainer's own jar. */
    boolean builtIn() {
      return digest.isEmpty();
    }

    /** What makes two programs the same for a run: another jar may give other bits. */
    String identity() {
      return digest.map(sha -> versioned() + " " + sha).orElseGet(this::versioned);
    }
  }

  /**
   * Chooses.
   *
   * @param asked {@code spec.training.program}; empty: the only one that is not built in, else the
   *     built-in one
   * @throws IllegalArgumentException with one sentence
   */
  static Selected select(Optional<String> asked) {
    List<TrainingProgram> all = new ArrayList<>();
    try {
      ServiceLoader.load(TrainingProgram.class).forEach(all::add);
    } catch (ServiceConfigurationError e) {
      throw new IllegalArgumentException(
          "a training program on the class path cannot be loaded: " + reason(e), e);
    }
    return select(asked, all);
  }

  static Selected select(Optional<String> asked, List<TrainingProgram> all) {
    for (TrainingProgram program : all) {
      if (!NAME.matcher(program.name()).matches() || program.version().isBlank()) {
        throw new IllegalArgumentException(
            "%s calls itself \"%s\", version \"%s\": expected a name of letters, digits and dashes, and a version"
                .formatted(program.getClass().getName(), program.name(), program.version()));
      }
    }
    List<TrainingProgram> own = all.stream().filter(program -> !builtIn(program)).toList();
    List<TrainingProgram> fitting =
        asked
            .map(name -> all.stream().filter(program -> program.name().equals(name)).toList())
            .orElse(own.isEmpty() ? all : own);
    if (fitting.size() != 1) {
      throw new IllegalArgumentException(refusal(asked, !fitting.isEmpty(), all));
    }
    TrainingProgram program = fitting.getFirst();
    return new Selected(
        program, builtIn(program) ? Optional.empty() : Optional.of(digest(program, FOLDER)));
  }

  private static String refusal(
      Optional<String> asked, boolean several, List<TrainingProgram> all) {
    String field = "spec.training.program is ";
    if (asked.isPresent() && several) {
      return "%s\"%s\": it is there more than once, in two jars: remove one"
          .formatted(field, asked.get());
    }
    Set<String> names = new TreeSet<>(all.stream().map(TrainingProgram::name).toList());
    return "%s%s: expected one of %s"
        .formatted(
            field,
            asked.map(name -> '"' + name + '"').orElse("not given"),
            String.join(", ", names));
  }

  /** Whether it came in the trainer's own jar. */
  private static boolean builtIn(TrainingProgram program) {
    return home(program.getClass()).equals(home(Programs.class));
  }

  /** Over the jar that the program came in and, if that lies in the training folder, all there. */
  private static String digest(TrainingProgram program, Path folder) {
    Path home = home(program.getClass());
    try {
      MessageDigest all = MessageDigest.getInstance("SHA-256");
      for (Path file : folder.equals(home.getParent()) ? jars(folder) : files(home)) {
        all.update(file.getFileName().toString().getBytes(StandardCharsets.UTF_8));
        all.update(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
      }
      return "sha256:" + HexFormat.of().formatHex(all.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where a class was loaded from: a jar, or a folder of classes. */
  private static Path home(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException("a class path has files alone", e);
    }
  }

  private static List<Path> jars(Path folder) throws IOException {
    try (Stream<Path> list = Files.list(folder)) {
      return list.filter(file -> file.toString().endsWith(".jar")).sorted().toList();
    }
  }

  private static List<Path> files(Path at) throws IOException {
    try (Stream<Path> walk = Files.walk(at)) {
      return walk.filter(Files::isRegularFile).sorted().toList();
    }
  }

  /** {@code dev.keepstep.…TrainingProgram: Provider org.example.Linear not found}, and why. */
  private static String reason(ServiceConfigurationError error) {
    Throwable cause = error.getCause();
    return error.getMessage() + (cause == null ? "" : " (" + cause + ")");
  }
}
