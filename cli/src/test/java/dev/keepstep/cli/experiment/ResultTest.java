package dev.keepstep.cli.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keepstep.core.json.Json;
import dev.keepstep.core.json.JsonObject;
import dev.keepstep.core.simulate.RunResult;
import dev.keepstep.core.simulate.TracePool;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ResultTest {
  private static final String A = "a".repeat(64);
  private static final String B = "b".repeat(64);
  private static final Pace PACE =
      new Pace(Duration.ofMillis(50), Duration.ofSeconds(6), Duration.ofSeconds(4));

  private static Figures figures(double cost, boolean inTime) {
    return new Figures(cost, 1 - cost / 4, 1.5, inTime, 2, 4, 1, 0.5, 0);
  }

  private static Outcome outcome(String policy, String fingerprint, boolean inTime) {
    List<RunResult.Span> held = List.of(new RunResult.Span(0, 3600, "a", "spot"));
    return new Outcome(
        policy,
        Examples.run(policy, fingerprint),
        PACE,
        figures(2.2, inTime),
        figures(2, true),
        figures(2.1, true),
        held,
        held);
  }

  private static Result result(Outcome... outcomes) {
    return new Result(
        Examples.pool(Examples.zone("a", "110011", 1)),
        1,
        Examples.SIXTY,
        Examples.run("undisturbed", A),
        PACE,
        Duration.ofSeconds(120),
        List.of(outcomes));
  }

  @Test
  void good_is_the_same_bits_and_in_time() {
    Result result = result(outcome("default", A, true), outcome("greedy", A, true));
    assertThat(result.good()).isTrue();
    assertThat(result.sentence())
        .isEqualTo(
            "2 policies on real nodes, 4 interruptions: all in time, with the bits of the undisturbed run.");
  }

  @Test
  void other_bits_and_missed_deadlines_are_named() {
    Result result = result(outcome("default", B, true), outcome("greedy", A, false));
    assertThat(result.good()).isFalse();
    assertThat(result.sentence())
        .isEqualTo("default ended with OTHER BITS; greedy missed the deadline.");
    assertThat(result(outcome("default", "", true)).sameBits())
        .as("no fingerprint proves nothing")
        .isFalse();
  }

  @Test
  void the_table_has_what_was_measured_beside_what_was_foretold() {
    List<List<String>> rows = result(outcome("default", A, true)).rows();
    assertThat(rows).hasSize(5).allMatch(row -> row.size() == rows.getFirst().size());
    assertThat(rows.get(1)).startsWith("default", "measured", "2.20", "45.0 %", "1.50");
    assertThat(rows.get(2)).startsWith("", "foretold", "2.00");
    assertThat(rows.get(3)).startsWith("", "difference (+10.0 %)", "+0.20", "-5.0");
    assertThat(rows.get(4)).startsWith("", "foretold at its own pace", "2.10");
  }

  @Test
  void programs_get_the_same() {
    JsonObject json =
        Json.readObject(Json.writePretty(result(outcome("default", A, true)).json()), "result");
    assertThat(json.bool("sameBits")).isTrue();
    assertThat(json.number("compression")).isEqualTo(60);
    assertThat(json.number("deadlineHours")).isEqualTo(2);
    JsonObject policy = json.objects("policies").getFirst();
    assertThat(policy.string("policy")).isEqualTo("default");
    assertThat(policy.object("measured").number("cost")).isEqualTo(2.2);
    assertThat(policy.object("foretold").number("cost")).isEqualTo(2);
    assertThat(policy.object("measured").integer("launches")).isEqualTo(4);
  }

  @Test
  void the_report_has_verdict_table_and_pictures_and_needs_no_network() {
    Result result = result(outcome("default", A, true), outcome("greedy", B, true));
    String html = new ExperimentReport(result).html("./keepstep experiment");
    assertThat(html)
        .contains(result.sentence(), "Under greedy", "different", "./keepstep experiment")
        .doesNotContain("<script", "http://", "https://");
    assertThat(html.split("<svg", -1)).hasSize(5);
  }

  @Test
  void a_start_leaves_twice_the_deadline() {
    TracePool pool = Examples.pool(Examples.zone("a", "1".repeat(100), 1));
    assertThat(Start.last(pool, 3600)).isEqualTo(75);
    assertThat(Start.given(75, 75)).isEqualTo(75);
    assertThatThrownBy(() -> Start.given(76, 75)).hasMessageContaining("--offset is 76");
    assertThatThrownBy(() -> Start.last(pool, 20_000)).hasMessageContaining("the trace has 100");
  }

  @Test
  void the_busiest_start_is_the_first_of_those_with_most_losses() {
    assertThat(Start.busiest(1990, offset -> offset % 100 == 50 ? 3 : 0)).isEqualTo(50);
    assertThat(Start.busiest(1990, _ -> 0)).isZero();
    assertThat(Start.busiest(0, _ -> 1)).isZero();
  }
}
