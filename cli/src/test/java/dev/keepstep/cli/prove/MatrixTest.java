package dev.keepstep.cli.prove;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keepstep.cli.UserError;
import dev.keepstep.cli.images.UnkeyedImage;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MatrixTest {
  static List<Matrix> both() {
    return List.of(Matrix.PROCESSES, Matrix.JOBS);
  }

  @ParameterizedTest
  @MethodSource("both")
  void thereAreEnoughAndEachIsAnother(Matrix matrix) {
    assertThat(matrix.all()).hasSizeGreaterThanOrEqualTo(8);
    assertThat(matrix.all().stream().map(Configuration::name)).doesNotHaveDuplicates();
    assertThat(matrix.all().stream().map(Configuration::about)).doesNotHaveDuplicates();
    assertThat(matrix.all()).allSatisfy(c -> assertThat(c.epochSteps()).isGreaterThanOrEqualTo(2));
  }

  /** A source that a training never draws from could not be missed. */
  @ParameterizedTest
  @MethodSource("both")
  void theControlsSourceIsOneThatIsDrawnFrom(Matrix matrix) {
    for (Configuration c : matrix.all()) {
      assertThat(c.unkeyed()).isIn(UnkeyedImage.SOURCES);
      assertThat(c.drawsFrom(c.unkeyed())).as(c.name()).isTrue();
    }
    assertThat(matrix.all().stream().map(Configuration::unkeyed).distinct()).hasSize(4);
  }

  @Test
  void namesSelectInTheMatrixsOrder() {
    assertThat(Matrix.PROCESSES.named(List.of("seldom", "plain")).stream().map(Configuration::name))
        .containsExactly("plain", "seldom");
    assertThatThrownBy(() -> Matrix.PROCESSES.named(List.of("plain", "fast")))
        .isInstanceOf(UserError.class)
        .hasMessage("--configurations names \"fast\", which is none");
  }

  @Test
  void onAClusterTheDefaultIsAFewAndIntervalsAreThoseThatAJobMayHave() {
    assertThat(Matrix.PROCESSES.named(List.of())).isEqualTo(Matrix.PROCESSES.all());
    assertThat(Matrix.JOBS.named(List.of()).stream().map(Configuration::name))
        .containsExactly("plain", "seldom");
    assertThat(Matrix.JOBS.named(List.of("all"))).isEqualTo(Matrix.JOBS.all());
    assertThat(Matrix.JOBS.all().stream().flatMap(c -> c.interval().stream()))
        .allMatch(interval -> interval.compareTo(Duration.ofSeconds(1)) >= 0);
  }

  @Test
  void aControlsImageIsTheConfigurationsOwnOrAnotherFromWhichItDraws() {
    Configuration noDropout = Matrix.JOBS.named(List.of("no-dropout")).getFirst();
    Map<String, String> images = Map.of("dropout", "d", "augmentation", "a", "init", "i");
    assertThat(UnkeyedChoice.of(noDropout, images))
        .contains(new UnkeyedChoice("augmentation", "a"));
    assertThat(UnkeyedChoice.of(noDropout, Map.of("dropout", "d", "init", "i")))
        .contains(new UnkeyedChoice("init", "i"));
    assertThat(UnkeyedChoice.of(noDropout, Map.of("dropout", "d"))).isEmpty();
  }
}
