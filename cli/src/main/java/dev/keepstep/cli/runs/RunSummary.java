package dev.keepstep.cli.runs;

import dev.keepstep.api.v1alpha1.ConditionType;
import dev.keepstep.api.v1alpha1.CostStatus;
import dev.keepstep.api.v1alpha1.InterruptionsStatus;
import dev.keepstep.api.v1alpha1.InterruptionsStatus.Interruption;
import dev.keepstep.api.v1alpha1.TrainingJobStatus;
import dev.keepstep.cli.Words;
import dev.keepstep.core.checkpoint.RunIdentity;
import dev.keepstep.core.proof.ReplayVerdict;
import io.fabric8.kubernetes.api.model.Condition;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What there is to say of a run; pure.
 *
 * @param name what the reader calls it
 * @param files what lies in its bucket
 * @param status what the operator says of its job; empty: nobody was asked
 */
public record RunSummary(String name, RunFiles files, Optional<TrainingJobStatus> status) {
  /** Lines of a run's curve, about: the trainer thins it to that. */
  private static final long CURVE_POINTS = 2000;

  /** How many steps the run is to have; empty: nothing says it. */
  public OptionalLong steps() {
    Optional<Long> steps =
        files
            .identity()
            .map(RunIdentity::steps)
            .or(() -> files.metrics().map(MetricsFile::steps))
            .or(
                () ->
                    status.flatMap(
                        s -> Optional.ofNullable(s.progress()).map(progress -> progress.steps())));
    return steps.map(OptionalLong::of).orElseGet(OptionalLong::empty);
  }

  /** The last step that is known to have been done. */
  public long done() {
    long reported =
        status
            .flatMap(s -> Optional.ofNullable(s.progress()))
            .map(progress -> progress.step())
            .orElse(0L);
    return Math.max(files.lastStep(), reported);
  }

  /** Whether the result is written. */
  public boolean complete() {
    return files.metrics().isPresent() || condition(ConditionType.COMPLETE).isPresent();
  }

  /** Why the job failed; empty: it has not. */
  public Optional<String> failure() {
    return condition(ConditionType.FAILED).map(Condition::getMessage);
  }

  /** How many attempts there were, as far as can be seen. */
  public int attempts() {
    int seen = files.writers().stream().mapToInt(w -> w.info().attempt()).max().orElse(0);
    int told =
        status
            .flatMap(s -> Optional.ofNullable(s.attempt()))
            .map(attempt -> attempt.number())
            .orElse(0);
    return Math.max(seen, told);
  }

  /** The interruptions that the operator remembers, oldest first. */
  public List<Interruption> interruptions() {
    return status
        .flatMap(s -> Optional.ofNullable(s.interruptions()))
        .map(InterruptionsStatus::recent)
        .orElse(List.of());
  }

  /** The interruption that ended an attempt, if it is remembered. */
  public Optional<Interruption> interruptionOf(int attempt) {
    return interruptions().stream().filter(i -> i.attempt() == attempt).findFirst();
  }

  /** Of the final parameters and updater state; of the newest that is known, if it goes on. */
  public Optional<String> fingerprint() {
    return files
        .metrics()
        .map(MetricsFile::fingerprint)
        .or(
            () ->
                status
                    .flatMap(s -> Optional.ofNullable(s.result()))
                    .flatMap(result -> Optional.ofNullable(result.fingerprint())));
  }

  /**
   * What it has cost by the operator's ledger; empty: nobody was asked, or nothing was spent yet.
   */
  public Optional<CostStatus> cost() {
    return status.flatMap(s -> Optional.ofNullable(s.cost()));
  }

  /** Metrics by name, as text. */
  public Map<String, String> metrics() {
    Map<String, String> metrics = new LinkedHashMap<>();
    if (files.metrics().isPresent()) {
      files.metrics().get().metrics().forEach(metric -> metrics.put(metric.name(), metric.text()));
    } else {
      status
          .flatMap(s -> Optional.ofNullable(s.result()))
          .ifPresent(result -> metrics.putAll(new java.util.TreeMap<>(result.metrics())));
    }
    return metrics;
  }

  /** Where the time went, by the store's clock. */
  public TimeSpent time() {
    return TimeSpent.of(files, steps().orElse(done()), CURVE_POINTS);
  }

  /** Whether nothing speaks against the run: it has not failed, and no bit was seen to differ. */
  public boolean good() {
    return failure().isEmpty() && !(files.trail().verdict() instanceof ReplayVerdict.Differs);
  }

  /** The one sentence that matters. */
  public String sentence() {
    if (files.trail().verdict() instanceof ReplayVerdict.Differs differs) {
      return "Different: attempts %d and %d both computed step %d, and their bits are not the same."
          .formatted(
              attemptOf(differs.expected().writer()),
              attemptOf(differs.found().writer()),
              differs.step());
    }
    String where =
        steps().isPresent()
            ? "%d of %d steps".formatted(done(), steps().getAsLong())
            : "step %d".formatted(done());
    String after = " after " + Words.count(attempts(), "attempt");
    if (failure().isPresent()) {
      return "Failed at %s%s: %s".formatted(where, after, failure().get());
    }
    return (complete()
            ? "Complete: %d steps%s".formatted(steps().orElse(done()), inAttempts())
            : "Under way: %s%s".formatted(where, after))
        + "; "
        + replay()
        + ".";
  }

  private String inAttempts() {
    return " in " + Words.count(attempts(), "attempt");
  }

  private String replay() {
    return switch (files.trail().verdict()) {
      case ReplayVerdict.Same same ->
          "what was computed twice was equal, bit for bit (%s compared, steps %d to %d)"
              .formatted(Words.count(same.compared(), "record"), same.first(), same.last());
      case ReplayVerdict.Unknown _ -> "no step was computed twice, so there was nothing to compare";
      case ReplayVerdict.Differs _ -> "bits differ";
    };
  }

  /** A writer's attempt; its own number if it left no word of itself. */
  public int attemptOf(int writer) {
    return files.writers().stream()
        .filter(w -> w.number() == writer)
        .mapToInt(w -> w.info().attempt())
        .findFirst()
        .orElse(writer);
  }

  private Optional<Condition> condition(ConditionType type) {
    return status.stream()
        .flatMap(s -> s.conditions().stream())
        .filter(c -> type.word().equals(c.getType()) && "True".equals(c.getStatus()))
        .findFirst();
  }

  /** For programs. */
  public Map<String, @Nullable Object> json() {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    map.put("run", name);
    map.put("good", good());
    map.put("sentence", sentence());
    map.put("complete", complete());
    map.put("steps", steps().isPresent() ? steps().getAsLong() : null);
    map.put("done", done());
    map.put("attempts", attempts());
    map.put("fingerprint", fingerprint().orElse(null));
    map.put("metrics", metrics());
    TimeSpent time = time();
    Map<String, @Nullable Object> seconds = new LinkedHashMap<>();
    seconds.put("total", seconds(time.total()));
    seconds.put("training", seconds(time.training()));
    seconds.put("again", seconds(time.again()));
    seconds.put("betweenAttempts", seconds(time.between()));
    seconds.put("rest", seconds(time.rest()));
    map.put("seconds", seconds);
    map.put("problems", files.problems());
    return map;
  }

  private static double seconds(Duration duration) {
    return duration.toMillis() / 1000.0;
  }
}
