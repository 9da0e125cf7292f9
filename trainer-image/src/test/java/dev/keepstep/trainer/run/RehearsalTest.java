package dev.keepstep.trainer.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keepstep.core.tensor.Tensor;
import dev.keepstep.trainer.spi.Evaluation;
import dev.keepstep.trainer.spi.FloatTensor;
import dev.keepstep.trainer.spi.ModelFile;
import dev.keepstep.trainer.spi.Training;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

class RehearsalTest {
  /** One weight, moved at each step by what a test says. */
  private abstract static class OneWeight implements Training {
    final FloatTensor weight = FloatTensor.zeros("weight", 1);
    final FloatTensor other = FloatTensor.zeros("other", 1);

    abstract float move(long step);

    @Override
    public List<Tensor> state() {
      return List.of(other.tensor(), weight.tensor());
    }

    @Override
    public void reset() {
      weight.fill(1);
    }

    @Override
    public double step(long step) {
      weight.set(0, weight.get(0) + move(step));
      return 0.5;
    }

    @Override
    public long epochOf(long step) {
      return 0;
    }

    @Override
    public Optional<Evaluation> evaluate(BooleanSupplier stop) {
      return Optional.empty();
    }

    @Override
    public ModelFile export() {
      return new ModelFile("model", new byte[0]);
    }
  }

  @Test
  void aFunctionOfStateAndStepPassesAndIsLeftAtItsBeginning() {
    OneWeight training =
        new OneWeight() {
          @Override
          float move(long step) {
            return 0.25f * (step + 1);
          }
        };
    assertThat(Rehearsal.difference(training)).isEmpty();
    assertThat(training.weight.get(0)).isEqualTo(1f);
  }

  @Test
  void aGeneratorOfItsOwnIsFound() {
    Random random = new Random(1);
    OneWeight training =
        new OneWeight() {
          @Override
          float move(long step) {
            return random.nextFloat();
          }
        };
    assertThat(Rehearsal.difference(training))
        .hasValue(
            "its first step, done twice from the beginning, gave two results in tensor weight");
  }

  @Test
  void stateThatIsKeptToItselfIsFound() {
    OneWeight training =
        new OneWeight() {
          private float velocity;

          @Override
          float move(long step) {
            velocity = 0.9f * velocity + 0.1f;
            return velocity;
          }
        };
    assertThat(Rehearsal.difference(training)).isPresent();
  }
}
