/**
 * What a training program of your own implements, and nothing else: compile against this package,
 * {@code dev.keepstep.core.random} and {@code dev.keepstep.core.tensor}. The trainer finds the
 * program by {@link java.util.ServiceLoader} and keeps to itself what every training needs: the
 * loop, checkpoints, verified replay, reporting, and how an attempt ends.
 *
 * <pre>
 * TrainingProgram --settings--&gt; TrainingPlan --data--&gt; TrainingData --randomness--&gt; Training
 * </pre>
 *
 * <p>Each arrow is taken once per attempt. Nothing here may use the rest of the trainer,
 * Kubernetes, S3 or ND4J; the trainer and the built-in program use it.
 */
@NullMarked
package dev.keepstep.trainer.spi;

import org.jspecify.annotations.NullMarked;
