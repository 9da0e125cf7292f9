package dev.keepstep.cli.experiment;

import dev.keepstep.cli.site.RunRecord;
import dev.keepstep.core.simulate.RunResult;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One policy's run, beside what was foretold of it.
 *
 * @param run as its status told it
 * @param pace its own
 * @param measured by its ledger
 * @param foretold before it began, at the undisturbed run's pace
 * @param atOwnPace foretold again at the pace that it had: what is left is not the machine's
 * @param held where it was, seconds of the trace
 * @param toldHeld where it was foretold to be, seconds of the trace
 */
record Outcome(
    String policy,
    RunRecord run,
    Pace pace,
    Figures measured,
    Figures foretold,
    Figures atOwnPace,
    List<RunResult.Span> held,
    List<RunResult.Span> toldHeld) {

  Outcome {
    held = List.copyOf(held);
    toldHeld = List.copyOf(toldHeld);
  }

  /** Whether it ended with the bits and metrics of another run. */
  boolean sameBits(RunRecord other) {
    return !run.fingerprint().isEmpty()
        && run.fingerprint().equals(other.fingerprint())
        && run.metrics().equals(other.metrics());
  }

  /** How far the cost was off: measured / foretold - 1. */
  double costOff() {
    return measured.cost() / foretold.cost() - 1;
  }

  /** The header of {@link #rows}; units are here, so that cells do not break. */
  static List<String> header() {
    return List.of(
        "POLICY",
        "",
        "COST",
        "SAVING",
        "FINISH (h)",
        "SPOT (h)",
        "ON-DEMAND (h)",
        "IDLE (h)",
        "INTERRUPTIONS",
        "LAUNCHES",
        "DEADLINE");
  }

  /** Measured, foretold, the difference, and foretold again. */
  List<List<String>> rows() {
    return List.of(
        row(policy, "measured", measured),
        row("", "foretold", foretold),
        List.of(
            "",
            String.format(Locale.ROOT, "difference (%+.1f %%)", 100 * costOff()),
            signed(measured.cost() - foretold.cost()),
            String.format(Locale.ROOT, "%+.1f", 100 * (measured.saving() - foretold.saving())),
            signed(measured.finish() - foretold.finish()),
            signed(measured.spot() - foretold.spot()),
            signed(measured.onDemand() - foretold.onDemand()),
            signed(measured.idle() - foretold.idle()),
            "%+d".formatted(measured.interruptions() - foretold.interruptions()),
            "%+d".formatted(measured.launches() - foretold.launches()),
            ""),
        row("", "foretold at its own pace", atOwnPace));
  }

  private static List<String> row(String policy, String what, Figures f) {
    return List.of(
        policy,
        what,
        number(f.cost()),
        String.format(Locale.ROOT, "%.1f %%", 100 * f.saving()),
        number(f.finish()),
        number(f.spot()),
        number(f.onDemand()),
        number(f.idle()),
        Integer.toString(f.interruptions()),
        Integer.toString(f.launches()),
        f.deadlineMet() ? "met" : "MISSED");
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.2f", value);
  }

  private static String signed(double value) {
    return String.format(Locale.ROOT, "%+.2f", value);
  }

  /** For programs. */
  Map<String, @Nullable Object> json(RunRecord undisturbed) {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    map.put("policy", policy);
    map.put("job", run.name());
    map.put("fingerprint", run.fingerprint());
    map.put("sameBits", sameBits(undisturbed));
    map.put("deadlineMet", measured.deadlineMet());
    map.put("measured", measured.json());
    map.put("foretold", foretold.json());
    map.put("foretoldAtOwnPace", atOwnPace.json());
    map.put("stepMillis", pace.step().toNanos() / 1e6);
    map.put("changeoverSeconds", pace.changeover().toMillis() / 1000.0);
    return map;
  }
}
