package dev.keepstep.cli.runreport;

import dev.keepstep.api.v1alpha1.S3Spec;
import dev.keepstep.api.v1alpha1.TrainingJob;
import dev.keepstep.cli.Exit;
import dev.keepstep.cli.Output;
import dev.keepstep.cli.UserError;
import dev.keepstep.cli.runs.JobOptions;
import dev.keepstep.cli.runs.Jobs;
import dev.keepstep.cli.runs.RunFiles;
import dev.keepstep.cli.runs.RunSummary;
import dev.keepstep.cli.s3.S3Options;
import dev.keepstep.cli.s3.S3Place;
import dev.keepstep.core.checkpoint.ObjectStore;
import dev.keepstep.core.checkpoint.StorageFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code keepstep report}. */
@Command(
    name = "report",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Make one HTML file of a run, finished or under way: loss and metrics by step with the",
      "interruptions marked, where the time went, fingerprints, envelope. Reads the run's bucket;",
      "with --job also what the operator says of it, and needs no bucket then."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  keepstep report s3://training/team/purchase-orders",
      "  keepstep report --job purchase-orders -n team",
      "  keepstep report s3://b/run --s3-endpoint http://127.0.0.1:9000 --out run.html"
    })
public final class ReportCommand implements Callable<Integer> {
  @Parameters(
      arity = "0..1",
      paramLabel = "s3://BUCKET/PREFIX",
      description = "Where the run lies, as spec.checkpoint.s3 of its job says.")
  @Nullable String place;

  @Option(
      names = "--job",
      paramLabel = "NAME",
      description = "The run of this TrainingJob, with what its status says.")
  @Nullable String job;

  @Mixin JobOptions where = new JobOptions();

  @Mixin S3Options s3 = new S3Options();

  @Option(
      names = "--out",
      paramLabel = "FILE",
      defaultValue = "report.html",
      description = "The file to write (default: ${DEFAULT-VALUE}).")
  Path out = Path.of("report.html");

  @Mixin Output output = new Output();

  @Override
  public Integer call() throws IOException {
    if ((place == null) == (job == null)) {
      throw UserError.usage(
          "name one run: its place in S3, or its job with --job",
          "keepstep report s3://BUCKET/PREFIX, or keepstep report --job NAME -n NAMESPACE");
    }
    RunSummary run = place != null ? inBucket(S3Place.parse(place)) : ofJob(String.valueOf(job));
    Path folder = out.toAbsolutePath().getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    Files.writeString(out, new RunReport(run).html(command(), Instant.now()));
    print(run);
    return Exit.OK;
  }

  private RunSummary inBucket(S3Place at) {
    output.say("reading " + at);
    try (ObjectStore store = s3.open(at.bucket())) {
      RunFiles files = RunFiles.read(store, at.prefix());
      if (files.identity().isEmpty() && files.writers().isEmpty()) {
        throw UserError.usage(
            at + " holds no run: there is no run.json",
            "a run's prefix is spec.checkpoint.s3.prefix of its job, else <namespace>/<name>");
      }
      return new RunSummary(at.toString(), files, Optional.empty());
    }
  }

  private RunSummary ofJob(String name) {
    TrainingJob found = Jobs.find(where, name);
    S3Spec spec = found.getSpec().checkpoint().s3();
    S3Place at = Jobs.place(found);
    output.say("reading TrainingJob %s and %s".formatted(name, at));
    RunFiles files = RunFiles.none();
    try (ObjectStore store = s3.open(at.bucket(), spec.endpoint(), spec.region())) {
      files = RunFiles.read(store, at.prefix());
    } catch (StorageFailure e) {
      // what the operator says stands without it
      files = files.withProblem("the bucket: " + e.getMessage());
      output.say("without curves, trail and envelope: " + e.getMessage());
      output.say("  --s3-endpoint names the server as this machine reaches it");
    }
    return new RunSummary(
        found.getMetadata().getNamespace() + "/" + name,
        files,
        Optional.ofNullable(found.getStatus()));
  }

  private void print(RunSummary run) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>(run.json());
    json.put("report", out.toString());
    output.resultJson(json);
    output.result(run.sentence());
    run.metrics().forEach((name, text) -> output.result("  " + name + "  " + text));
    output.table(List.of(List.of("report", out.toString())));
  }

  private String command() {
    String run = place != null ? " " + place : " --job " + job + where.repeated();
    return "./keepstep report" + run + s3.repeated() + " --out " + out;
  }
}
