package dev.keepstep.core.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpotTraceReaderTest {
  private static final String GOOD =
      """
      {"format": "spot-trace/1", "set": "s", "region": "r", "zone": "z",
       "start_time": "2026-01-01T00:00:00Z", "gap_seconds": 300, "on_demand_price": 3.0,
       "currency": "USD", "filled": [], "data": [1, 0, 1], "prices": [1, 1.5, 2]}
      """;

  @Test
  void readsWhatIsThere() {
    SpotTrace trace = SpotTraceReader.read("z.json", GOOD);

    assertThat(trace.zone()).isEqualTo("z");
    assertThat(trace.steps()).isEqualTo(3);
    assertThat(trace.up(0)).isTrue();
    assertThat(trace.up(1)).isFalse();
    assertThat(trace.price(1)).isEqualTo(1.5);
    assertThat(trace.gapSeconds()).isEqualTo(300);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          [1, 0, 1] | [1, null, 1] | z.json: data[1] is null; each step needs 1 (spot was there) or 0, a hole cannot be replayed
          [1, 0, 1] | [1, 2, 1]    | z.json: data[1] is 2; each step needs 1 (spot was there) or 0, a hole cannot be replayed
          [1, 0, 1] | [1, 0]       | z: data has 2 steps and prices has 3; both need the same number, at least 1
          [1, 1.5, 2] | [1, -1.5, 2] | z: prices[1] is -1.5; a price is 0 or more
          [1, 1.5, 2] | [1, "x", 2]  | z.json: prices[1] is "x"; each step needs a price
          spot-trace/1 | spot-trace/9 | z.json: format is "spot-trace/9", expected spot-trace/1
          300 | 0 | z: gap_seconds is 0.0; give more than zero
          2026-01-01T00:00:00Z | yesterday | z.json: start_time is "yesterday", expected for example 2026-03-01T00:00:00Z
          "zone": | "zome": | z.json.zone is missing
          3.0 | -3.0 | z: on_demand_price is -3.0; give more than zero
          """)
  void saysInOneSentenceWhatIsWrong(String from, String to, String message) {
    assertThat(GOOD).contains(from);

    assertThatThrownBy(() -> SpotTraceReader.read("z.json", GOOD.replace(from, to)))
        .isInstanceOf(TraceException.class)
        .hasMessage(message);
  }

  @Test
  void zonesOfAPoolMustBeAligned() {
    SpotTrace a = SpotTraceReader.read("a.json", GOOD.replace("\"z\"", "\"a\""));
    SpotTrace gap = SpotTraceReader.read("b.json", GOOD.replace("300", "600"));
    SpotTrace twice = SpotTraceReader.read("c.json", GOOD.replace("\"z\"", "\"a\""));

    assertThatThrownBy(() -> new TracePool(List.of(a, gap)))
        .hasMessage("zones of a pool must be aligned: gap_seconds of a is 300.0, of z 600.0");
    assertThatThrownBy(() -> new TracePool(List.of(a, twice))).hasMessage("zone a has two traces");
    assertThatThrownBy(() -> new TracePool(List.of(a)).of(List.of("q")))
        .hasMessage("no trace has zone q; there are a");
  }

  @Test
  void whatIsWrittenIsReadAgain() {
    for (SpotTrace trace : new SyntheticTraces(7, 3, 2, 500, 300, 4, 0.5).pool().zones()) {
      SpotTrace again = SpotTraceReader.read("t", SpotTraceWriter.write(trace));

      assertThat(again.up()).isEqualTo(trace.up());
      assertThat(again.prices()).isEqualTo(trace.prices());
      assertThat(again.region()).isEqualTo(trace.region());
    }
  }

  @Test
  void syntheticTracesAreAFunctionOfTheirSeed() {
    SpotTrace one = SyntheticTraces.usual(1).pool().zones().getFirst();

    assertThat(SyntheticTraces.usual(1).pool().zones().getFirst().up()).isEqualTo(one.up());
    assertThat(SyntheticTraces.usual(2).pool().zones().getFirst().up()).isNotEqualTo(one.up());
    assertThat(one.upShare()).isBetween(0.2, 0.98);
  }
}
