package dev.keepstep.cli.bench.scale;

import dev.keepstep.cli.Cleanup;
import dev.keepstep.cli.bench.Load;
import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ListOptions;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * {@code ./keepstep bench scale}: so many jobs at once on a control plane alone, each number once
 * for the Job controller and once for Keepstep in turn; of the last number so many pods interrupted
 * at once, and one on a quiet cluster; after them so many for JobSet and Kubeflow Trainer each, on
 * the same cluster.
 */
public final class ScaleBenchmark {
  /** Clients that create at once; there is no limit on their rate. */
  private static final int CLIENTS = 20;

  /** Before each turn, and gone again: caches, connections and compilers warm up on both sides. */
  private static final int WARM_UP = 100;

  private static final int QUIET_FAILURES = 5;

  /** From the end of the first calm second to that of the fourth. */
  private static final Duration CALM = Duration.ofSeconds(3);

  private static final Duration MINUTE = Duration.ofMinutes(1);

  /** Ten thousand of Kubeflow Trainer's take ten minutes. */
  private static final Duration PATIENCE = Duration.ofMinutes(30);

  private static final double SECOND = 1e9;

  private final Load load;
  private @Nullable ScaleCluster running;
  private int round;

  public ScaleBenchmark(Load load) {
    this.load = load;
  }

  /** Runs it. */
  public void run() throws IOException, InterruptedException {
    ScaleCluster started = new ScaleCluster(Files.createTempDirectory("keepstep-scale-"));
    try (Cleanup _ =
        new Cleanup(
            started::close, () -> System.out.println("interrupted: ending the control plane"))) {
      started.start();
      running = started;
      Side job = load.samePods() ? Side.jobsOf(pod()) : Side.JOB;
      turns(
          load.keepstepFirst() ? List.of(Side.KEEPSTEP, job) : List.of(job, Side.KEEPSTEP),
          load.sizes(),
          load.heartbeats());
      if (load.peers() > 0) {
        started.install(Peer.JOBSET);
        turns(List.of(Side.JOBSET), List.of(load.peers()), false);
        started.install(Peer.TRAINER);
        started.apply(Side.TRAINING_RUNTIME);
        turns(List.of(Side.TRAINER), List.of(load.peers()), false);
      }
    }
  }

  private ScaleCluster cluster() {
    return Objects.requireNonNull(running);
  }

  /**
   * Each side has the control plane to itself, with an API server that has just been started: the
   * larger its heap has grown, the less it costs, and who came second gained. What one placed is
   * gone before the next one's turn. Beside ten thousand pods of another, kwok would be at a loss:
   * once it does not keep up with what it watches, it reads all pods again from the beginning, and
   * is behind again.
   */
  private void turns(List<Side> sides, List<Integer> each, boolean reporting)
      throws InterruptedException {
    List<String> interrupted = new ArrayList<>(List.of(Table.INTERRUPTED));
    List<String> reports = new ArrayList<>();
    System.out.println(Table.CREATED);
    try {
      for (int i = 0; i < each.size(); i++) {
        for (Side side : sides) {
          cluster().restartApi();
          remove(create(side, WARM_UP));
          Placed placed = create(side, each.get(i));
          System.out.println(Table.created(placed));
          if (i == each.size() - 1) {
            Placed few = create(side, 2 * QUIET_FAILURES);
            interrupted.addAll(failures(placed, few));
            if (reporting && side == Side.KEEPSTEP) {
              reports.addAll(heartbeats(placed, few));
            }
            remove(few);
          }
          remove(placed);
        }
      }
    } finally {
      // what was measured is said, whatever came next
      interrupted.forEach(System.out::println);
      reports.forEach(System.out::println);
    }
  }

  /** So many at once, then one after another on a quiet cluster. */
  private List<String> failures(Placed placed, Placed few) throws InterruptedException {
    List<String> rows = new ArrayList<>();
    if (load.failures() > 0) {
      rows.add(interrupt(placed, jobs(placed, 0, load.failures())));
      quiet();
    }
    for (int i = 0; i < QUIET_FAILURES; i++) {
      rows.add(interrupt(few, jobs(few, i, i + 1)));
      quiet();
    }
    return rows;
  }

  /** One of Keepstep's pods. */
  private Pod pod() {
    String namespace = "pods";
    cluster().namespace(namespace);
    HasMetadata job = Side.KEEPSTEP.job("job", namespace);
    cluster().client.resource(job).create();
    Pod pod =
        Awaitility.await()
            .atMost(MINUTE)
            .until(
                () ->
                    cluster()
                        .client
                        .pods()
                        .inNamespace(namespace)
                        .withLabel(Side.KEEPSTEP.label())
                        .list()
                        .getItems(),
                pods -> !pods.isEmpty())
            .get(0);
    cluster().client.resource(job).delete();
    return pod;
  }

  private static List<String> jobs(Placed placed, int from, int to) {
    return placed.times().latest.keySet().stream().sorted().skip(from).limit(to - from).toList();
  }

  /**
   * Jobs whose pods run.
   *
   * @param createdAt when the API server had taken each, by job
   * @param used until all ran, and until the API server was quiet again
   */
  record Placed(
      Side side,
      String namespace,
      long began,
      Map<String, Long> createdAt,
      PodTimes times,
      Machine used,
      Machine settled) {
    void close() {
      times.close();
    }

    /** Seconds from each job's creation to its pod's binding, in order. */
    double[] toBound() {
      return times.first.entrySet().stream()
          .mapToDouble(e -> (e.getValue().boundAt() - createdAt.get(e.getKey())) / SECOND)
          .sorted()
          .toArray();
    }

    double allBound() {
      return times.first.values().stream().mapToLong(PodTimes.Seen::boundAt).max().orElse(began)
              / SECOND
          - began / SECOND;
    }

    double allRunning() {
      return times.running.values().stream().mapToLong(Long::longValue).max().orElse(began) / SECOND
          - began / SECOND;
    }
  }

  private Placed create(Side side, int size) throws InterruptedException {
    String namespace = "n" + ++round;
    cluster().namespace(namespace);
    Awaitility.await()
        .atMost(PATIENCE)
        .until(
            () ->
                cluster().client.serviceAccounts().inNamespace(namespace).withName("default").get()
                    != null);
    PodTimes times = new PodTimes(cluster().client, namespace, side.label());
    List<HasMetadata> jobs = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      jobs.add(side.job("job-%05d".formatted(i), namespace));
    }
    quiet();
    Map<String, Long> createdAt = new ConcurrentHashMap<>();
    Machine before = cluster().now();
    long began = System.nanoTime();
    together(
        jobs,
        job -> {
          cluster().client.resource(job).create();
          createdAt.put(job.getMetadata().getName(), System.nanoTime());
        });
    Awaitility.await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(50))
        .until(() -> times.running.size() >= size);
    Machine used = cluster().now().since(before);
    quiet();
    return new Placed(
        side, namespace, began, createdAt, times, used, cluster().now().since(before));
  }

  /** Ends the jobs, and waits until all that they had is gone. */
  private void remove(Placed placed) {
    placed.close();
    HasMetadata any = placed.side().job("any", placed.namespace());
    cluster()
        .client
        .genericKubernetesResources(any.getApiVersion(), any.getKind())
        .inNamespace(placed.namespace())
        .withPropagationPolicy(DeletionPropagation.BACKGROUND)
        .delete();
    ListOptions one = new ListOptionsBuilder().withLimit(1L).build();
    Awaitility.await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofSeconds(1))
        .until(
            () ->
                Stream.of(cluster().client.pods(), cluster().client.leases())
                    .allMatch(
                        kind ->
                            kind.inNamespace(placed.namespace()).list(one).getItems().isEmpty()));
  }

  /**
   * A minute without, and one with all of Keepstep's trainers reporting, after their first report;
   * then one pod after another fails beside them.
   *
   * @return rows of {@link Table#HEARTBEATS} and of {@link Table#INTERRUPTED}
   */
  private List<String> heartbeats(Placed placed, Placed others) throws InterruptedException {
    quiet();
    List<String> rows = new ArrayList<>(List.of(Table.HEARTBEATS));
    rows.add(Table.heartbeats(0, MINUTE, minute()));
    List<String> pods =
        placed.times().latest.values().stream().map(PodTimes.Seen::pod).sorted().toList();
    try (Heartbeats heartbeats = new Heartbeats(cluster().client, placed.namespace(), pods)) {
      minute();
      long before = heartbeats.written();
      Machine used = minute();
      rows.add(Table.heartbeats(heartbeats.written() - before, MINUTE, used));
      rows.add(Table.INTERRUPTED);
      for (int i = QUIET_FAILURES; i < 2 * QUIET_FAILURES; i++) {
        rows.add(interrupt(others, jobs(others, i, i + 1)));
      }
    }
    return rows;
  }

  private Machine minute() throws InterruptedException {
    Machine before = cluster().now();
    Thread.sleep(MINUTE);
    return cluster().now().since(before);
  }

  /** Each job's first failure: a Job's later ones wait longer. */
  private String interrupt(Placed placed, List<String> jobs) throws InterruptedException {
    Map<String, String> pods =
        jobs.stream().collect(Collectors.toMap(j -> j, j -> placed.times().latest.get(j).pod()));
    Map<String, Long> failedAt = new ConcurrentHashMap<>();
    Machine before = cluster().now();
    long began = System.nanoTime();
    together(
        jobs,
        job -> {
          failedAt.put(job, System.nanoTime());
          Interruptions.fail(cluster().client, placed.namespace(), pods.get(job));
        });
    Awaitility.await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(5))
        .until(
            () ->
                jobs.stream()
                    .noneMatch(j -> placed.times().latest.get(j).pod().equals(pods.get(j))));
    double[] waits =
        jobs.stream()
            .mapToDouble(j -> (placed.times().latest.get(j).boundAt() - failedAt.get(j)) / SECOND)
            .sorted()
            .toArray();
    double all =
        (jobs.stream().mapToLong(j -> placed.times().latest.get(j).boundAt()).max().orElse(began)
                - began)
            / SECOND;
    return Table.interrupted(placed.side(), waits, all, cluster().now().since(before));
  }

  /**
   * Waits until nothing happens any more for some seconds, since who puts off what is only told
   * begins with it a while after the pods; what is told now and then goes on.
   */
  private void quiet() {
    Machine[] last = {cluster().now()};
    Awaitility.await()
        .atMost(PATIENCE)
        .pollDelay(Duration.ofSeconds(1))
        .pollInterval(Duration.ofSeconds(1))
        .during(CALM)
        .until(
            () -> {
              Machine now = cluster().now();
              Map<String, Long> more = now.since(last[0]).writes();
              last[0] = now;
              return more.entrySet().stream()
                  .filter(e -> e.getKey().contains("pods") || e.getKey().contains("events"))
                  .allMatch(e -> e.getValue() <= 2);
            });
  }

  private static <T> void together(List<T> all, Consumer<T> each) throws InterruptedException {
    try (ExecutorService threads = Executors.newFixedThreadPool(CLIENTS)) {
      List<Future<?>> done = new ArrayList<>();
      all.forEach(t -> done.add(threads.submit(() -> each.accept(t))));
      for (Future<?> one : done) {
        one.get();
      }
    } catch (java.util.concurrent.ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
  }
}
