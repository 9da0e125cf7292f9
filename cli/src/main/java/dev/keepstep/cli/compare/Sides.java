package dev.keepstep.cli.compare;

import dev.keepstep.api.v1alpha1.ResultStatus;
import dev.keepstep.api.v1alpha1.TrainingJob;
import dev.keepstep.cli.UserError;
import dev.keepstep.cli.runs.Curves;
import dev.keepstep.cli.runs.JobOptions;
import dev.keepstep.cli.runs.Jobs;
import dev.keepstep.cli.runs.MetricsFile;
import dev.keepstep.cli.runs.RunFiles;
import dev.keepstep.cli.s3.S3Options;
import dev.keepstep.cli.s3.S3Place;
import dev.keepstep.core.checkpoint.ObjectStore;
import dev.keepstep.core.json.JsonException;
import dev.keepstep.core.proof.Metric;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds what a command line names: a file, a folder, a place in S3, or a job. */
final class Sides {
  private static final Pattern JOB =
      Pattern.compile("(?:job|trainingjob|trainingjobs|tj)/([a-z0-9.-]+)");
  private static final Pattern SHARE =
      Pattern.compile("(?:-|[0-9]+\\.[0-9]+) \\(([0-9]{1,18})/([0-9]{1,18})\\)");

  private final S3Options s3;
  private final JobOptions jobs;

  Sides(S3Options s3, JobOptions jobs) {
    this.s3 = s3;
    this.jobs = jobs;
  }

  /**
   * Reads one side.
   *
   * @throws UserError in one sentence, if there are no metrics
   */
  Side read(String source) throws IOException {
    Matcher job = JOB.matcher(source);
    Side side =
        S3Place.looksLike(source)
            ? inBucket(source)
            : job.matches() ? ofJob(source, job.group(1)) : inFile(source);
    if (side.metrics().isEmpty()) {
      throw UserError.usage(source + " has no metrics", "compare runs that are complete");
    }
    return side;
  }

  private Side inBucket(String source) {
    S3Place place = S3Place.parse(source);
    try (ObjectStore store = s3.open(place.bucket())) {
      RunFiles files = RunFiles.read(store, place.prefix());
      if (files.metrics().isPresent()) {
        return Side.of(source, files.metrics().get(), files.curves());
      }
      throw UserError.usage(
          files.problems().isEmpty()
              ? source + " has no result/" + MetricsFile.NAME
              : source + ": " + files.problems().getFirst(),
          files.identity().isPresent()
              ? "the run is not complete: wait for it, keepstep report shows how far it is"
              : "a run's prefix is spec.checkpoint.s3.prefix of its job, else <namespace>/<name>");
    }
  }

  private Side ofJob(String source, String name) {
    TrainingJob job = Jobs.find(jobs, name);
    ResultStatus result = job.getStatus() == null ? null : job.getStatus().result();
    if (result == null) {
      throw UserError.usage(
          "TrainingJob %s has no result: it is not complete".formatted(name),
          "kubectl wait --for=condition=Complete trainingjob/" + name);
    }
    List<Metric> metrics = new ArrayList<>();
    new TreeMap<>(result.metrics())
        .forEach(
            (metric, text) -> {
              Matcher share = SHARE.matcher(text);
              if (share.matches()) {
                metrics.add(
                    new Metric(
                        metric, Long.parseLong(share.group(1)), Long.parseLong(share.group(2))));
              }
            });
    return new Side(
        source,
        metrics,
        Optional.ofNullable(result.fingerprint()),
        Optional.empty(),
        Curves.none());
  }

  private static Side inFile(String source) throws IOException {
    Path path = Path.of(source);
    for (Path file :
        List.of(
            path,
            path.resolve(MetricsFile.NAME),
            path.resolve("result").resolve(MetricsFile.NAME))) {
      if (Files.isRegularFile(file)) {
        try {
          return Side.of(source, MetricsFile.parse(Files.readString(file)), Curves.none());
        } catch (JsonException | IllegalArgumentException e) {
          throw UserError.usage(
              file + ": " + e.getMessage(), "compare takes a run's result/" + MetricsFile.NAME);
        }
      }
    }
    throw UserError.usage(
        Files.exists(path)
            ? source + " is a folder with neither metrics.json nor result/metrics.json"
            : "\"" + source + "\" is no file or folder",
        "name a metrics.json, a folder with one, s3://BUCKET/PREFIX, or job/NAME");
  }
}
