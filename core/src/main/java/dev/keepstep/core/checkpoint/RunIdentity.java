package dev.keepstep.core.checkpoint;

import dev.keepstep.core.json.Json;
import dev.keepstep.core.json.JsonException;
import dev.keepstep.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What makes a run this run: what its bits are a function of, the envelope apart. Written once as
 * {@code run.json}; whoever comes later with another identity is refused.
 *
 * @param seed the run's one seed
 * @param steps total optimiser updates
 * @param parameters as handed to the program
 * @param program digest or version of what is trained and how
 * @param data digest of the data set
 * @param parent the run and checkpoint that this one was forked from
 */
public record RunIdentity(
    long seed,
    long steps,
    Map<String, String> parameters,
    String program,
    String data,
    Optional<String> parent) {
  private static final String FORMAT = "keepstep-run/1";

  /** Another run lives under this prefix; the message names the fields and both values. */
  public static final class Mismatch extends RuntimeException {
    private static final long serialVersionUID = 1;

    Mismatch(String message) {
      super(message);
    }
  }

  public RunIdentity {
    parameters = Map.copyOf(parameters);
  }

  /**
   * Creates run.json, or finds it there with this identity.
   *
   * @throws Mismatch if it says otherwise
   */
  public static void establish(ObjectStore store, CheckpointKeys keys, RunIdentity identity) {
    Optional<byte[]> there = Once.put(store, keys.run(), identity.write());
    if (there.isEmpty()) {
      return;
    }
    String where = "\"" + keys.prefix() + "\"";
    RunIdentity other;
    try {
      other = read(there.get());
    } catch (JsonException e) {
      throw new Mismatch(
          "the prefix %s holds a run.json that this program cannot read (%s): use another prefix"
              .formatted(where, e.getMessage()));
    }
    List<String> differences = other.differences(identity);
    if (!differences.isEmpty()) {
      throw new Mismatch(
          "the prefix %s belongs to another run, whose %s: use another prefix, or delete what is there"
              .formatted(where, String.join("; ", differences)));
    }
  }

  /**
   * The identity of the run that lies under a prefix.
   *
   * @throws StorageFailure.NotFound if none does
   * @throws JsonException if its run.json is none that this program reads
   */
  public static RunIdentity load(ObjectStore store, CheckpointKeys keys) {
    return read(store.get(keys.run()));
  }

  /** {@code seed is 1, this job's is 2}, for each field that differs. */
  List<String> differences(RunIdentity job) {
    Map<String, String> here = fields();
    Map<String, String> there = job.fields();
    List<String> names = new ArrayList<>(here.keySet());
    there.keySet().stream().filter(name -> !here.containsKey(name)).forEach(names::add);
    return names.stream()
        .filter(name -> !value(here, name).equals(value(there, name)))
        .map(
            name ->
                "%s is %s, this job's is %s".formatted(name, value(here, name), value(there, name)))
        .toList();
  }

  private static String value(Map<String, String> fields, String name) {
    return fields.getOrDefault(name, "unset");
  }

  private Map<String, String> fields() {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("seed", Long.toString(seed));
    fields.put("steps", Long.toString(steps));
    new TreeMap<>(parameters)
        .forEach((name, value) -> fields.put("parameters." + name, '"' + value + '"'));
    fields.put("program", '"' + program + '"');
    fields.put("data", '"' + data + '"');
    parent.ifPresent(p -> fields.put("parent", '"' + p + '"'));
    return fields;
  }

  private byte[] write() {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    map.put("format", FORMAT);
    map.put("seed", seed);
    map.put("steps", steps);
    map.put("parameters", new TreeMap<>(parameters));
    map.put("program", program);
    map.put("data", data);
    parent.ifPresent(p -> map.put("parent", p));
    return (Json.write(map) + "\n").getBytes(StandardCharsets.UTF_8);
  }

  /**
   * @throws JsonException if it is no run.json of this format
   */
  public static RunIdentity read(byte[] text) {
    JsonObject json = Json.readObject(new String(text, StandardCharsets.UTF_8), "run");
    if (!json.string("format").equals(FORMAT)) {
      throw new JsonException(
          "run.format is %s, this program reads %s".formatted(json.string("format"), FORMAT));
    }
    return new RunIdentity(
        json.integer("seed"),
        json.integer("steps"),
        json.stringMap("parameters"),
        json.string("program"),
        json.string("data"),
        json.optionalString("parent"));
  }
}
