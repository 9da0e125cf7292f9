package dev.keepstep.cli.bench.scale;

import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the processes used and what the API server was asked to write, up to now.
 *
 * @param cpu seconds of processor time by process
 * @param rss megabytes of memory held by process
 * @param writes requests that change something, by verb and resource
 */
record Machine(Map<String, Double> cpu, Map<String, Long> rss, Map<String, Long> writes) {
  static final String CLIENT = "this client";

  private static final double TICKS_PER_SECOND = 100;
  private static final int UTIME = 11;
  private static final Pattern REQUESTS =
      Pattern.compile("^apiserver_request_total\\{(.*)} ([0-9.e+]+)$", Pattern.MULTILINE);
  private static final Pattern LABEL = Pattern.compile("(\\w+)=\"([^\"]*)\"");

  static Machine now(Map<String, Long> processes, KubernetesClient client) {
    Map<String, Double> cpu = new TreeMap<>();
    Map<String, Long> rss = new TreeMap<>();
    processes.forEach(
        (name, pid) -> {
          String stat = read(pid, "stat");
          String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
          cpu.put(
              name,
              (Long.parseLong(fields[UTIME]) + Long.parseLong(fields[UTIME + 1]))
                  / TICKS_PER_SECOND);
          Matcher held = Pattern.compile("VmRSS:\\s+(\\d+) kB").matcher(read(pid, "status"));
          rss.put(name, held.find() ? Long.parseLong(held.group(1)) / 1024 : 0);
        });
    return new Machine(cpu, rss, writes(client.raw("/metrics")));
  }

  private static String read(long pid, String file) {
    try {
      return Files.readString(Path.of("/proc", Long.toString(pid), file));
    } catch (IOException e) {
      throw new UncheckedIOException("process " + pid + " is gone", e);
    }
  }

  private static Map<String, Long> writes(String metrics) {
    Map<String, Long> writes = new TreeMap<>();
    Matcher line = REQUESTS.matcher(metrics);
    while (line.find()) {
      Map<String, String> labels = new TreeMap<>();
      LABEL.matcher(line.group(1)).results().forEach(l -> labels.put(l.group(1), l.group(2)));
      String verb = labels.getOrDefault("verb", "");
      if (!Pattern.matches("POST|PUT|PATCH|APPLY|DELETE", verb)) {
        continue;
      }
      String sub = labels.getOrDefault("subresource", "");
      writes.merge(
          verb + " " + labels.get("resource") + (sub.isEmpty() ? "" : "/" + sub),
          (long) Double.parseDouble(line.group(2)),
          Long::sum);
    }
    return writes;
  }

  /** What came since; memory as it is now. */
  Machine since(Machine before) {
    Map<String, Double> used = new TreeMap<>();
    cpu.forEach((name, now) -> used.put(name, now - before.cpu.getOrDefault(name, 0.0)));
    Map<String, Long> more = new TreeMap<>();
    writes.forEach(
        (what, now) -> {
          long count = now - before.writes.getOrDefault(what, 0L);
          if (count > 0) {
            more.put(what, count);
          }
        });
    return new Machine(used, rss, more);
  }

  /** Of the cluster and who controls it: what the benchmark itself uses is no part of it. */
  double totalCpu() {
    return cpu.entrySet().stream()
        .filter(e -> !e.getKey().equals(CLIENT))
        .mapToDouble(Map.Entry::getValue)
        .sum();
  }
}
