package dev.keepstep.cli.simulate;

import dev.keepstep.cli.Exit;
import dev.keepstep.cli.Output;
import dev.keepstep.cli.UserError;
import dev.keepstep.core.simulate.SpotTrace;
import dev.keepstep.core.simulate.SpotTraceWriter;
import dev.keepstep.core.simulate.SyntheticTraces;
import dev.keepstep.core.simulate.TracePool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code keepstep simulate generate}: made-up traces. */
@Command(
    name = "generate",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Make spot traces up: zones that change between plenty, tight and gone, regions whose zones go",
      "down together, prices that wander. The same options give the same traces."
    })
public final class GenerateCommand implements Callable<Integer> {
  @Option(names = "--out", paramLabel = "DIR", required = true, description = "Where they go.")
  Path out = Path.of("traces");

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "What they are drawn from (default: 1).")
  long seed = 1;

  @Option(
      names = "--zones",
      paramLabel = "N",
      defaultValue = "6",
      description = "How many zones (default: 6).")
  int zones = 6;

  @Option(
      names = "--regions",
      paramLabel = "N",
      defaultValue = "3",
      description = "In how many regions (default: 3).")
  int regions = 3;

  @Option(
      names = "--length",
      paramLabel = "TIME",
      defaultValue = "45d",
      description = "How long (default: 45d).")
  Spans length = new Spans(45 * 86_400);

  @Option(
      names = "--gap",
      paramLabel = "TIME",
      defaultValue = "300s",
      description = "Length of a step (default: 300s).")
  Spans gap = new Spans(300);

  @Option(
      names = "--on-demand-price",
      paramLabel = "MONEY",
      defaultValue = "4",
      description = "Price of on-demand an hour (default: 4).")
  double onDemandPrice = 4;

  @Option(
      names = "--correlation",
      paramLabel = "SHARE",
      defaultValue = "0.3",
      description = "How much of a zone's trouble is its whole region's, 0 to 1 (default: 0.3).")
  double correlation = 0.3;

  @Mixin Output output = new Output();

  @Override
  public Integer call() throws IOException {
    TracePool pool;
    try {
      pool =
          new SyntheticTraces(
                  seed,
                  zones,
                  regions,
                  gap.seconds() > 0 ? (int) (length.seconds() / gap.seconds()) : 0,
                  gap.seconds(),
                  onDemandPrice,
                  correlation)
              .pool();
    } catch (IllegalArgumentException e) {
      throw UserError.usage(String.valueOf(e.getMessage()), "");
    }
    Files.createDirectories(out);
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("ZONE", "REGION", "UP"));
    for (SpotTrace trace : pool.zones()) {
      Files.writeString(out.resolve(trace.zone() + ".json"), SpotTraceWriter.write(trace) + "\n");
      rows.add(List.of(trace.zone(), trace.region(), Summary.percent(trace.upShare())));
    }
    output.table(rows);
    output.resultJson(
        Map.of("folder", out.toString(), "zones", pool.names(), "steps", pool.steps()));
    return Exit.OK;
  }
}
