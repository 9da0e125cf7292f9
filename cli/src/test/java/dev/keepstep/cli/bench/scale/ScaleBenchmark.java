package dev.keepstep.cli.bench.scale;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;

/**
 * {@code ./keepstep bench scale [--jobs 100,1000,1000] [--fail 1000]}: so many jobs at once on a
 * control plane alone, each number once for the Job controller and once for Keepstep in turn; then
 * so many of the last pods interrupted at once, and one on a quiet cluster.
 */
public final class ScaleBenchmark {
  /** Clients that create at once; there is no limit on their rate. */
  private static final int CLIENTS = 20;

  /** Before the first figures: caches, connections and compilers warm up on both sides. */
  private static final int WARM_UP = 100;

  private static final int QUIET_FAILURES = 5;
  private static final Duration PATIENCE = Duration.ofMinutes(10);
  private static final double SECOND = 1e9;

  private final ScaleCluster cluster;
  private int round;

  private ScaleBenchmark(ScaleCluster cluster) {
    this.cluster = cluster;
  }

  /**
   * @param arguments as the class says
   */
  public static void run(List<String> arguments) throws IOException, InterruptedException {
    List<Integer> sizes = List.of(100, 1000);
    int failures = 1000;
    for (int i = 0; i + 1 < arguments.size(); i += 2) {
      switch (arguments.get(i)) {
        case "--jobs" ->
            sizes =
                Arrays.stream(arguments.get(i + 1).split(",", -1)).map(Integer::valueOf).toList();
        case "--fail" -> failures = Integer.parseInt(arguments.get(i + 1));
        default -> throw new IllegalArgumentException("bench scale takes --jobs N,N and --fail N");
      }
    }
    Path folder = Files.createTempDirectory("keepstep-scale-");
    try (ScaleCluster cluster = new ScaleCluster(folder)) {
      ScaleBenchmark benchmark = new ScaleBenchmark(cluster);
      benchmark.all(sizes, failures);
    }
  }

  private void all(List<Integer> sizes, int failures) throws InterruptedException {
    for (Side side : List.of(Side.JOB, Side.KEEPSTEP)) {
      create(side, WARM_UP).close();
    }
    System.out.println(Table.CREATED);
    List<Placed> last = new ArrayList<>();
    for (int size : sizes) {
      last.forEach(Placed::close);
      last.clear();
      for (Side side : List.of(Side.JOB, Side.KEEPSTEP)) {
        Placed placed = create(side, size);
        System.out.println(Table.created(placed));
        last.add(placed);
      }
    }
    System.out.println(Table.INTERRUPTED);
    for (Placed placed : last) {
      interrupt(placed, failures);
      for (int i = 0; i < QUIET_FAILURES; i++) {
        quiet();
        interrupt(placed, 1);
      }
      placed.close();
    }
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
    cluster.namespace(namespace);
    Awaitility.await()
        .atMost(PATIENCE)
        .until(
            () ->
                cluster.client.serviceAccounts().inNamespace(namespace).withName("default").get()
                    != null);
    PodTimes times = new PodTimes(cluster.client, namespace, side.label());
    List<HasMetadata> jobs = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      jobs.add(side.job("job-%05d".formatted(i), namespace));
    }
    quiet();
    Map<String, Long> createdAt = new ConcurrentHashMap<>();
    Machine before = cluster.now();
    long began = System.nanoTime();
    together(
        jobs,
        job -> {
          cluster.client.resource(job).create();
          createdAt.put(job.getMetadata().getName(), System.nanoTime());
        });
    Awaitility.await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(50))
        .until(() -> times.running.size() >= size);
    Machine used = cluster.now().since(before);
    quiet();
    return new Placed(side, namespace, began, createdAt, times, used, cluster.now().since(before));
  }

  private void interrupt(Placed placed, int wanted) throws InterruptedException {
    List<String> jobs = placed.times().latest.keySet().stream().sorted().limit(wanted).toList();
    Map<String, String> pods =
        jobs.stream().collect(Collectors.toMap(j -> j, j -> placed.times().latest.get(j).pod()));
    Map<String, Long> failedAt = new ConcurrentHashMap<>();
    Machine before = cluster.now();
    long began = System.nanoTime();
    together(
        jobs,
        job -> {
          failedAt.put(job, System.nanoTime());
          Interruptions.fail(cluster.client, placed.namespace(), pods.get(job));
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
    System.out.println(Table.interrupted(placed.side(), waits, all, cluster.now().since(before)));
  }

  /** Waits until nobody writes any more but the nodes, to say that they live. */
  private void quiet() {
    Machine[] last = {cluster.now()};
    Awaitility.await()
        .atMost(PATIENCE)
        .pollDelay(Duration.ofSeconds(1))
        .pollInterval(Duration.ofSeconds(1))
        .until(
            () -> {
              Machine now = cluster.now();
              Map<String, Long> more = now.since(last[0]).writes();
              last[0] = now;
              return more.entrySet().stream()
                  .filter(e -> !e.getKey().contains("leases") && !e.getKey().contains("nodes"))
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
