package dev.keepstep.localcluster;

import io.fabric8.kubernetes.client.Config;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A real Kubernetes on this machine, one call per verb of {@code keepstep-cluster}. Each call
 * returns when what it says is done; a failure is a {@link LocalClusterException}. Calls on one
 * cluster may be made from several threads: those that would get in each other's way wait. There is
 * no kube-proxy and no DNS.
 */
public final class LocalCluster implements AutoCloseable {

  /** How much of a cluster to bring up. */
  public enum Part {
    /** Control plane in a namespace of its own, ready for nodes. Needs root. */
    WHOLE,
    /** etcd, API server, controller manager and scheduler on loopback. No nodes, no root. */
    CONTROL_PLANE,
    /**
     * etcd and API server on loopback: no controllers, so nothing is garbage-collected and no
     * namespace is ever gone.
     */
    API
  }

  /**
   * @param name 1 to 20 lower-case letters, digits and dashes; clusters of different names run side
   *     by side
   * @param part how much
   * @param s3 whether an S3 server comes with it ({@link Part#WHOLE} only)
   * @param nodeGrace how long a node may be silent before it is NotReady
   * @param port the API's port on loopback; 0 takes a free one
   * @param outlivesJvm false: the cluster is taken down when this JVM ends, however it ends
   * @param audit whether the API server keeps an audit log ({@link #logs} of {@code audit})
   * @param environment for the programs, such as {@code KEEPSTEP_STATE}
   */
  public record Options(
      String name,
      Part part,
      boolean s3,
      Duration nodeGrace,
      int port,
      boolean outlivesJvm,
      boolean audit,
      Map<String, String> environment) {

    public Options {
      environment = Map.copyOf(environment);
    }

    /**
     * A whole cluster with neither nodes nor S3, gone with this JVM; a node may be silent for 12 s.
     */
    public static Options named(String name) {
      return new Options(
          name, Part.WHOLE, false, Duration.ofSeconds(12), 0, false, false, Map.of());
    }

    public Options withPart(Part wanted) {
      return new Options(name, wanted, s3, nodeGrace, port, outlivesJvm, audit, environment);
    }

    public Options withS3() {
      return new Options(name, part, true, nodeGrace, port, outlivesJvm, audit, environment);
    }

    public Options withNodeGrace(Duration grace) {
      return new Options(name, part, s3, grace, port, outlivesJvm, audit, environment);
    }

    public Options withPort(int wanted) {
      return new Options(name, part, s3, nodeGrace, wanted, outlivesJvm, audit, environment);
    }

    public Options outlivingJvm() {
      return new Options(name, part, s3, nodeGrace, port, true, audit, environment);
    }

    public Options withAudit() {
      return new Options(name, part, s3, nodeGrace, port, outlivesJvm, true, environment);
    }

    public Options withEnvironment(Map<String, String> variables) {
      return new Options(name, part, s3, nodeGrace, port, outlivesJvm, audit, variables);
    }
  }

  private final Options options;
  private final ClusterProgram program;
  private final ClusterStatus atStart;

  private LocalCluster(Options options, ClusterProgram program, ClusterStatus atStart) {
    this.options = options;
    this.program = program;
    this.atStart = atStart;
  }

  /**
   * Brings a cluster up, with programs found or built by {@link Binaries#find}. Replaces one of
   * that name.
   */
  public static LocalCluster up(Options options) {
    return up(options, Binaries.find(Progress.STDERR), Progress.NONE);
  }

  /**
   * Brings a cluster up; 3 to 10 s once the programs are built. A cluster of that name, or the
   * remains of one, is replaced.
   *
   * @param progress hears of each thing done to the cluster, now and by later calls
   */
  public static LocalCluster up(Options options, Binaries binaries, Progress progress) {
    ClusterProgram program =
        new ClusterProgram(binaries.cluster(), options.name, options.environment, progress);
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "up",
                "--replace",
                "--format",
                "json",
                "--port",
                Integer.toString(options.port),
                "--node-grace",
                options.nodeGrace.toMillis() + "ms"));
    switch (options.part) {
      case WHOLE -> {}
      case CONTROL_PLANE -> arguments.addAll(List.of("--only", "control-plane"));
      case API -> arguments.addAll(List.of("--only", "api"));
    }
    if (options.s3) {
      arguments.addAll(List.of("--s3", "--versitygw", binaries.versitygw().toString()));
    }
    if (options.audit) {
      arguments.add("--audit");
    }
    if (!options.outlivesJvm) {
      arguments.addAll(List.of("--until-exit-of", Long.toString(ProcessHandle.current().pid())));
    }
    return new LocalCluster(options, program, ClusterProgram.parse(program.call(arguments)));
  }

  public String name() {
    return options.name;
  }

  /** The administrator's kubeconfig, a file. */
  public Path kubeconfig() {
    return Path.of(atStart.kubeconfig());
  }

  /** The API's URL on this machine. */
  public String server() {
    return atStart.server();
  }

  /** The administrator's configuration for the fabric8 client. */
  public Config clientConfig() {
    try {
      return Config.fromKubeconfig(Files.readString(kubeconfig()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where the cluster's S3 server is, if it was asked for. */
  public Optional<S3Location> s3() {
    return Optional.ofNullable(atStart.s3())
        .map(
            s ->
                new S3Location(
                    s.podEndpoint(), s.hostEndpoint(), s.accessKey(), s.secretKey(), s.region()));
  }

  /** What runs now. */
  public ClusterStatus status() {
    return ClusterProgram.parse(call("status", "--format", "json"));
  }

  /**
   * Adds a node and waits until it is Ready (1.5 to 3 s). A dead node of that name is replaced by a
   * new machine.
   */
  public void addNode(NodeSpec node) {
    program.call(node.arguments());
  }

  /**
   * Warns by the provider's taint, waits, ends the machine, removes its Node object. Returns when
   * all of that is done.
   */
  public void notice(String node, Duration after) {
    call("node", "notice", node, "--after", millis(after));
  }

  /** As {@link #notice}, but returns once the taint is on the node; the end comes by itself. */
  public void noticeInBackground(String node, Duration after) {
    call("node", "notice", node, "--after", millis(after), "--detach");
  }

  /**
   * Ends a machine at once with all its containers; 3 s later its Node object goes, as a cloud
   * controller sees to it.
   */
  public void kill(String node) {
    call("node", "kill", node);
  }

  /** As {@link #kill(String)} with another time until the Node object goes. */
  public void kill(String node, Duration objectAfter) {
    call("node", "kill", node, "--object-after", millis(objectAfter));
  }

  /** As {@link #kill(String)}, but the Node object stays, as where no cloud controller runs. */
  public void killKeepingObject(String node) {
    call("node", "kill", node, "--keep-object");
  }

  /**
   * Ends all processes of a node and starts the same machine again, with its disk; waits until it
   * is Ready.
   */
  public void reboot(String node) {
    call("node", "reboot", node);
  }

  /** Cuts a node off the network; its containers run on. */
  public void partition(String node) {
    call("node", "partition", node);
  }

  /** Puts a partitioned node back on the network. */
  public void heal(String node) {
    call("node", "heal", node);
  }

  /** Ends a node and removes its Node object at once. */
  public void removeNode(String node) {
    call("node", "rm", node);
  }

  /** Loads docker or OCI archives into all nodes, also those added later. */
  public void loadImage(Path... tars) {
    List<String> arguments = new ArrayList<>(List.of("image", "load"));
    for (Path tar : tars) {
      arguments.add(tar.toAbsolutePath().toString());
    }
    program.call(arguments);
  }

  /** Ends the API server: connections are refused until {@link #startApi}. */
  public void stopApi() {
    call("apiserver", "stop");
  }

  /** Starts the API server again and waits until it is ready. */
  public void startApi() {
    call("apiserver", "start");
  }

  /**
   * Freezes the API server: connections are accepted and never answered until {@link #resumeApi}.
   */
  public void pauseApi() {
    call("apiserver", "pause");
  }

  public void resumeApi() {
    call("apiserver", "resume");
  }

  /**
   * Ends etcd at once: the API server can neither read nor write until {@link #startDatastore}; its
   * data stays.
   */
  public void stopDatastore() {
    call("datastore", "stop");
  }

  /** Starts etcd again and waits until the API server is ready. */
  public void startDatastore() {
    call("datastore", "start");
  }

  /** Ends the S3 server at once; its data stays. */
  public void stopS3() {
    call("s3", "stop");
  }

  public void startS3() {
    call("s3", "start");
  }

  /** Runs kubectl as the administrator and returns its standard output. */
  public String kubectl(String... arguments) {
    return program.kubectl(kubeconfig(), List.of(arguments));
  }

  /** A component's log, such as {@code kube-apiserver} or {@code kubelet-NODE}. */
  public String logs(String component) {
    return call("logs", component);
  }

  /** Removes every trace of the cluster. May be called again. */
  public void down() {
    call("down");
  }

  @Override
  public void close() {
    down();
  }

  private String call(String... arguments) {
    return program.call(List.of(arguments));
  }

  private static String millis(Duration d) {
    return d.toMillis() + "ms";
  }
}
