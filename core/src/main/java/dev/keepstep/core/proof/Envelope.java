package dev.keepstep.core.proof;

import dev.keepstep.core.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the bits of a run depend on besides code, data and seed, and nothing else: two attempts with
 * equal envelopes compute the same bits.
 *
 * @param kernels {@code Portable} (the same bits on every x86-64 CPU with AVX2) or {@code Native}
 * @param classifier which build of the native library was loaded, such as {@code linux-x86_64}
 * @param threads threads that one operation is spread over, at least 1
 * @param versions of the libraries that compute, by name: nd4j, openblas, libc, …
 * @param image digest of the container image, or of the class path where there is none
 * @param program what is trained and how, as the program names it
 * @param cpuFamily the instruction-set family that Native kernels chose; empty if Portable
 * @param gpu model and driver, where one computes
 */
public record Envelope(
    String kernels,
    String classifier,
    int threads,
    Map<String, String> versions,
    String image,
    String program,
    Optional<String> cpuFamily,
    Optional<Gpu> gpu) {
  public static final String PORTABLE = "Portable";
  public static final String NATIVE = "Native";

  public record Gpu(String model, String driver) {}

  /**
   * A field that is not the same in two envelopes.
   *
   * @param field its name, {@code versions.openblas} for one of the versions
   * @param expected its value in the envelope of attempt 1, "none" if absent
   * @param found its value here
   */
  public record Difference(String field, String expected, String found) {
    /** For people: {@code threads was 1, is 2}. */
    @Override
    public String toString() {
      return field + " was " + expected + ", is " + found;
    }
  }

  public Envelope {
    if (!kernels.equals(PORTABLE) && !kernels.equals(NATIVE)) {
      throw new IllegalArgumentException(
          "envelope.kernels is \"" + kernels + "\", expected Portable or Native");
    }
    if (threads < 1) {
      throw new IllegalArgumentException(
          "envelope.threads is " + threads + ", expected at least 1");
    }
    if (kernels.equals(NATIVE) != cpuFamily.isPresent()) {
      throw new IllegalArgumentException(
          "envelope.cpuFamily is named exactly when kernels is Native: kernels "
              + kernels
              + ", cpuFamily "
              + cpuFamily.orElse("none"));
    }
    versions = Map.copyOf(versions);
  }

  /** Which fields differ, in a fixed order; empty if the bits must be the same. */
  public List<Difference> differences(Envelope found) {
    Map<String, String> expected = fields();
    Map<String, String> other = found.fields();
    List<String> names = new ArrayList<>(expected.keySet());
    other.keySet().stream().filter(name -> !expected.containsKey(name)).forEach(names::add);
    return names.stream()
        .map(
            name ->
                new Difference(
                    name, expected.getOrDefault(name, "none"), other.getOrDefault(name, "none")))
        .filter(difference -> !difference.expected().equals(difference.found()))
        .toList();
  }

  /**
   * What a scheduler can see of it before a pod runs: the CPU's family and the GPU's model. The
   * rest comes with the image and the settings, wherever the pod runs.
   */
  public Map<String, String> nodeVisible() {
    Map<String, String> visible = new TreeMap<>();
    cpuFamily.ifPresent(family -> visible.put("cpuFamily", family));
    gpu.ifPresent(g -> visible.put("gpu.model", g.model()));
    return visible;
  }

  /** All fields by name, sorted within the versions. */
  public Map<String, String> fields() {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("kernels", kernels);
    fields.put("classifier", classifier);
    fields.put("threads", Integer.toString(threads));
    new TreeMap<>(versions).forEach((name, value) -> fields.put("versions." + name, value));
    fields.put("image", image);
    fields.put("program", program);
    cpuFamily.ifPresent(family -> fields.put("cpuFamily", family));
    gpu.ifPresent(
        g -> {
          fields.put("gpu.model", g.model());
          fields.put("gpu.driver", g.driver());
        });
    return fields;
  }

  /**
   * Plain values for {@link dev.keepstep.core.json.Json#write}; equal envelopes give equal text.
   */
  public Map<String, @Nullable Object> toJson() {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    map.put("kernels", kernels);
    map.put("classifier", classifier);
    map.put("threads", threads);
    map.put("versions", new TreeMap<>(versions));
    map.put("image", image);
    map.put("program", program);
    cpuFamily.ifPresent(family -> map.put("cpuFamily", family));
    gpu.ifPresent(g -> map.put("gpu", gpuJson(g)));
    return map;
  }

  /**
   * @throws RuntimeException naming the field, if one is missing or has no sense
   */
  public static Envelope fromJson(JsonObject json) {
    return new Envelope(
        json.string("kernels"),
        json.string("classifier"),
        Math.toIntExact(json.integer("threads")),
        json.stringMap("versions"),
        json.string("image"),
        json.string("program"),
        json.optionalString("cpuFamily"),
        json.optionalObject("gpu").map(g -> new Gpu(g.string("model"), g.string("driver"))));
  }

  private static Map<String, @Nullable Object> gpuJson(Gpu gpu) {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    map.put("model", gpu.model());
    map.put("driver", gpu.driver());
    return map;
  }
}
