package dev.keepstep.cli.prove;

import dev.keepstep.cli.Words;
import dev.keepstep.cli.report.HtmlPage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What became of a run that went from CPU to CPU.
 *
 * @param seed of the trainings
 * @param steps of each
 * @param legs in order, the first on this machine's own CPU
 * @param difference between it and the run that stayed
 * @param control the same without the pins
 * @param took wall-clock time
 */
record CpuResult(
    long seed,
    long steps,
    List<Leg> legs,
    EndState.Difference difference,
    Control control,
    Duration took) {

  /** Steps on one CPU. */
  record Leg(String cpu, long from, long to, Duration took) {
    String sentence() {
      return "steps %d to %d on %s in %s".formatted(from, to, cpu, Words.duration(took));
    }
  }

  /**
   * The run with Native kernels.
   *
   * @param cpu that it was moved to
   * @param refused whether {@code envelope: Pin} refused that CPU with exit code 65
   * @param said the attempt's own sentence
   * @param differingBits at the end, where the CPU was let in all the same
   */
  record Control(String cpu, boolean refused, String said, long differingBits) {
    boolean caught() {
      return refused && differingBits > 0;
    }
  }

  CpuResult {
    legs = List.copyOf(legs);
  }

  boolean holds() {
    return difference.differingBits() == 0 && control.caught();
  }

  /** One sentence. */
  String sentence() {
    return "%s, %d steps: %s; without the pins %s"
        .formatted(
            legs.stream().map(Leg::cpu).collect(Collectors.joining(" → ")),
            steps,
            Words.count(difference.differingBits(), "differing bit"),
            control.caught()
                ? "refused (exit 65), and let in all the same %s"
                    .formatted(Words.count(control.differingBits(), "differing bit"))
                : "NOT caught");
  }

  List<List<String>> table() {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("CPU", "from step", "to step", "took"));
    for (Leg leg : legs) {
      rows.add(
          List.of(
              leg.cpu(),
              Long.toString(leg.from()),
              Long.toString(leg.to()),
              Words.duration(leg.took())));
    }
    return rows;
  }

  /** The content of proof.json: one configuration, as in the other proof. */
  Map<String, @Nullable Object> toJson() {
    Map<String, @Nullable Object> one = new LinkedHashMap<>();
    one.put("name", "cpus");
    one.put("kills", legs.size() - 1);
    one.put("differingBits", difference.differingBits());
    one.put("negativeControlCaught", control.caught());
    one.put("comparedBits", comparedBits());
    List<Object> all = new ArrayList<>();
    for (Leg leg : legs) {
      Map<String, @Nullable Object> map = new LinkedHashMap<>();
      map.put("cpu", leg.cpu());
      map.put("from", leg.from());
      map.put("to", leg.to());
      map.put("seconds", leg.took().toMillis() / 1000.0);
      all.add(map);
    }
    one.put("legs", all);
    Map<String, @Nullable Object> controlled = new LinkedHashMap<>();
    controlled.put("kernels", "Native");
    controlled.put("cpu", control.cpu());
    controlled.put("refused", control.refused());
    controlled.put("said", control.said());
    controlled.put("differingBits", control.differingBits());
    one.put("negativeControl", controlled);
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    map.put("format", "keepstep-proof/1");
    map.put("identical", difference.differingBits() == 0);
    map.put("holds", holds());
    map.put("seed", seed);
    map.put("steps", steps);
    map.put("configurations", List.of(one));
    map.put("seconds", took.toMillis() / 1000.0);
    return map;
  }

  /** As one HTML file. */
  String html(String command) {
    HtmlPage page = new HtmlPage("Keepstep proof: other CPUs");
    page.verdict((holds() ? "" : "It does not hold. ") + sentence() + ".", holds());
    page.note(
        "The CPUs but the first are emulated by qemu's user mode. It has AVX2 and FMA and no"
            + " AVX-512: what a real CPU with AVX-512 of another maker computes is not shown by"
            + " it.");
    page.table(table());
    page.heading("Compared with the run that stayed")
        .table(
            List.of(
                List.of("", "bits compared", "bits that differ"),
                row("parameters", difference.parameters()),
                row("updater state", difference.updater()),
                row("model file", difference.model()),
                row("metrics", difference.metrics())));
    page.heading("Without the pins (Native kernels), moved to " + control.cpu());
    page.note("envelope: Pin: " + control.said());
    page.note("envelope: Ignore: " + Words.count(control.differingBits(), "differing bit"));
    page.heading("Made by").code(command);
    page.note("%s, seed %d, %s".formatted(Instant.now(), seed, Words.duration(took)));
    return page.html();
  }

  private long comparedBits() {
    return difference.parameters().compared()
        + difference.updater().compared()
        + difference.model().compared()
        + difference.metrics().compared();
  }

  private static List<String> row(String what, EndState.Bits bits) {
    return List.of(what, Long.toString(bits.compared()), Long.toString(bits.differing()));
  }
}
