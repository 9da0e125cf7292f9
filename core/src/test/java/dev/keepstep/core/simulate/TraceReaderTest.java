package dev.keepstep.core.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keepstep.core.simulate.TraceReader.Lacking;
import java.time.Instant;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class TraceReaderTest {
  private static final Lacking PRICES =
      new Lacking(OptionalDouble.of(3.06), OptionalDouble.of(0.918), 1);

  @Test
  void readsCantBeLatesCountsAndTakesTheZoneFromTheName() {
    String json = "{\"metadata\": {\"gap_seconds\": 300}, \"data\": [0, 3, 16]}";

    SpotTrace one = TraceReader.read("us-east-2b_v100_1.json", json, PRICES);

    assertThat(one.zone()).isEqualTo("us-east-2b");
    assertThat(one.region()).isEqualTo("us-east-2");
    assertThat(one.up().toString()).isEqualTo("{1, 2}");
    assertThat(one.onDemandPrice()).isEqualTo(3.06);
    assertThat(one.price(2)).isEqualTo(0.918);

    Lacking gang = new Lacking(PRICES.onDemandPrice(), PRICES.spotPrice(), 4);
    assertThat(TraceReader.read("z.json", json, gang).up().toString()).isEqualTo("{2}");
    assertThatThrownBy(() -> TraceReader.read("z.json", json, Lacking.NOTHING))
        .hasMessage("z.json has no on-demand price; give one (--on-demand-price)");
  }

  @Test
  void readsSkyNomadsPreemptionsTheOtherWayRound() {
    String json =
        """
        {"metadata": {"gap_seconds": 600, "start_time": "2025-10-04T00:10:00.002281+00:00",
          "zone": "us-central1-a",
          "price_info": {"price": 18.98, "on_demand_price": 82.53, "currency": "USD"}},
         "data": [0, 1, 0], "prices": [18.98, 19, 20]}
        """;

    SpotTrace trace = TraceReader.read("us-central1-a_h100_16.json", json, Lacking.NOTHING);

    assertThat(trace.up().toString()).isEqualTo("{0, 2}");
    assertThat(trace.region()).isEqualTo("us-central1");
    assertThat(trace.start()).isEqualTo(Instant.parse("2025-10-04T00:10:00Z"));
    assertThat(trace.price(1)).isEqualTo(19);
    assertThat(trace.onDemandPrice()).isEqualTo(82.53);
  }

  @Test
  void readsProbesAsCsvAndRefusesHolesAndDisorder() {
    String csv =
        """
        date,availability
        2023-02-15 22:08:16,0
        2023-02-15 22:11:31,1
        2023-02-15 22:14:46,1
        """;

    SpotTrace trace = TraceReader.read("us-east-1a_v100_1.csv", csv, PRICES);

    assertThat(trace.gapSeconds()).isEqualTo(195);
    assertThat(trace.up().toString()).isEqualTo("{1, 2}");
    assertThatThrownBy(() -> TraceReader.read("z.csv", csv + "2023-02-15 22:50:00,1\n", PRICES))
        .hasMessage(
            "z.csv: nothing was recorded between 2023-02-15T22:14:46Z and 2023-02-15T22:50:00Z,"
                + " a step is 195 s; a hole cannot be replayed");
    assertThatThrownBy(() -> TraceReader.read("z.csv", csv + "2023-02-15 22:00:00,1\n", PRICES))
        .hasMessage(
            "z.csv: line 5 (2023-02-15T22:00:00Z) is not after line 4 (2023-02-15T22:14:46Z);"
                + " sort the lines by date");
    assertThatThrownBy(() -> TraceReader.read("z.csv", csv.replace(",0", ","), PRICES))
        .hasMessage("z.csv: line 2: availability is \"\", a hole cannot be replayed");
    assertThatThrownBy(
            () -> TraceReader.read("z.csv", csv.replace("2023-02-15 22:11:31", "x"), PRICES))
        .hasMessage("z.csv: line 3: date is \"x\", expected for example 2026-03-01 00:00:00");
  }

  @Test
  void aGangNeedsCapacityThatWasCounted() {
    String json =
        """
        {"format": "spot-trace/1", "region": "r", "zone": "z",
         "start_time": "2026-01-01T00:00:00Z", "gap_seconds": 300, "on_demand_price": 3.0,
         "data": [1, 1, 1], "prices": [1, 1, 1], "capacity": [16, 2, null]}
        """;
    Lacking four = new Lacking(OptionalDouble.empty(), OptionalDouble.empty(), 4);

    assertThat(TraceReader.read("z.json", json, four).up().toString()).isEqualTo("{0, 2}");
    assertThatThrownBy(() -> TraceReader.read("z.json", json.replace("16, 2", "16"), four))
        .hasMessage("z.json: data has 3 steps and capacity has 2");
  }

  @Test
  void whatIsNoTraceIsSaid() {
    assertThatThrownBy(() -> TraceReader.read("x.csv", "zone,price\n", PRICES))
        .hasMessage(
            "x.csv is neither a JSON object nor a CSV file with the header date,availability");
    assertThatThrownBy(() -> TraceReader.read("x.json", "{\"a\": 1}", PRICES))
        .hasMessage("x.json has neither a field format nor a field metadata; it is no spot trace");
  }
}
