package dev.keepstep.trainer.spi;

/**
 * A training program: what is trained, on what, and how. Its jar names it in {@code
 * META-INF/services/dev.keepstep.trainer.spi.TrainingProgram}; it needs a public constructor
 * without parameters.
 */
public interface TrainingProgram {
  /** The name by which {@code spec.training.program} chooses it: letters, digits and dashes. */
  String name();

  /**
   * Part of the run's identity beside the name: raised when the same seed would give other bits, so
   * that no run goes on under code that would not have begun it so.
   */
  String version();

  /**
   * Takes the job's settings. Called before anything is loaded or asked of storage, so a mistake
   * ends the attempt within a second and is not tried again.
   *
   * @param parameters {@code spec.training.parameters}; what is left unread is refused by the
   *     trainer, and what was read is part of the run's identity with its defaults
   * @throws IllegalArgumentException with one sentence for people: the field, the value, the mend
   */
  TrainingPlan plan(Parameters parameters);
}
