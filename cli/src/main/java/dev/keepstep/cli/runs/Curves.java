package dev.keepstep.cli.runs;

import dev.keepstep.core.json.Json;
import dev.keepstep.core.json.JsonException;
import dev.keepstep.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Loss, accuracy and step time as a trainer recorded them.
 *
 * @param byWriter each writer's own points by step, ascending; a step that was done twice is in two
 * @param whole the run's points by step, ascending; where a step was done twice, the later one's
 */
public record Curves(SortedMap<Integer, List<Point>> byWriter, List<Point> whole) {
  /**
   * What was recorded of a step.
   *
   * @param millis the time that the step took
   */
  public record Point(
      long step, OptionalDouble loss, OptionalDouble accuracy, OptionalDouble millis) {
    private Point over(Point earlier) {
      return new Point(
          step,
          loss.isPresent() ? loss : earlier.loss,
          accuracy.isPresent() ? accuracy : earlier.accuracy,
          millis.isPresent() ? millis : earlier.millis);
    }
  }

  /** A value at a step. */
  public record At(long step, double value) {}

  public Curves {
    byWriter = Collections.unmodifiableSortedMap(new TreeMap<>(byWriter));
    whole = List.copyOf(whole);
  }

  public static Curves none() {
    return new Curves(new TreeMap<>(), List.of());
  }

  /**
   * From the files.
   *
   * @param files JSON lines by writer
   * @param joined JSON lines of the whole run, as a finished one has them; may be empty
   */
  public static Curves parse(Map<Integer, String> files, String joined) {
    SortedMap<Integer, List<Point>> byWriter = new TreeMap<>();
    TreeMap<Long, Point> whole = new TreeMap<>();
    points(joined).forEach(point -> add(whole, point));
    new TreeMap<>(files)
        .forEach(
            (writer, text) -> {
              TreeMap<Long, Point> own = new TreeMap<>();
              points(text)
                  .forEach(
                      point -> {
                        add(own, point);
                        add(whole, point);
                      });
              byWriter.put(writer, List.copyOf(own.values()));
            });
    return new Curves(byWriter, List.copyOf(whole.values()));
  }

  public List<At> loss() {
    return values(Point::loss);
  }

  public List<At> accuracy() {
    return values(Point::accuracy);
  }

  private List<At> values(Function<Point, OptionalDouble> which) {
    List<At> values = new ArrayList<>();
    for (Point point : whole) {
      which.apply(point).ifPresent(value -> values.add(new At(point.step(), value)));
    }
    return values;
  }

  private static void add(TreeMap<Long, Point> points, Point point) {
    points.merge(point.step(), point, (earlier, later) -> later.over(earlier));
  }

  private static List<Point> points(String text) {
    List<Point> points = new ArrayList<>();
    for (String line : text.lines().toList()) {
      try {
        JsonObject point = Json.readObject(line, "curve");
        points.add(
            new Point(
                point.integer("step"),
                number(point, "loss"),
                number(point, "accuracy"),
                number(point, "millis")));
      } catch (JsonException e) {
        // a line cut off with its writer: the picture has one point less
      }
    }
    return points;
  }

  private static OptionalDouble number(JsonObject point, String name) {
    return point.optionalNumber(name).map(OptionalDouble::of).orElseGet(OptionalDouble::empty);
  }
}
