package dev.keepstep.trainer.report;

import dev.keepstep.core.checkpoint.ObjectStore;
import dev.keepstep.core.json.Json;
import dev.keepstep.core.json.JsonException;
import dev.keepstep.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Loss by step and accuracy now and then, as JSON lines for a report's pictures: {@code
 * {"step":120,"loss":0.123,"millis":96.1}}, with {@code "accuracy"} where it was measured. One file
 * a writer, thinned so that it never has more than about {@link #POINTS} lines; at the end of the
 * run the writers' files become one. Safe for use by several threads.
 */
public final class Curve {
  /** Lines of a run's curve, about. */
  public static final int POINTS = 2000;

  private final String folder;
  private final int writer;
  private final long every;
  private final List<String> lines = new ArrayList<>();
  private int stored;

  /**
   * @param result the run's result folder, ending in a slash
   * @param steps of the whole run
   */
  public Curve(String result, int writer, long steps) {
    this.folder = result + "curve/";
    this.writer = writer;
    this.every = Math.max(1, steps / POINTS);
  }

  /** Records a step. */
  public synchronized void step(long step, double loss, double millis) {
    if (step % every == 0) {
      Map<String, @Nullable Object> line = new LinkedHashMap<>();
      line.put("step", step);
      line.put("loss", loss);
      line.put("millis", Math.round(millis * 1000) / 1000.0);
      lines.add(Json.write(line));
    }
  }

  /** Records an accuracy on the calibration documents' first few. */
  public synchronized void accuracy(long step, double accuracy) {
    Map<String, @Nullable Object> line = new LinkedHashMap<>();
    line.put("step", step);
    line.put("accuracy", accuracy);
    lines.add(Json.write(line));
  }

  /** Stores the writer's file if anything is new. */
  public void flush(ObjectStore store) {
    List<String> all;
    synchronized (this) {
      if (lines.size() == stored) {
        return;
      }
      all = List.copyOf(lines);
    }
    store.put("%s%06d.jsonl".formatted(folder, writer), bytes(all));
    synchronized (this) {
      stored = Math.max(stored, all.size());
    }
  }

  /**
   * The whole run's lines by step; where a step was done twice, the later writer's count.
   *
   * @return JSON lines
   */
  public String whole(ObjectStore store) {
    Map<Long, Map<String, @Nullable Object>> bySteps = new TreeMap<>();
    for (String key : store.list(folder).keys()) { // ascending: later writers come later
      for (String line : new String(store.get(key), StandardCharsets.UTF_8).lines().toList()) {
        merge(bySteps, line);
      }
    }
    StringBuilder text = new StringBuilder();
    bySteps.values().forEach(line -> text.append(Json.write(line)).append('\n'));
    return text.toString();
  }

  private static void merge(Map<Long, Map<String, @Nullable Object>> bySteps, String line) {
    try {
      JsonObject json = Json.readObject(line, "curve");
      bySteps
          .computeIfAbsent(json.integer("step"), step -> new LinkedHashMap<>())
          .putAll(json.toMap());
    } catch (JsonException e) {
      // a picture with one point less
    }
  }

  private static byte[] bytes(List<String> lines) {
    return (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8);
  }
}
