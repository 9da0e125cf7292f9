package dev.keepstep.localcluster;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The programs that a local cluster is made of, built from their published modules on first use and
 * kept for every later one under {@code ${KEEPSTEP_CACHE:-${XDG_CACHE_HOME:-~/.cache}/keepstep}}.
 * Building is {@code local-cluster/build.sh}'s; the first build of Kubernetes takes 4 to 8 minutes
 * on two cores and 3 GB of disk for Go's own caches.
 */
public final class Binaries {

  /**
   * Older kubectls are more than one minor version behind the API server, which Kubernetes does not
   * support.
   */
  private static final int OLDEST_KUBECTL_MINOR = 35;

  private static final Pattern VERSION = Pattern.compile("v(\\d+)\\.(\\d+)\\.");

  private final Path room;
  private final Progress progress;
  private final Map<String, Path> folders = new ConcurrentHashMap<>();

  private Binaries(Path room, Progress progress) {
    this.room = room;
    this.progress = progress;
  }

  /**
   * Finds the sources: below the system property {@code keepstep.home} or the environment variable
   * {@code KEEPSTEP_HOME}, else in the working folder or one above it.
   *
   * @param progress hears of each build that begins and ends
   */
  public static Binaries find(Progress progress) {
    String home = System.getProperty("keepstep.home", System.getenv("KEEPSTEP_HOME"));
    Path from = (home == null ? Path.of("") : Path.of(home)).toAbsolutePath().normalize();
    for (Path p = from; p != null; p = p.getParent()) {
      if (Files.isRegularFile(p.resolve("local-cluster/cluster/go.mod"))) {
        return new Binaries(p.resolve("local-cluster"), progress);
      }
    }
    throw new LocalClusterException(
        "Keepstep's sources are not in %s or above it: run from the checkout, or set KEEPSTEP_HOME to it"
            .formatted(from));
  }

  /** {@code keepstep-cluster}; etcd, kube-apiserver and kubectl lie beside it. */
  public Path cluster() {
    return folder("cluster").resolve("keepstep-cluster");
  }

  /** The S3 server. */
  public Path versitygw() {
    return folder("versitygw").resolve("versitygw");
  }

  /** kwok: kubelets without nodes. */
  public Path kwok() {
    return folder("kwok").resolve("kwok");
  }

  /** JobSet's controller; its manifests lie beside it in {@code config}. */
  public Path jobset() {
    return folder("jobset").resolve("jobset");
  }

  /** Kubeflow Trainer's controller; its manifests lie beside it in {@code config}. */
  public Path trainer() {
    return folder("trainer").resolve("trainer");
  }

  /**
   * kube-router: what enforces NetworkPolicies on a node, of which a cluster has none by itself.
   */
  public Path kubeRouter() {
    return folder("kube-router").resolve("kube-router");
  }

  /** kubectl on PATH if it is of 1.35 or later, else ours. */
  public Path kubectl() {
    return onPath("kubectl", List.of("version", "--client"))
        .filter(found -> found.major() > 1 || found.minor() >= OLDEST_KUBECTL_MINOR)
        .map(Found::path)
        .orElseGet(() -> folder("cluster").resolve("kubectl"));
  }

  /** Helm on PATH if it is of 3.14 or later, else ours. */
  public Path helm() {
    return onPath("helm", List.of("version", "--short"))
        .filter(found -> found.major() > 3 || (found.major() == 3 && found.minor() >= 14))
        .map(Found::path)
        .orElseGet(() -> folder("helm").resolve("helm"));
  }

  private Path folder(String target) {
    return folders.computeIfAbsent(
        target,
        t -> {
          if (!System.getProperty("os.name").equals("Linux")) {
            throw new LocalClusterException(
                "a local cluster needs Linux, and this is "
                    + System.getProperty("os.name")
                    + ": use a cluster you have (--context), or a virtual machine");
          }
          List<String> command = List.of("bash", room.resolve("build.sh").toString(), t);
          return Path.of(Program.run(command, Map.of(), progress).orThrow("building " + t).strip());
        });
  }

  private record Found(Path path, int major, int minor) {}

  /** The first program of that name on PATH, if it tells its version. */
  private static Optional<Found> onPath(String name, List<String> versionArguments) {
    for (String folder : System.getenv().getOrDefault("PATH", "").split(":")) {
      Path path = Path.of(folder, name);
      if (!folder.isEmpty() && Files.isExecutable(path)) {
        List<String> command =
            java.util.stream.Stream.concat(
                    java.util.stream.Stream.of(path.toString()), versionArguments.stream())
                .toList();
        Matcher m = VERSION.matcher(Program.run(command, Map.of(), Progress.NONE).output());
        return m.find()
            ? Optional.of(
                new Found(path, Integer.parseInt(m.group(1)), Integer.parseInt(m.group(2))))
            : Optional.empty();
      }
    }
    return Optional.empty();
  }
}
