package dev.keepstep.cli.prove;

import dev.keepstep.cli.UserError;
import dev.keepstep.cli.images.PlainProgram;
import dev.keepstep.cli.trainer.LocalStore;
import dev.keepstep.cli.trainer.Processes;
import dev.keepstep.cli.trainer.TrainerProcess;
import dev.keepstep.cli.trainer.TrainerProcess.Ended;
import dev.keepstep.cli.trainer.TrainerRun;
import dev.keepstep.core.checkpoint.CheckpointKeys;
import dev.keepstep.core.contract.TrainerSpec;
import dev.keepstep.core.contract.TrainerSpec.Reproducibility;
import dev.keepstep.core.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What the portable kernels cost on this machine: the built-in training at its own size, with
 * Portable and with Native kernels in turn, so that whatever else the machine does befalls both.
 */
final class PortableCost {
  private static final int WARM_UP = 20;
  private static final List<String> KERNELS = List.of("Native", "Portable");

  private final PlainProgram program;
  private final LocalStore store;
  private final Path folder;
  private final Processes processes;
  private final long steps;
  private final Consumer<String> told;

  /**
   * @param steps of each training, more than {@link #WARM_UP}
   */
  PortableCost(
      PlainProgram program,
      LocalStore store,
      Path folder,
      Processes processes,
      long steps,
      Consumer<String> told) {
    this.program = program;
    this.store = store;
    this.folder = folder;
    this.processes = processes;
    this.steps = steps;
    this.told = told;
  }

  /** Times of a step in one training, the first steps left out, in milliseconds. */
  record Times(double least, double median) {
    static Times of(List<Double> millis) {
      List<Double> sorted = millis.stream().sorted().toList();
      return new Times(sorted.getFirst(), sorted.get(sorted.size() / 2));
    }
  }

  /**
   * Both kinds, round by round.
   *
   * @param portable in the rounds' order
   * @param natively likewise
   */
  record Result(List<Times> portable, List<Times> natively) {
    Result {
      portable = List.copyOf(portable);
      natively = List.copyOf(natively);
    }

    /** Portable's median step over Native's in the same round; of these the median. */
    double ratio() {
      List<Double> ratios = new ArrayList<>();
      for (int i = 0; i < portable.size(); i++) {
        ratios.add(portable.get(i).median() / natively.get(i).median());
      }
      return ratios.stream().sorted().toList().get(ratios.size() / 2);
    }

    /** The same of the fastest step of all rounds, which a busy machine disturbs least. */
    double ratioOfLeast() {
      return least(portable) / least(natively);
    }

    private static double least(List<Times> times) {
      return times.stream().mapToDouble(Times::least).min().orElseThrow();
    }

    List<List<String>> table() {
      List<List<String>> rows = new ArrayList<>();
      rows.add(List.of("round", "Native least/median ms", "Portable least/median ms", "ratio"));
      for (int i = 0; i < portable.size(); i++) {
        rows.add(
            List.of(
                Integer.toString(i + 1),
                text(natively.get(i)),
                text(portable.get(i)),
                String.format(
                    Locale.ROOT, "%.3f", portable.get(i).median() / natively.get(i).median())));
      }
      return rows;
    }

    String sentence() {
      return String.format(
          Locale.ROOT,
          "a step with portable kernels takes %.3f times one with native ones (fastest steps:"
              + " %.3f)",
          ratio(),
          ratioOfLeast());
    }

    Map<String, @Nullable Object> toJson() {
      Map<String, @Nullable Object> map = new LinkedHashMap<>();
      map.put("format", "keepstep-portable-cost/1");
      map.put("ratio", ratio());
      map.put("ratioOfLeast", ratioOfLeast());
      map.put("rounds", portable.size());
      return map;
    }

    private static String text(Times times) {
      return String.format(Locale.ROOT, "%.2f / %.2f", times.least(), times.median());
    }
  }

  Result measure(int rounds) throws IOException, InterruptedException {
    List<Times> portable = new ArrayList<>();
    List<Times> natively = new ArrayList<>();
    for (int round = 1; round <= rounds; round++) {
      // the one that comes second in one round comes first in the next
      for (int i = 0; i < KERNELS.size(); i++) {
        String kernels = KERNELS.get((i + round) % KERNELS.size());
        Times times = train(round, kernels);
        (kernels.equals("Portable") ? portable : natively).add(times);
        told.accept(
            String.format(
                Locale.ROOT,
                "round %d of %d, %-8s  %.1f ms a step",
                round,
                rounds,
                kernels,
                times.median()));
      }
    }
    return new Result(portable, natively);
  }

  private Times train(int round, String kernels) throws IOException, InterruptedException {
    String name = "cost-%s-%d".formatted(kernels.toLowerCase(Locale.ROOT), round);
    CheckpointKeys keys = new CheckpointKeys("cost/" + name);
    TrainerSpec spec =
        new TrainerSpec(
            1,
            steps,
            Map.of("documents", "1000", "calibrationDocuments", "10", "testDocuments", "10"),
            store.storage(keys.prefix(), store.endpoint()),
            Optional.of(Duration.ofDays(1)),
            Duration.ofDays(1),
            1,
            new Reproducibility(kernels, "Pin", "Fail"));
    Ended ended;
    try (TrainerProcess process =
        processes.register(new TrainerRun(program, store, name, spec, folder).start(1))) {
      ended = process.await();
    }
    if (ended.code() != 0) {
      throw UserError.failed(
          "a training with %s kernels ended with %d".formatted(kernels, ended.code()),
          ended.said());
    }
    List<Double> millis = new ArrayList<>();
    String curve =
        new String(store.store().get(keys.result("curve.jsonl")), StandardCharsets.UTF_8);
    for (String line : curve.lines().toList()) {
      var point = Json.readObject(line, "curve");
      if (point.integer("step") > WARM_UP) {
        point.optionalNumber("millis").ifPresent(millis::add);
      }
    }
    return Times.of(millis);
  }
}
