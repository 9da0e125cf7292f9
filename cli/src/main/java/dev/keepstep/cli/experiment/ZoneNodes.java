package dev.keepstep.cli.experiment;

import dev.keepstep.localcluster.LocalCluster;
import dev.keepstep.localcluster.LocalClusterException;
import dev.keepstep.localcluster.NodeSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** The spot nodes of a local cluster, one a zone at most: they come and go by a plan. */
final class ZoneNodes implements AutoCloseable {
  private static final int LONGEST_NAME = 30;

  private final LocalCluster cluster;
  private final Map<String, String> labels;
  private final BiConsumer<String, String> tell;
  private final Map<String, String> nodes = new ConcurrentHashMap<>();
  private final List<Thread> players = new ArrayList<>();
  private final AtomicInteger made = new AtomicInteger();
  private final AtomicReference<@Nullable RuntimeException> failure = new AtomicReference<>();
  private volatile CountDownLatch stopped = new CountDownLatch(1);

  /**
   * @param labels of each node
   * @param tell hears of each change: a word and a text
   */
  ZoneNodes(LocalCluster cluster, Map<String, String> labels, BiConsumer<String, String> tell) {
    this.cluster = cluster;
    this.labels = labels;
    this.tell = tell;
  }

  /** Has a node in the zones that begin with one, and in no other; nothing is told. */
  void begin(NodePlan plan, List<String> zones) {
    for (String zone : zones) {
      if (plan.first().contains(zone)) {
        add(zone);
      } else {
        remove(zone);
      }
    }
  }

  /** Plays the changes from now on, a thread a zone, until {@link #stop}. */
  void play(NodePlan plan, List<String> zones) {
    Instant began = Instant.now();
    CountDownLatch end = new CountDownLatch(1);
    stopped = end;
    for (String zone : zones) {
      players.add(
          Thread.ofPlatform()
              .daemon()
              .name("nodes of " + zone)
              .start(() -> play(plan.of(zone), began, end)));
    }
  }

  /** A node that is being brought or taken away is finished with before the end is heeded. */
  private void play(List<NodePlan.Change> changes, Instant began, CountDownLatch end) {
    try {
      for (NodePlan.Change change : changes) {
        Duration wait = Duration.between(Instant.now(), began.plus(change.at()));
        if (end.await(Math.max(0, wait.toMillis()), TimeUnit.MILLISECONDS)) {
          return;
        }
        if (change.up()) {
          add(change.zone());
          tell.accept("spot back", change.zone());
        } else {
          remove(change.zone());
          tell.accept("spot gone", change.zone());
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      failure.compareAndSet(null, e);
    }
  }

  /**
   * Plays no more; the nodes stay as they are.
   *
   * @throws LocalClusterException if a node could not be brought or taken away
   */
  void stop() throws InterruptedException {
    stopped.countDown();
    for (Thread player : players) {
      player.join();
    }
    players.clear();
    RuntimeException failed = failure.getAndSet(null);
    if (failed != null) {
      throw failed;
    }
  }

  private void add(String zone) {
    if (!nodes.containsKey(zone)) {
      String name = name(zone, made.incrementAndGet());
      cluster.addNode(NodeSpec.spot(name, zone).withLabels(labels));
      nodes.put(zone, name);
    }
  }

  /** As a machine goes, with the cloud's controller as quick as the clock is. */
  private void remove(String zone) {
    String name = nodes.remove(zone);
    if (name != null) {
      cluster.kill(name, Duration.ZERO);
    }
  }

  static String name(String zone, int number) {
    String clean = zone.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
    String brief = clean.length() > LONGEST_NAME ? clean.substring(0, LONGEST_NAME) : clean;
    return "spot-%s-%d".formatted(brief, number);
  }

  @Override
  public void close() {
    stopped.countDown();
  }
}
