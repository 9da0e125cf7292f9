package dev.keepstep.trainer.determinism;

import dev.keepstep.core.proof.Envelope;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.nd4j.linalg.factory.Nd4j;

/** Measures the envelope: what this run's bits depend on besides code, data and seed. */
public final class EnvelopeProbe {
  /** Threads that one operation may be spread over. */
  public static final String THREADS_ENV = "OMP_NUM_THREADS";

  // the jars whose code computes; Keepstep's own and the AWS SDK may be newer in a later attempt
  private static final Pattern COMPUTES =
      Pattern.compile("(nd4j-.*|deeplearning4j-.*|openblas-.*|javacpp-.*)\\.jar");
  private static final Pattern VERSION = Pattern.compile("-(\\d[^/]*?)\\.jar$");

  private EnvelopeProbe() {}

  /** Whether the class path has the backend for GPUs instead of the one for CPUs. */
  public static boolean builtForGpu() {
    try {
      Class.forName(
          "org.nd4j.linalg.jcublas.JCublasBackend", false, EnvelopeProbe.class.getClassLoader());
      return true;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }

  /**
   * Threads of one operation as the environment says, which ND4J reads from there too; 0 if it says
   * nothing.
   */
  public static int threads(Map<String, String> environment) {
    try {
      return Integer.parseInt(environment.getOrDefault(THREADS_ENV, "0"));
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  /**
   * @param program what is trained and how: name and version
   * @param portable which kernels were chosen
   * @param canary what {@link Canary#sing} gave
   */
  public static Envelope probe(
      String program,
      boolean portable,
      Map<String, String> environment,
      Map<String, String> canary) {
    List<Path> jars = computingJars();
    Map<String, String> versions = new TreeMap<>();
    versions.put("nd4j", version(jars, "nd4j-api-"));
    versions.put("openblas", version(jars, "openblas-"));
    versions.put("javacpp", version(jars, "javacpp-"));
    versions.put("libc", NativeEnvironment.libc());
    versions.put("jdk", Runtime.version().toString());
    versions.put("canary", Canary.summary(canary));
    return new Envelope(
        portable ? Envelope.PORTABLE : Envelope.NATIVE,
        builtForGpu() ? "cuda" : "linux-x86_64",
        Math.max(1, threads(environment)),
        versions,
        digest(jars),
        program,
        portable ? Optional.empty() : Optional.of(cpuFamily()),
        builtForGpu() ? Optional.of(gpu()) : Optional.empty());
  }

  /** The widest vector instructions that the CPU has: what OpenBLAS's own choice goes by. */
  static String cpuFamily() {
    try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
      String flags = lines.filter(line -> line.startsWith("flags")).findFirst().orElse("") + " ";
      return flags.contains(" avx512bw ")
          ? "x86-64-v4"
          : flags.contains(" avx2 ") && flags.contains(" fma ") ? "x86-64-v3" : "x86-64-v2";
    } catch (IOException | UncheckedIOException e) {
      return "unknown";
    }
  }

  private static Envelope.Gpu gpu() {
    String devices =
        String.valueOf(
            Nd4j.getExecutioner()
                .getEnvironmentInformation()
                .getProperty("cuda.devicesInformation"));
    String driver;
    try {
      driver =
          Files.readString(Path.of("/proc/driver/nvidia/version")).lines().findFirst().orElse("");
    } catch (IOException e) {
      driver = "unknown";
    }
    return new Envelope.Gpu(devices, driver);
  }

  private static List<Path> computingJars() {
    return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
        .map(Path::of)
        .filter(
            path ->
                path.getFileName() != null
                    && COMPUTES.matcher(path.getFileName().toString()).matches()
                    // an image has the natives unpacked; the canary speaks for them
                    && !path.getFileName().toString().contains("linux-x86_64"))
        .sorted(Comparator.comparing(path -> path.getFileName().toString()))
        .toList();
  }

  private static String version(List<Path> jars, String prefix) {
    return jars.stream()
        .map(path -> path.getFileName().toString())
        .filter(name -> name.startsWith(prefix))
        .map(VERSION::matcher)
        .filter(Matcher::find)
        .map(matcher -> matcher.group(1))
        .findFirst()
        .orElse("unknown");
  }

  private static String digest(List<Path> jars) {
    try {
      MessageDigest all = MessageDigest.getInstance("SHA-256");
      for (Path jar : jars) {
        all.update(Files.readAllBytes(jar));
      }
      return "sha256:" + HexFormat.of().formatHex(all.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
