package dev.keepstep.cli.runs;

import dev.keepstep.core.json.Json;
import dev.keepstep.core.json.JsonException;
import dev.keepstep.core.json.JsonObject;
import dev.keepstep.core.proof.Envelope;
import dev.keepstep.core.proof.Metric;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a finished run says of itself in {@code result/metrics.json}.
 *
 * @param seed the run's one seed
 * @param steps how many it did
 * @param fingerprint of the final parameters and updater state, 64 hex digits
 * @param modelSha256 of {@code model.zip}
 * @param metrics in the file's order, by the names of the file
 * @param parameters as the program read them
 * @param envelope what the bits depended on besides
 */
public record MetricsFile(
    long seed,
    long steps,
    String fingerprint,
    String modelSha256,
    List<Metric> metrics,
    Map<String, String> parameters,
    Optional<Envelope> envelope) {
  /** The file's name. */
  public static final String NAME = "metrics.json";

  private static final String FORMAT = "keepstep-metrics/1";

  public MetricsFile {
    metrics = List.copyOf(metrics);
    parameters = Map.copyOf(parameters);
  }

  /**
   * Reads the file's text.
   *
   * @throws JsonException naming the field that is missing or has no sense
   */
  public static MetricsFile parse(String text) {
    JsonObject file = Json.readObject(text, "metrics");
    String format = file.string("format");
    if (!format.equals(FORMAT)) {
      throw new JsonException(
          "metrics.format is \"%s\", this command reads \"%s\"".formatted(format, FORMAT));
    }
    JsonObject figures = file.object("metrics");
    List<Metric> metrics = new ArrayList<>();
    for (String name : figures.names()) {
      JsonObject share = figures.object(name);
      try {
        metrics.add(new Metric(name, share.integer("k"), share.integer("n")));
      } catch (IllegalArgumentException e) {
        throw new JsonException("metrics.metrics: " + e.getMessage());
      }
    }
    return new MetricsFile(
        file.integer("seed"),
        file.integer("steps"),
        file.string("fingerprint"),
        file.string("modelSha256"),
        metrics,
        file.stringMap("parameters"),
        file.optionalObject("envelope").map(Envelope::fromJson));
  }

  /** What makes the run this run, by name, for telling two apart. */
  Map<String, String> identity() {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("seed", Long.toString(seed));
    fields.put("steps", Long.toString(steps));
    new java.util.TreeMap<>(parameters)
        .forEach((name, value) -> fields.put("parameters." + name, value));
    return fields;
  }
}
