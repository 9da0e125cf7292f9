package dev.keepstep.cli.simulate;

import dev.keepstep.cli.UserError;
import dev.keepstep.core.json.Json;
import dev.keepstep.core.json.JsonException;
import dev.keepstep.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Which pools, jobs, deadlines and starts a grid has.
 *
 * @param compute work of the jobs
 * @param ratios deadlines as multiples of the work
 * @param before what of the traces lies before the first start
 */
record GridFile(List<Spans> compute, List<Double> ratios, Spans before, List<Cell> cells) {

  /**
   * A row of the grid.
   *
   * @param set folder of its traces
   * @param pools the zones of each pool; empty: see {@code each}
   * @param each every zone is a pool of its own; else all zones are one
   * @param starts of each job in each pool
   */
  record Cell(String name, String set, List<List<String>> pools, boolean each, int starts) {}

  /** The file, or the grid that comes with Keepstep. */
  static GridFile read(@Nullable Path file) throws IOException {
    if (file != null) {
      if (!Files.isRegularFile(file)) {
        throw UserError.usage("--grid " + file + ": no such file", "correct the path");
      }
      return parse(file.toString(), Files.readString(file));
    }
    try (InputStream own =
        Objects.requireNonNull(GridFile.class.getResourceAsStream("grid.json"))) {
      return parse("grid.json", new String(own.readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  private static GridFile parse(String name, String text) {
    try {
      JsonObject o = Json.readObject(text, name);
      List<Double> ratios = new ArrayList<>();
      for (Object ratio : list(name, "deadlineRatios", o.toMap().get("deadlineRatios"))) {
        if (!(ratio instanceof Number number)) {
          throw new JsonException(name + ".deadlineRatios has " + ratio + "; give numbers");
        }
        ratios.add(number.doubleValue());
      }
      List<Cell> cells = new ArrayList<>();
      for (JsonObject cell : o.objects("cells")) {
        cells.add(cell(name, cell));
      }
      return new GridFile(
          o.strings("compute").stream().map(c -> Spans.of(name + ".compute", c)).toList(),
          ratios,
          Spans.of(name + ".before", o.string("before")),
          cells);
    } catch (JsonException e) {
      throw UserError.usage(String.valueOf(e.getMessage()), "");
    }
  }

  private static Cell cell(String name, JsonObject cell) {
    Object pools = cell.toMap().get("pools");
    boolean each = "each".equals(pools);
    List<List<String>> named = new ArrayList<>();
    if (!each && !"all".equals(pools)) {
      for (Object pool : list(name, "pools", pools)) {
        named.add(list(name, "pools", pool).stream().map(String::valueOf).toList());
      }
    }
    return new Cell(
        cell.string("name"),
        cell.string("set"),
        named,
        each,
        (int) Math.clamp(cell.integer("starts"), 1, 100_000));
  }

  private static List<?> list(String name, String field, @Nullable Object value) {
    if (value instanceof List<?> list) {
      return list;
    }
    throw new JsonException(name + "." + field + " is not an array");
  }
}
