package dev.keepstep.cli.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keepstep.cli.UserError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class S3PlaceTest {
  @Test
  void bucketAndPrefixAreToldApart() {
    assertThat(S3Place.parse("s3://training/team/run"))
        .isEqualTo(new S3Place("training", "team/run"));
    assertThat(S3Place.parse("s3://training/team/run/")).hasToString("s3://training/team/run");
    assertThat(S3Place.parse("s3://training")).isEqualTo(new S3Place("training", ""));
    assertThat(S3Place.parse("s3://training/")).hasToString("s3://training");
  }

  @ParameterizedTest
  @ValueSource(strings = {"training/run", "s3://", "s3:///run", "s3://Big/run", "s3://bucket//run"})
  void anythingElseIsAUsageErrorThatShowsTheForm(String text) {
    assertThatThrownBy(() -> S3Place.parse(text))
        .isInstanceOf(UserError.class)
        .hasMessageContaining(text);
  }
}
