package dev.keepstep.cli.prove;

import dev.keepstep.cli.UserError;
import dev.keepstep.cli.prove.EndState.Bits;
import dev.keepstep.cli.prove.EndState.Difference;
import dev.keepstep.cli.prove.Proved.Resumed;
import dev.keepstep.core.checkpoint.CheckpointId;
import dev.keepstep.core.checkpoint.TrailLog;
import dev.keepstep.core.checkpoint.WriterInfo;
import dev.keepstep.core.checkpoint.Writers;
import dev.keepstep.core.proof.ReplayVerdict;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Proves one configuration: undisturbed, killed, and with a source that is not keyed.
 *
 * @param <K> a kill to be
 */
final class ConfigurationProof<K> {
  /** Further runs for kills that did not land: a machine may be too slow to hit a moment. */
  private static final int MOST_FURTHER_RUNS = 4;

  private static final String UNDISTURBED = "undisturbed";
  private static final String CONTROL = "control";

  private final Runs<K> runs;
  private final long steps;
  private final Configuration configuration;

  private final List<Resumed> kills = new ArrayList<>();
  private final List<Difference> differences = new ArrayList<>();
  private long compared;
  private long equal;

  ConfigurationProof(Runs<K> runs, long steps, Configuration configuration) {
    this.runs = runs;
    this.steps = steps;
    this.configuration = configuration;
  }

  /** Does it. */
  Proved prove(int asked) throws IOException, InterruptedException {
    long began = System.nanoTime();
    runs.train(UNDISTURBED, List.of());
    EndState undisturbed = end(UNDISTURBED);
    int done = 0;
    for (List<K> wanted : runs.plan(asked)) {
      differences.add(killed(++done, wanted).differenceFrom(undisturbed));
    }
    for (int round = 1; kills.size() < asked && round <= MOST_FURTHER_RUNS; round++) {
      List<K> again = runs.again(round, asked - kills.size());
      differences.add(killed(++done, again).differenceFrom(undisturbed));
    }
    Optional<Proved.Control> control = control(undisturbed);
    return new Proved(
        configuration,
        asked,
        kills,
        done,
        sum(differences.stream().map(Difference::parameters).toList()),
        sum(differences.stream().map(Difference::updater).toList()),
        sum(differences.stream().map(Difference::model).toList()),
        sum(differences.stream().map(Difference::metrics).toList()),
        new Proved.Replay(compared, equal),
        undisturbed.fingerprint(),
        undisturbed.figures(),
        control,
        Duration.ofNanos(System.nanoTime() - began));
  }

  private EndState killed(int number, List<K> wanted) throws IOException, InterruptedException {
    String run = "killed-" + number;
    List<Landed> all = runs.train(run, wanted);
    Map<Integer, Long> resumptions = resumptions(run);
    for (Landed landed : all) {
      long resumedAt =
          resumptions.entrySet().stream()
              .filter(entry -> entry.getKey() > landed.attempt())
              .findFirst()
              .map(Map.Entry::getValue)
              .orElseThrow(() -> notResumed(run, landed));
      kills.add(new Resumed(number, landed, resumedAt));
    }
    switch (verdict(run)) {
      case ReplayVerdict.Unknown _ -> {}
      case ReplayVerdict.Same same -> {
        compared += same.compared();
        equal += same.compared();
      }
      case ReplayVerdict.Differs differs -> {
        compared += differs.equalBefore() + 1L;
        equal += differs.equalBefore();
      }
    }
    return end(run);
  }

  private Optional<Proved.Control> control(EndState undisturbed)
      throws IOException, InterruptedException {
    Optional<Runs.Unkeyed> trained = runs.control(CONTROL);
    if (trained.isEmpty()) {
      return Optional.empty();
    }
    long differing = end(CONTROL).differenceFrom(undisturbed).differingBits();
    Optional<Long> noticed =
        verdict(CONTROL) instanceof ReplayVerdict.Differs differs
            ? Optional.of(differs.step())
            : Optional.empty();
    Runs.Unkeyed unkeyed = trained.get();
    return Optional.of(
        new Proved.Control(unkeyed.source(), unkeyed.landed().size(), differing, noticed));
  }

  private EndState end(String run) {
    return EndState.read(runs.store(), runs.keys(run), steps);
  }

  private ReplayVerdict verdict(String run) {
    return TrailLog.readAll(runs.store(), runs.keys(run)).verdict();
  }

  /** From which step each attempt that came to training went on: attempt to step, ascending. */
  private TreeMap<Integer, Long> resumptions(String run) {
    Writers writers = new Writers(runs.store(), runs.keys(run));
    TreeMap<Integer, Long> byAttempt = new TreeMap<>();
    for (int number : writers.all()) {
      WriterInfo info = writers.info(number);
      byAttempt.put(info.attempt(), info.resumedFrom().map(CheckpointId::step).orElse(0L));
    }
    return byAttempt;
  }

  private static UserError notResumed(String run, Landed landed) {
    return UserError.failed(
        "no attempt of run %s trained after attempt %d was ended".formatted(run, landed.attempt()),
        "this is a bug: please report it");
  }

  private static Bits sum(List<Bits> bits) {
    return new Bits(
        bits.stream().mapToLong(Bits::compared).sum(),
        bits.stream().mapToLong(Bits::differing).sum());
  }
}
