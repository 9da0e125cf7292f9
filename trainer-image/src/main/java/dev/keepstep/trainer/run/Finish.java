package dev.keepstep.trainer.run;

import dev.keepstep.core.checkpoint.CheckpointKeys;
import dev.keepstep.core.checkpoint.ObjectStore;
import dev.keepstep.core.contract.ExitCode;
import dev.keepstep.core.contract.LeaseKeys.Phase;
import dev.keepstep.core.contract.TerminationMessage;
import dev.keepstep.core.contract.TrainerSpec;
import dev.keepstep.trainer.evaluate.Metrics;
import dev.keepstep.trainer.evaluate.Share;
import dev.keepstep.trainer.model.Networks;
import dev.keepstep.trainer.report.Curve;
import dev.keepstep.trainer.report.LeaseReporter;
import dev.keepstep.trainer.report.ResultFiles;
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
    Optional<Metrics> metrics = training.evaluate(stop::requested);
    if (metrics.isEmpty()) {
      return Ending.of(
          ExitCode.INTERRUPTED_COMMITTED,
          "Interrupted",
          "interrupted while evaluating; the last step is committed");
    }
    ResultFiles files = new ResultFiles(store, keys.result(""));
    curve.accuracy(progress.step(), training.look());
    String model = files.model(Networks.portable(training.shape(), training.net()));
    curve.flush(store);
    files.curve(curve.whole(store));
    files.metrics(summary(metrics.get(), model));
    lease.update(l -> l.withPhase(Phase.FINISHED));
    return new Ending(
        ExitCode.DONE,
        "Done",
        "%d steps done, %s".formatted(progress.step(), mismatches.verdict()),
        metrics.get().byName(),
        Optional.of(location()));
  }

  private Map<String, @Nullable Object> summary(Metrics metrics, String model) {
    TrainerSpec spec = settings.spec();
    TerminationMessage now = progress.message(Ending.of(ExitCode.DONE, "Done", ""));
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    map.put("format", "keepstep-metrics/1");
    map.put("seed", spec.seed());
    map.put("steps", spec.steps());
    map.put("fingerprint", now.fingerprint().orElse(""));
    map.put("modelSha256", model);
    Map<String, @Nullable Object> figures = new LinkedHashMap<>();
    figures.put(Metrics.MACHINE_ONLY, share(metrics.machineOnlyAccuracy()));
    figures.put(Metrics.ACCURACY, share(metrics.accuracyAtTarget()));
    figures.put(Metrics.AUTOMATION, share(metrics.automationRate()));
    map.put("metrics", figures);
    float threshold = metrics.threshold().value();
    map.put("threshold", Float.isInfinite(threshold) ? null : threshold);
    map.put("parameters", settings.parameters().toMap());
    map.put("envelope", prepared.envelope().toJson());
    return map;
  }

  private static Map<String, @Nullable Object> share(Share share) {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    map.put("text", share.text());
    map.put("k", share.k());
    map.put("n", share.n());
    return map;
  }

  private String location() {
    return "s3://" + settings.spec().storage().bucket() + "/" + keys.result("");
  }
}
