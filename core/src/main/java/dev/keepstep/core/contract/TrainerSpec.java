package dev.keepstep.core.contract;

import dev.keepstep.core.json.Json;
import dev.keepstep.core.json.JsonException;
import dev.keepstep.core.json.JsonObject;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The spec file: what a trainer must know of its TrainingJob beyond the environment. The operator
 * renders it into a pod annotation, which the pod mounts at {@link TrainerEnv#SPEC_PATH}.
 *
 * @param seed the run's one seed
 * @param steps total optimiser steps, 1 or more
 * @param parameters handed to the program; part of the run's identity
 * @param storage where checkpoints lie
 * @param interval time between two checkpoints; empty: the trainer computes it (Young/Daly) from
 *     the measured cost of a save and {@code meanTimeBetweenInterruptions}
 * @param meanTimeBetweenInterruptions as the operator has observed it, with the chart's prior
 * @param retainLast how many verified checkpoints to keep, 1 or more
 * @param reproducibility kernels, envelope and what to do when bits differ
 * @param program name of the training program; empty: the trainer's choice
 * @param from the checkpoint that this run was forked from
 */
public record TrainerSpec(
    long seed,
    long steps,
    Map<String, String> parameters,
    Storage storage,
    Optional<Duration> interval,
    Duration meanTimeBetweenInterruptions,
    int retainLast,
    Reproducibility reproducibility,
    Optional<String> program,
    Optional<Fork> from) {

  /**
   * A place in S3.
   *
   * @param prefix without a leading or trailing slash
   * @param region AWS region, or whatever the endpoint expects
   * @param endpoint URL of a server other than AWS's own
   * @param pathStyle whether the bucket is named in the path rather than in the host
   * @param kmsKeyId key for server-side encryption
   */
  public record Storage(
      String bucket,
      String prefix,
      String region,
      Optional<String> endpoint,
      boolean pathStyle,
      Optional<String> kmsKeyId) {
    /** The same server, region and credentials; another bucket. */
    public Storage withBucket(String other) {
      return new Storage(other, prefix, region, endpoint, pathStyle, kmsKeyId);
    }

    Map<String, @Nullable Object> toJson() {
      Map<String, @Nullable Object> s3 = new LinkedHashMap<>();
      s3.put("bucket", bucket);
      s3.put("prefix", prefix);
      s3.put("region", region);
      endpoint.ifPresent(e -> s3.put("endpoint", e));
      s3.put("pathStyle", pathStyle);
      kmsKeyId.ifPresent(k -> s3.put("kmsKeyId", k));
      return s3;
    }

    /**
     * @throws JsonException naming the field that is missing or has no sense
     */
    static Storage fromJson(JsonObject s3) {
      return new Storage(
          s3.string("bucket"),
          s3.string("prefix"),
          s3.string("region"),
          s3.optionalString("endpoint"),
          s3.bool("pathStyle"),
          s3.optionalString("kmsKeyId"));
    }
  }

  /**
   * A checkpoint of another run, from which this one goes on.
   *
   * @param bucket where the other run lies, on the same server
   * @param prefix of the other run
   * @param step which of its checkpoints; empty: the newest that verifies
   */
  public record Fork(String bucket, String prefix, Optional<Long> step) {
    public Fork {
      step.ifPresent(
          s -> {
            if (s < 1) {
              throw new IllegalArgumentException(
                  "spec.checkpoint.from.step is " + s + ", expected 1 or more");
            }
          });
    }
  }

  /**
   * The names are those of the TrainingJob's enums: Portable or Native; Pin, Warn or Ignore; Fail
   * or Report.
   */
  public record Reproducibility(String kernels, String envelope, String onMismatch) {}

  /** Format of this file; a trainer refuses one that it does not know. */
  public static final String FORMAT = "keepstep-spec/1";

  public TrainerSpec {
    if (steps < 1) {
      throw new IllegalArgumentException("steps is " + steps + ", expected 1 or more");
    }
    if (retainLast < 1) {
      throw new IllegalArgumentException("retainLast is " + retainLast + ", expected 1 or more");
    }
    interval.ifPresent(
        i -> {
          if (i.isNegative() || i.isZero()) {
            throw new IllegalArgumentException("intervalSeconds must be more than 0, got " + i);
          }
        });
    parameters = Map.copyOf(parameters);
  }

  /** A run of the trainer's own choice of program, from step 0. */
  public TrainerSpec(
      long seed,
      long steps,
      Map<String, String> parameters,
      Storage storage,
      Optional<Duration> interval,
      Duration meanTimeBetweenInterruptions,
      int retainLast,
      Reproducibility reproducibility) {
    this(
        seed,
        steps,
        parameters,
        storage,
        interval,
        meanTimeBetweenInterruptions,
        retainLast,
        reproducibility,
        Optional.empty(),
        Optional.empty());
  }

  /** The file's text: one JSON object on one line; equal specs give equal text. */
  public String render() {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    map.put("format", FORMAT);
    map.put("seed", seed);
    map.put("steps", steps);
    map.put("parameters", new TreeMap<>(parameters));
    map.put("s3", storage.toJson());
    interval.ifPresent(i -> map.put("intervalSeconds", i.toMillis() / 1000.0));
    map.put(
        "meanTimeBetweenInterruptionsSeconds", meanTimeBetweenInterruptions.toMillis() / 1000.0);
    map.put("retainLast", retainLast);
    map.put("kernels", reproducibility.kernels());
    map.put("envelope", reproducibility.envelope());
    map.put("onMismatch", reproducibility.onMismatch());
    program.ifPresent(name -> map.put("program", name));
    from.ifPresent(fork -> map.put("from", render(fork)));
    return Json.write(map);
  }

  /**
   * Reads the file's text.
   *
   * @throws IllegalArgumentException naming the field that is missing or has no sense
   */
  public static TrainerSpec parse(String text) {
    try {
      JsonObject spec = Json.readObject(text, "spec");
      String format = spec.string("format");
      if (!format.equals(FORMAT)) {
        throw new IllegalArgumentException(
            "spec.format is \"%s\", this trainer reads \"%s\": use a trainer image of the operator's version"
                .formatted(format, FORMAT));
      }
      return new TrainerSpec(
          spec.integer("seed"),
          spec.integer("steps"),
          spec.stringMap("parameters"),
          Storage.fromJson(spec.object("s3")),
          spec.optionalNumber("intervalSeconds").map(TrainerSpec::seconds),
          seconds(spec.number("meanTimeBetweenInterruptionsSeconds")),
          Math.toIntExact(spec.integer("retainLast")),
          new Reproducibility(
              spec.string("kernels"), spec.string("envelope"), spec.string("onMismatch")),
          spec.optionalString("program"),
          spec.optionalObject("from").map(TrainerSpec::fork));
    } catch (JsonException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  private static Map<String, @Nullable Object> render(Fork fork) {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    map.put("bucket", fork.bucket());
    map.put("prefix", fork.prefix());
    fork.step().ifPresent(step -> map.put("step", step));
    return map;
  }

  private static Fork fork(JsonObject from) {
    return new Fork(from.string("bucket"), from.string("prefix"), from.optionalInteger("step"));
  }

  private static Duration seconds(double seconds) {
    return Duration.ofMillis(StrictMath.round(seconds * 1000));
  }
}
