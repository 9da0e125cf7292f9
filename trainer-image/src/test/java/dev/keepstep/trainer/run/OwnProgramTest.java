package dev.keepstep.trainer.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keepstep.trainer.extract.ExtractorProgram;
import dev.keepstep.trainer.spi.Parameters;
import dev.keepstep.trainer.spi.TrainingPlan;
import dev.keepstep.trainer.spi.TrainingProgram;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Which program is trained. That one of one's own trains and resumes is cli's to test. */
class OwnProgramTest {
  /** Named as asked, and nothing else. */
  private record Named(String name, String version) implements TrainingProgram {
    @Override
    public TrainingPlan plan(Parameters parameters) {
      throw new UnsupportedOperationException();
    }
  }

  private static final TrainingProgram BUILT_IN = new ExtractorProgram();
  private static final TrainingProgram ONE = new Named("linear", "1");
  private static final TrainingProgram OTHER = new Named("tree", "2");

  private static String chosen(Optional<String> asked, TrainingProgram... all) {
    return Programs.select(asked, List.of(all)).versioned();
  }

  @Test
  void theOneThatIsNotBuiltInIsMeantUnlessTheJobSaysOtherwise() {
    assertThat(chosen(Optional.empty(), BUILT_IN)).isEqualTo("purchase-order-extractor/1");
    assertThat(chosen(Optional.empty(), BUILT_IN, ONE)).isEqualTo("linear/1");
    assertThat(chosen(Optional.of("purchase-order-extractor"), BUILT_IN, ONE))
        .isEqualTo("purchase-order-extractor/1");
    assertThat(chosen(Optional.of("tree"), BUILT_IN, ONE, OTHER)).isEqualTo("tree/2");
  }

  @Test
  void otherwiseTheNamesAreSaid() {
    assertThatThrownBy(() -> chosen(Optional.empty(), BUILT_IN, ONE, OTHER))
        .hasMessage(
            "spec.training.program is not given: expected one of linear, purchase-order-extractor,"
                + " tree");
    assertThatThrownBy(() -> chosen(Optional.of("liner"), BUILT_IN, ONE))
        .hasMessage(
            "spec.training.program is \"liner\": expected one of linear, purchase-order-extractor");
    assertThatThrownBy(() -> chosen(Optional.of("linear"), BUILT_IN, ONE, ONE))
        .hasMessage(
            "spec.training.program is \"linear\": it is there more than once, in two jars: remove"
                + " one");
    assertThatThrownBy(() -> chosen(Optional.empty(), new Named("a/b", "1")))
        .hasMessageContaining("calls itself \"a/b\", version \"1\": expected a name of letters");
  }

  @Test
  void itsJarIsPartOfTheRunsIdentityAndTheBuiltInOnesIsNot() {
    assertThat(Programs.select(Optional.empty(), List.of(BUILT_IN)).identity())
        .isEqualTo("purchase-order-extractor/1");
    assertThat(Programs.select(Optional.empty(), List.of(ONE)).identity())
        .matches("linear/1 sha256:[0-9a-f]{64}");
  }

  @Test
  void theBuiltInOneIsFoundOnTheClassPath() {
    assertThat(Programs.select(Optional.empty()).program()).isInstanceOf(ExtractorProgram.class);
  }
}
