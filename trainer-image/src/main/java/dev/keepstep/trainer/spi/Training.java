package dev.keepstep.trainer.spi;

import dev.keepstep.core.tensor.Tensor;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.BooleanSupplier;

/**
 * A model in the making, able to do any step. All calls come from one thread.
 *
 * <p>The one rule: what {@link #step} does is a function of the state and the step's number, and
 * all of the state is among {@link #state}. Then a step that is done again gives the bits that it
 * gave, in whatever process. No clock, no {@code Math.random}, no generator that remembers, no
 * iteration over a {@code HashMap}, no sum whose order threads decide.
 */
public interface Training {
  /**
   * All that the next step depends on, parameters and updater state, over the memory in which it
   * lives: saving reads it between two steps, restoring writes into it.
   *
   * @return the same tensors each time: names, types, shapes, order and memory
   */
  List<Tensor> state();

  /** Those of {@link #state} of which cheap digests are taken often; as a rule, the parameters. */
  default List<Tensor> digested() {
    return state();
  }

  /** Brings the state to what it is before step 0. */
  void reset();

  /**
   * Called before {@link #state} is read, for those who keep the newest elsewhere, as a GPU does.
   */
  default void beforeReading() {}

  /**
   * Called after {@link #state} was filled from a checkpoint.
   *
   * @param step updates that the state has seen
   */
  default void restored(long step) {}

  /**
   * Does the update number {@code step}, from 0. Steps follow each other, but for the jump of a
   * restore or a reset; a standby's warm-up does a few steps whose effect is then undone by one.
   *
   * @return the loss; one that is not finite ends the run
   */
  double step(long step);

  /** The pass over the data, from 0, in which a step begins. */
  long epochOf(long step);

  /** One figure for the curve, cheap enough to be asked twelve times a run; no result. */
  default OptionalDouble look() {
    return OptionalDouble.empty();
  }

  /**
   * The figures of the finished run: functions of the state and the data alone.
   *
   * @param stop asked now and then while it takes long; empty once it said so
   */
  Optional<Evaluation> evaluate(BooleanSupplier stop);

  /** The model as its users want it: a function of the state alone. */
  ModelFile export();
}
