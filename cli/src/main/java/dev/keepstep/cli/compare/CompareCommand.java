package dev.keepstep.cli.compare;

import dev.keepstep.cli.Exit;
import dev.keepstep.cli.Output;
import dev.keepstep.cli.UserError;
import dev.keepstep.cli.runs.JobOptions;
import dev.keepstep.cli.s3.S3Options;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code keepstep compare}. */
@Command(
    name = "compare",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Hold the metrics of two runs or builds side by side, previous vs. current: unchanged,",
      "better or worse, with k/n. Each is a metrics.json, a folder with one (or with",
      "result/metrics.json), s3://BUCKET/PREFIX, or job/NAME of a cluster."
    },
    footerHeading = "%nExit codes:%n",
    footer = {
      "  0 every metric is the same k of the same n (with --bits: and so are the bits),",
      "  1 something moved, or a bucket or cluster did not answer,",
      "  2 the command line makes no sense, or names something that has no metrics.",
      "A --junit file is there only if the two were compared: an error leaves none.",
      "",
      "  keepstep compare baseline/metrics.json s3://training/team/run --junit drift.xml"
    })
public final class CompareCommand implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "PREVIOUS", description = "What there was.")
  String previous = "";

  @Parameters(index = "1", paramLabel = "CURRENT", description = "What there is now.")
  String current = "";

  @Option(
      names = "--bits",
      description = "Other bits in parameters or updater state are drift too, not metrics alone.")
  boolean bits;

  @Option(
      names = "--junit",
      paramLabel = "FILE",
      description = "Write JUnit XML, a test case a metric, so that CI shows which one moved.")
  @Nullable Path junit;

  @Option(names = "--html", paramLabel = "FILE", description = "Write an HTML report.")
  @Nullable Path html;

  @Mixin S3Options s3 = new S3Options();

  @Mixin JobOptions jobs = new JobOptions();

  @Mixin Output output = new Output();

  @Override
  public Integer call() throws IOException {
    if (junit != null) {
      Files.deleteIfExists(junit); // yesterday's must not pass for today's if this one fails
    }
    Sides sides = new Sides(s3, jobs);
    Comparison comparison = new Comparison(sides.read(previous), sides.read(current), bits);
    if (bits && comparison.sameBits().isEmpty()) {
      throw UserError.usage(
          "--bits needs the fingerprints of both", "compare runs that are complete");
    }
    if (junit != null) {
      write(junit, JunitXml.of(comparison));
    }
    if (html != null) {
      write(html, ComparisonReport.html(comparison, command(), Instant.now()));
    }
    print(comparison);
    return comparison.identical() ? Exit.OK : Exit.FAILED;
  }

  private void print(Comparison comparison) {
    output.resultJson(comparison.json());
    List<List<String>> lines = new ArrayList<>();
    for (List<String> row : comparison.rows().subList(1, comparison.rows().size())) {
      lines.add(List.of(row.get(0), "previous " + row.get(1), "current " + row.get(2), row.get(3)));
    }
    lines.add(
        List.of(
            "parameters and updater",
            "previous " + shortened(comparison.previous()),
            "current " + shortened(comparison.current()),
            comparison.sameBits().map(same -> same ? "identical" : "different").orElse("-")));
    output.table(lines);
    comparison.notes().forEach(note -> output.result("also different: " + note));
  }

  private static String shortened(Side side) {
    return side.fingerprint().map(f -> f.substring(0, Math.min(16, f.length())) + "…").orElse("-");
  }

  private static void write(Path file, String text) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    Files.writeString(file, text);
  }

  private String command() {
    return "./keepstep compare "
        + previous
        + " "
        + current
        + (bits ? " --bits" : "")
        + s3.repeated()
        + jobs.repeated();
  }
}
