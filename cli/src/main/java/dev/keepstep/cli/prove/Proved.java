package dev.keepstep.cli.prove;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What was found of one configuration.
 *
 * @param configuration which
 * @param asked kills that were asked for
 * @param kills that ended an attempt whose successor went on from what was stored
 * @param runs trained to their end under kills, the control apart
 * @param parameters bits compared with the undisturbed run's, over all runs, and bits that differ
 * @param updater likewise
 * @param model likewise
 * @param metrics likewise
 * @param replay digests and fingerprints of steps that were trained twice, and how many were equal
 * @param fingerprint of the undisturbed run
 * @param figures of the undisturbed run, by name
 * @param control what became of the negative control; empty: there was none
 * @param took wall-clock time
 */
record Proved(
    Configuration configuration,
    int asked,
    List<Resumed> kills,
    int runs,
    EndState.Bits parameters,
    EndState.Bits updater,
    EndState.Bits model,
    EndState.Bits metrics,
    Replay replay,
    String fingerprint,
    Map<String, String> figures,
    Optional<Control> control,
    Duration took) {

  /**
   * A kill and what came after it.
   *
   * @param run number of the run, from 1
   * @param resumedAt step from which the next attempt that trained went on
   */
  record Resumed(int run, Landed landed, long resumedAt) {
    /** Steps that had to be done again. */
    long recomputed() {
      return Math.max(0, landed.step() - resumedAt);
    }
  }

  /** Of steps that were trained twice. */
  record Replay(long compared, long equal) {}

  /**
   * The run that must not be equal.
   *
   * @param source of randomness that was drawn from the clock
   * @param kills that ended an attempt of it
   * @param differingBits against the undisturbed run
   * @param replayDiffersAt first step that the verified replay found to differ, if it met one
   */
  record Control(String source, int kills, long differingBits, Optional<Long> replayDiffersAt) {
    boolean caught() {
      return differingBits > 0;
    }
  }

  Proved {
    kills = List.copyOf(kills);
    figures = Map.copyOf(figures);
  }

  long differingBits() {
    return parameters.differing() + updater.differing() + model.differing() + metrics.differing();
  }

  /** Whether a negative control was run and caught. */
  boolean caught() {
    return control.filter(Control::caught).isPresent();
  }

  /** What became of the negative control, in a word or two. */
  String controlText() {
    return control
        .map(c -> "%s: %s".formatted(c.source(), c.caught() ? "caught" : "MISSED"))
        .orElse("none run");
  }

  /** Whether no bit differs, all kills landed, and there was a control, which was caught. */
  boolean holds() {
    return differingBits() == 0
        && replay.equal() == replay.compared()
        && kills.size() == asked
        && caught();
  }

  long recomputed() {
    return kills.stream().mapToLong(Resumed::recomputed).sum();
  }

  /** Its part of proof.json. */
  Map<String, @Nullable Object> toJson() {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    map.put("name", configuration.name());
    map.put("about", configuration.about());
    map.put("kills", kills.size());
    map.put("differingBits", differingBits());
    map.put("negativeControlCaught", caught());
    map.put("runs", runs);
    map.put("parameters", bits(parameters));
    map.put("updater", bits(updater));
    map.put("model", bits(model));
    map.put("metrics", bits(metrics));
    map.put("recomputedSteps", recomputed());
    Map<String, @Nullable Object> replayed = new LinkedHashMap<>();
    replayed.put("compared", replay.compared());
    replayed.put("equal", replay.equal());
    map.put("replay", replayed);
    map.put("fingerprint", fingerprint);
    map.put("figures", new java.util.TreeMap<>(figures));
    map.put("negativeControl", control.map(Proved::control).orElse(null));
    List<Object> all = new ArrayList<>();
    kills.forEach(kill -> all.add(kill(kill)));
    map.put("killed", all);
    map.put("seconds", took.toMillis() / 1000.0);
    return map;
  }

  private static Map<String, @Nullable Object> control(Control control) {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    map.put("unkeyed", control.source());
    map.put("kills", control.kills());
    map.put("differingBits", control.differingBits());
    map.put("replayDiffersAt", control.replayDiffersAt().orElse(null));
    return map;
  }

  private static Map<String, @Nullable Object> bits(EndState.Bits bits) {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    map.put("comparedBits", bits.compared());
    map.put("differingBits", bits.differing());
    return map;
  }

  private static Map<String, @Nullable Object> kill(Resumed kill) {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    map.put("run", kill.run());
    map.put("attempt", kill.landed().attempt());
    map.put("how", kill.landed().how());
    map.put("step", kill.landed().step());
    map.put("resumedAt", kill.resumedAt());
    return map;
  }
}
