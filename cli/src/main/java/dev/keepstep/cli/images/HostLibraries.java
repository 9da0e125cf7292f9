package dev.keepstep.cli.images;

import dev.keepstep.cli.UserError;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The C and C++ run-time libraries that a runtime and its natives ask of the machine, found with
 * {@code ldd}. An image holds them at the same path as this machine does: the loader that is copied
 * with them looks there.
 */
final class HostLibraries {
  /** {@code libm.so.6 => /lib/x86_64-linux-gnu/libm.so.6 (0x…)}, or the loader's bare path. */
  private static final Pattern RESOLVED =
      Pattern.compile("^\\s*(?:(\\S+) => )?(/\\S+) \\(0x[0-9a-f]+\\)$");

  private static final Pattern MISSING = Pattern.compile("^\\s*(\\S+) => not found$");

  /** What may come from the machine: the C library's family and the compilers' run time. */
  private static final Pattern EXPECTED =
      Pattern.compile(
          "(ld-linux-x86-64|libc|libm|libdl|libpthread|librt|libresolv|libgcc_s|libstdc\\+\\+|libgomp|libz)"
              + "\\.so(\\.\\d+)?");

  /** Asked for by name at run time, so that {@code ldd} does not see it. */
  private static final List<String> BY_NAME = List.of("libnss_dns.so.2", "libnss_files.so.2");

  private HostLibraries() {}

  /**
   * Paths of the machine's libraries that the ELF files below the folders ask for.
   *
   * @param folders what the image holds already; its own libraries are not the machine's to give
   */
  static SortedSet<Path> neededBy(List<Path> folders) throws IOException, InterruptedException {
    List<Path> files = new ArrayList<>();
    SortedSet<String> own = new TreeSet<>();
    for (Path folder : folders) {
      try (Stream<Path> walk = Files.walk(folder)) {
        for (Path file : walk.filter(Files::isRegularFile).toList()) {
          if (isElf(file)) {
            files.add(file);
            own.add(file.getFileName().toString());
          }
        }
      }
    }
    SortedSet<Path> needed = new TreeSet<>();
    for (Path file : files) {
      for (String line : Programs.run(List.of("ldd", file.toString())).lines().toList()) {
        resolved(line, file, own, folders).ifPresent(needed::add);
      }
    }
    Path folder =
        needed.stream()
            .filter(path -> path.endsWith("libc.so.6"))
            .findFirst()
            .map(Path::getParent)
            .orElseThrow(() -> new IOException("nothing in the image asks for libc.so.6"));
    BY_NAME.stream().map(folder::resolve).filter(Files::exists).forEach(needed::add);
    return needed;
  }

  /**
   * All libraries of the kind that an image may hold, in the folder of the C library that {@code
   * program} uses: an image changes when one of them does.
   */
  static List<Path> family(Path program) throws IOException, InterruptedException {
    for (String line : Programs.run(List.of("ldd", program.toString())).lines().toList()) {
      Matcher matcher = RESOLVED.matcher(line);
      if (matcher.matches() && "libc.so.6".equals(matcher.group(1))) {
        try (Stream<Path> files = Files.list(Path.of(matcher.group(2)).getParent())) {
          return files
              .filter(file -> EXPECTED.matcher(file.getFileName().toString()).matches())
              .sorted()
              .toList();
        }
      }
    }
    throw new IOException(program + " is not linked against glibc");
  }

  private static Optional<Path> resolved(
      String line, Path file, SortedSet<String> own, List<Path> folders) {
    Matcher missing = MISSING.matcher(line);
    if (missing.matches() && !own.contains(missing.group(1))) {
      throw UserError.failed(
          "%s needs %s, which this machine lacks".formatted(file.getFileName(), missing.group(1)),
          "install the package that holds it");
    }
    Matcher matcher = RESOLVED.matcher(line);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    Path path = Path.of(matcher.group(2));
    String name = path.getFileName().toString();
    if (own.contains(name) || folders.stream().anyMatch(path::startsWith)) {
      return Optional.empty();
    }
    if (!EXPECTED.matcher(name).matches()) {
      throw UserError.failed(
          "%s needs %s, which does not belong into the image".formatted(file.getFileName(), path),
          "take out the JDK module or the jar that brings " + file.getFileName());
    }
    return Optional.of(path);
  }

  private static boolean isElf(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] magic = in.readNBytes(4);
      return magic.length == 4
          && magic[0] == 0x7f
          && magic[1] == 'E'
          && magic[2] == 'L'
          && magic[3] == 'F';
    }
  }
}
