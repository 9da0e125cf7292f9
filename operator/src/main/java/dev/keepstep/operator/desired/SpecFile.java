package dev.keepstep.operator.desired;

import dev.keepstep.api.v1alpha1.Durations;
import dev.keepstep.api.v1alpha1.ForkSpec;
import dev.keepstep.api.v1alpha1.ReproducibilitySpec.OnMismatch;
import dev.keepstep.api.v1alpha1.S3Spec;
import dev.keepstep.api.v1alpha1.TrainingJob;
import dev.keepstep.api.v1alpha1.TrainingJobSpec;
import dev.keepstep.core.contract.TrainerSpec;
import java.util.Optional;

/** What the trainer is told beyond its environment. */
final class SpecFile {
  private SpecFile() {}

  static TrainerSpec of(TrainingJob job, AttemptPlan plan, boolean gpu) {
    TrainingJobSpec spec = job.getSpec();
    return new TrainerSpec(
        spec.seed(),
        spec.training().steps(),
        spec.training().parameters(),
        storage(job),
        Optional.ofNullable(spec.checkpoint().interval()).map(Durations::parse),
        plan.meanTimeBetweenInterruptions(),
        spec.checkpoint().retainLast(),
        new TrainerSpec.Reproducibility(
            spec.reproducibility().kernels().word(),
            spec.reproducibility().envelope().word(),
            Optional.ofNullable(spec.reproducibility().onMismatch())
                .orElse(gpu ? OnMismatch.REPORT : OnMismatch.FAIL)
                .word()),
        Optional.ofNullable(spec.training().program()),
        Optional.ofNullable(spec.checkpoint().from())
            .map(from -> fork(from, spec.checkpoint().s3())));
  }

  private static TrainerSpec.Fork fork(ForkSpec from, S3Spec own) {
    return new TrainerSpec.Fork(
        Optional.ofNullable(from.bucket()).orElse(own.bucket()),
        from.prefix(),
        Optional.ofNullable(from.step()));
  }

  /** Where the run lies. */
  static TrainerSpec.Storage storage(TrainingJob job) {
    S3Spec s3 = job.getSpec().checkpoint().s3();
    return new TrainerSpec.Storage(
        s3.bucket(),
        Optional.ofNullable(s3.prefix())
            .orElse(job.getMetadata().getNamespace() + "/" + job.getMetadata().getName()),
        s3.region(),
        Optional.ofNullable(s3.endpoint()),
        s3.pathStyle(),
        Optional.ofNullable(s3.kmsKeyId()));
  }
}
