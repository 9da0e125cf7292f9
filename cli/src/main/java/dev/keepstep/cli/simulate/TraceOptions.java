package dev.keepstep.cli.simulate;

import dev.keepstep.cli.UserError;
import dev.keepstep.core.simulate.SpotTrace;
import dev.keepstep.core.simulate.TraceException;
import dev.keepstep.core.simulate.TracePool;
import dev.keepstep.core.simulate.TraceReader;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which traces, and what they leave out. */
public final class TraceOptions {
  @Option(
      names = "--traces",
      paramLabel = "DIR",
      description = {
        "Folder of spot traces, one file a zone, aligned step by step: spot-trace/1, the formats of",
        "Can't Be Late and SkyNomad, or CSV (docs/how-to/simulate.md). Unset: made-up ones."
      })
  @Nullable Path traces;

  @Option(
      names = "--zones",
      paramLabel = "ZONE",
      split = ",",
      description = "The zones among which a run may choose (default: all of the folder).")
  List<String> zones = new ArrayList<>();

  @Option(
      names = "--on-demand-price",
      paramLabel = "MONEY",
      description = "Price of on-demand an hour, where the traces do not say.")
  @Nullable Double onDemandPrice;

  @Option(
      names = "--spot-price",
      paramLabel = "MONEY",
      description = "Price of spot an hour, where the traces do not say.")
  @Nullable Double spotPrice;

  @Option(
      names = "--at-least",
      paramLabel = "N",
      defaultValue = "1",
      description =
          "Instances that must have come up for capacity to count, where traces say how"
              + " many did (default: 1).")
  int atLeast = 1;

  /** Whether a folder was named. */
  public boolean given() {
    return traces != null;
  }

  /** The pool that was asked for. */
  public TracePool pool() throws IOException {
    Path folder = traces;
    if (folder == null) {
      throw UserError.usage(
          "--traces is missing", "name a folder of traces; keepstep simulate generate makes one");
    }
    return choose(read(folder));
  }

  /** The chosen zones of a pool. */
  public TracePool choose(TracePool all) {
    try {
      return zones.isEmpty() ? all : all.of(zones);
    } catch (TraceException e) {
      throw wrong(e);
    }
  }

  /** All zones of a folder. */
  TracePool read(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      throw UserError.usage("--traces " + folder + ": no such folder", "correct the path");
    }
    UserError.requireAtLeast("--at-least", atLeast, 1);
    List<SpotTrace> read = new ArrayList<>();
    try {
      for (Path file : files(folder)) {
        read.add(TraceReader.read(name(file), text(file), lacking()));
      }
      if (read.isEmpty()) {
        throw UserError.usage(
            "--traces " + folder + ": no .json and no .csv file lies there",
            "name the folder that holds one file a zone");
      }
      return new TracePool(read);
    } catch (TraceException e) {
      throw wrong(e);
    }
  }

  private TraceReader.Lacking lacking() {
    return new TraceReader.Lacking(optional(onDemandPrice), optional(spotPrice), atLeast);
  }

  /** Files of one zone each: those of the folder, and full.json of folders named by zone. */
  private static List<Path> files(Path folder) throws IOException {
    if (Files.isRegularFile(folder)) {
      return List.of(folder);
    }
    try (Stream<Path> entries = Files.list(folder)) {
      return entries
          .map(p -> Files.isDirectory(p) ? p.resolve("full.json") : p)
          .filter(Files::isRegularFile)
          .filter(p -> p.toString().endsWith(".json") || p.toString().endsWith(".csv"))
          .sorted()
          .toList();
    }
  }

  private static String name(Path file) {
    String name = String.valueOf(file.getFileName());
    Path parent = file.getParent();
    return name.equals("full.json") && parent != null ? parent.getFileName() + ".json" : name;
  }

  private static String text(Path file) throws IOException {
    try {
      return Files.readString(file);
    } catch (MalformedInputException e) {
      throw new TraceException(name(file) + " is not UTF-8 text");
    }
  }

  private static OptionalDouble optional(@Nullable Double value) {
    return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
  }

  public static UserError wrong(TraceException e) {
    return UserError.usage(String.valueOf(e.getMessage()), "");
  }
}
