package dev.keepstep.cli.checkpoints;

import dev.keepstep.cli.Exit;
import dev.keepstep.cli.Output;
import dev.keepstep.cli.UserError;
import dev.keepstep.core.checkpoint.CheckpointDiff;
import dev.keepstep.core.checkpoint.CheckpointDiff.Difference;
import dev.keepstep.core.checkpoint.ElementDiff;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code keepstep checkpoints diff}. */
@Command(
    name = "diff",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Which tensors of two checkpoints differ, in how many elements, how far, and where first.",
      "Only what differs by its hash is read. Ends with 1 if anything differs."
    })
final class DiffCommand implements Callable<Integer> {
  @Mixin RunArguments run = new RunArguments();

  @Option(
      names = "--with",
      paramLabel = "s3://BUCKET/PREFIX",
      description = "Take the second checkpoint from this run, on the same S3 server.")
  @Nullable String with;

  @Mixin Output output = new Output();

  @Override
  public Integer call() {
    try (OpenRun first = run.open();
        OpenRun second = with == null ? first : run.at(with)) {
      List<String> words = with == null ? run.checkpoints(2, 2) : run.checkpoints(1, 2);
      CheckpointDiff.Side one = first.side(first.find(words.getFirst()));
      CheckpointDiff.Side other = second.side(second.find(words.getLast()));
      CheckpointDiff diff;
      try {
        diff = CheckpointDiff.of(one, other);
      } catch (CheckpointDiff.DamagedChunk e) {
        throw UserError.failed(
            String.valueOf(e.getMessage()), "keepstep checkpoints verify says which are sound");
      }
      tell(diff, one, other);
      return diff.identical() ? Exit.OK : Exit.FAILED;
    }
  }

  private void tell(CheckpointDiff diff, CheckpointDiff.Side one, CheckpointDiff.Side other) {
    output.result(
        diff.identical()
            ? "identical: %d tensors, fingerprint %s"
                .formatted(diff.equal().size(), one.manifest().fingerprint())
            : "%d of %d tensors differ"
                .formatted(
                    diff.differences().size(), diff.differences().size() + diff.equal().size()));
    if (!diff.identical()) {
      List<List<String>> rows = new ArrayList<>();
      rows.add(List.of("TENSOR", "DIFFER", "OF", "FIRST AT", "VALUES", "FARTHEST", "AT", "ULPS"));
      diff.differences().forEach(difference -> rows.add(row(difference)));
      diff.equal().forEach(name -> rows.add(List.of(name, "0", "", "", "", "", "", "")));
      output.table(rows);
    }
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("identical", diff.identical());
    json.put("first", one.manifest().id().toString());
    json.put("second", other.manifest().id().toString());
    json.put("equal", diff.equal());
    json.put("differences", diff.differences().stream().map(DiffCommand::json).toList());
    output.resultJson(json);
  }

  private static List<String> row(Difference difference) {
    return switch (difference) {
      case Difference.Missing missing ->
          List.of(
              missing.name(), "only in the " + (missing.inFirst() ? "first" : "second") + " one");
      case Difference.Reshaped reshaped ->
          List.of(reshaped.name(), "%s and %s".formatted(reshaped.first(), reshaped.second()));
      case Difference.Values values -> {
        ElementDiff elements = values.elements();
        List<Long> shape = values.spec().shape();
        yield List.of(
            values.name(),
            Long.toString(elements.count()),
            Long.toString(values.spec().byteLength() / values.spec().dtype().bytes()),
            ElementDiff.place(shape, elements.first()).toString(),
            "%s, %s".formatted(elements.firstValues().get(0), elements.firstValues().get(1)),
            elements.largest().isPresent()
                ? "%.3g".formatted(elements.largest().getAsDouble())
                : "not finite",
            elements.largest().isPresent()
                ? ElementDiff.place(shape, elements.largestAt()).toString()
                : "",
            Long.toString(elements.steps()));
      }
    };
  }

  private static Map<String, @Nullable Object> json(Difference difference) {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    map.put("tensor", difference.name());
    switch (difference) {
      case Difference.Missing missing -> map.put("onlyInFirst", missing.inFirst());
      case Difference.Reshaped reshaped -> {
        map.put("first", reshaped.first().toString());
        map.put("second", reshaped.second().toString());
      }
      case Difference.Values values -> {
        ElementDiff elements = values.elements();
        map.put("elements", values.spec().byteLength() / values.spec().dtype().bytes());
        map.put("differing", elements.count());
        map.put("firstIndex", elements.first());
        map.put("firstAt", ElementDiff.place(values.spec().shape(), elements.first()));
        map.put("firstValues", elements.firstValues().stream().map(DiffCommand::number).toList());
        if (elements.largest().isPresent()) {
          map.put("farthest", elements.largest().getAsDouble());
          map.put("farthestAt", ElementDiff.place(values.spec().shape(), elements.largestAt()));
        }
        map.put("ulps", elements.steps());
      }
    }
    return map;
  }

  /** JSON has no numbers for what is not finite. */
  private static Object number(double value) {
    return Double.isFinite(value) ? value : Double.toString(value);
  }
}
