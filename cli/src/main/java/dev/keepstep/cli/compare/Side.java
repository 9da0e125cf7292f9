package dev.keepstep.cli.compare;

import dev.keepstep.cli.runs.Curves;
import dev.keepstep.cli.runs.MetricsFile;
import dev.keepstep.core.proof.Metric;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One of the two that are compared.
 *
 * @param source as the command line named it
 * @param metrics by their own names
 * @param fingerprint of the final parameters and updater state; empty: not known
 * @param file all that the run says of itself; empty: only a job's status was read
 * @param curves loss and accuracy by step, where a bucket was read
 */
record Side(
    String source,
    List<Metric> metrics,
    Optional<String> fingerprint,
    Optional<MetricsFile> file,
    Curves curves) {
  Side {
    metrics = List.copyOf(metrics);
  }

  static Side of(String source, MetricsFile file, Curves curves) {
    return new Side(
        source, file.metrics(), Optional.of(file.fingerprint()), Optional.of(file), curves);
  }

  /** For programs. */
  Map<String, @Nullable Object> json() {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    map.put("source", source);
    map.put("fingerprint", fingerprint.orElse(null));
    map.put("modelSha256", file.map(MetricsFile::modelSha256).orElse(null));
    map.put("seed", file.map(MetricsFile::seed).orElse(null));
    map.put("steps", file.map(MetricsFile::steps).orElse(null));
    return map;
  }
}
