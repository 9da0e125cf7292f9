package dev.keepstep.trainer.run;

import dev.keepstep.core.checkpoint.CheckpointKeys;
import dev.keepstep.core.checkpoint.ObjectStore;
import dev.keepstep.core.contract.ExitCode;
import dev.keepstep.core.contract.LeaseKeys.Phase;
import dev.keepstep.core.contract.TerminationMessage;
import dev.keepstep.core.contract.TrainerSpec;
import dev.keepstep.trainer.report.Curve;
import dev.keepstep.trainer.report.LeaseReporter;
import dev.keepstep.trainer.report.ResultFiles;
import dev.keepstep.trainer.spi.Evaluation;
import dev.keepstep.trainer.spi.Training;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The end of the run: the figures, the model, the files. May be done again after a crash in it. */
final class Finish {
  private final Settings settings;
  private final ObjectStore store;
  private final CheckpointKeys keys;
  private final Prepared prepared;
  private final Progress progress;
  private final Mismatches mismatches;
  private final Curve curve;
  private final LeaseReporter lease;
  private final StopSignal stop;

  Finish(
      Settings settings,
      ObjectStore store,
      CheckpointKeys keys,
      Prepared prepared,
      Progress progress,
      Mismatches mismatches,
      Curve curve,
      LeaseReporter lease,
      StopSignal stop) {
    this.settings = settings;
    this.store = store;
    this.keys = keys;
    this.prepared = prepared;
    this.progress = progress;
    this.mismatches = mismatches;
    this.curve = curve;
    this.lease = lease;
    this.stop = stop;
  }

  Ending run() {
    lease.update(l -> l.withPhase(Phase.EVALUATING));
    Training training = prepared.training();
    Optional<Evaluation> evaluation = training.evaluate(stop::requested);
    if (evaluation.isEmpty()) {
      return Ending.of(
          ExitCode.INTERRUPTED_COMMITTED,
          "Interrupted",
          "interrupted while evaluating; the last step is committed");
    }
    ResultFiles files = new ResultFiles(store, keys.result(""));
    training.look().ifPresent(accuracy -> curve.accuracy(progress.step(), accuracy));
    String model = files.model(training.export());
    curve.flush(store);
    files.curve(curve.whole(store));
    files.metrics(summary(evaluation.get(), model));
    lease.update(l -> l.withPhase(Phase.FINISHED));
    return new Ending(
        ExitCode.DONE,
        "Done",
        "%d steps done, %s".formatted(progress.step(), mismatches.verdict()),
        evaluation.get().byName(),
        Optional.of(location()));
  }

  private Map<String, @Nullable Object> summary(Evaluation evaluation, String model) {
    TrainerSpec spec = settings.spec();
    TerminationMessage now = progress.message(Ending.of(ExitCode.DONE, "Done", ""));
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    map.put("format", "keepstep-metrics/1");
    map.put("seed", spec.seed());
    map.put("steps", spec.steps());
    map.put("fingerprint", now.fingerprint().orElse(""));
    map.put("modelSha256", model);
    Map<String, @Nullable Object> figures = new LinkedHashMap<>();
    evaluation.figures().forEach(figure -> figures.put(figure.name(), figure.toJson()));
    map.put("metrics", figures);
    map.putAll(evaluation.facts());
    map.put("parameters", settings.parameters());
    map.put("envelope", prepared.envelope().toJson());
    return map;
  }

  private String location() {
    return "s3://" + settings.spec().storage().bucket() + "/" + keys.result("");
  }
}
