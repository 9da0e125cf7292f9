package dev.keepstep.core.decide.money;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keepstep.core.decide.Capacity;
import dev.keepstep.core.decide.Money;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MoneyTest {
  private static final Instant T0 = Instant.parse("2026-03-01T00:00:00Z");

  private static final PriceBook BOOK =
      PriceBook.parse(
          """
          {"currency": "USD", "asOf": "2026-01-01", "source": "example", "entries": [
            {"instanceType": "p3.2xlarge", "spot": 1.2, "onDemand": 3.06},
            {"instanceType": "p3.2xlarge", "zone": "us-east-1", "spot": "0.918"},
            {"instanceType": "p3.2xlarge", "zone": "us-east-1f", "spot": 1},
            {"gpu": "NVIDIA-H100-80GB-HBM3", "onDemand": 10}]}
          """);

  @Test
  void theEntryThatSaysMostCounts() {
    assertThat(spot("p3.2xlarge", "us-east-1a")).contains(new BigDecimal("0.918"));
    assertThat(spot("p3.2xlarge", "us-east-1f")).contains(new BigDecimal("1"));
    assertThat(spot("p3.2xlarge", "eu-west-1a")).contains(new BigDecimal("1.2"));
    assertThat(spot("p3.8xlarge", "eu-west-1a")).isEmpty();
    assertThat(BOOK.perHour(kind("p3.2xlarge", "us-east-1f"), Capacity.ON_DEMAND))
        .as("a zone without an on-demand price has the type's")
        .contains(new BigDecimal("3.06"));
  }

  @Test
  void aGpusPriceIsForEachOfThem() {
    NodeKind eight =
        new NodeKind(
            Optional.of("a3-highgpu-8g"),
            Optional.of("NVIDIA-H100-80GB-HBM3"),
            8,
            Optional.of("us-east5-a"));
    assertThat(BOOK.perHour(eight, Capacity.ON_DEMAND)).contains(new BigDecimal("80"));
    assertThat(BOOK.perHour(eight, Capacity.SPOT)).isEmpty();
  }

  @Test
  void aBadBookIsRefusedByNameValueAndMend() {
    assertThatThrownBy(() -> PriceBook.parse("{\"currency\":\"dollars\",\"entries\":[{}]}"))
        .hasMessage("prices.currency is \"dollars\": give an ISO 4217 code such as USD");
    assertThatThrownBy(() -> PriceBook.parse(entry("\"instanceType\":\"a\",\"spot\":-1")))
        .hasMessageContaining("prices.entries[0].spot is -1");
    assertThatThrownBy(() -> PriceBook.parse(entry("\"instanceType\":\"a\",\"spot\":\"cheap\"")))
        .hasMessageContaining("prices.entries[0].spot is cheap");
    assertThatThrownBy(() -> PriceBook.parse(entry("\"instanceType\":\"a\"")))
        .hasMessageContaining("has no price");
    assertThatThrownBy(() -> PriceBook.parse(entry("\"spot\":1")))
        .hasMessageContaining("instanceType or gpu");
    assertThatThrownBy(() -> PriceBook.parse("{")).hasMessageContaining("not valid JSON");
    assertThat(PriceBook.parse("")).isEqualTo(PriceBook.EMPTY);
    assertThat(PriceBook.parse("{\"currency\":\"USD\",\"entries\":[]}").isEmpty()).isTrue();
  }

  @Test
  void anAttemptCostsItsTimeTimesThePriceTimesItsShare() {
    AttemptCost a = attempt(1, Capacity.SPOT, "0.25", "3.06", "6.12", 7200, 300, 90, 10);

    assertThat(a.amount()).contains(new BigDecimal("1.530000"));
    assertThat(a.changeover()).contains(new BigDecimal("0.063750"));
    // 10 of 100 steps at 60 s were lost
    assertThat(a.recomputed()).contains(new BigDecimal("0.127500"));
    // 90 at 60 s on on-demand
    assertThat(a.baseline()).contains(new BigDecimal("2.295000"));
  }

  @Test
  void theLedgerIsTheSumInAnyOrder() {
    List<AttemptCost> attempts =
        new ArrayList<>(
            List.of(
                attempt(1, Capacity.SPOT, "1", "1", "3", 3600, 0, 50, 10),
                attempt(2, Capacity.ON_DEMAND, "1", "3", "3", 1800, 600, 20, 0),
                attempt(3, Capacity.SPOT, "1", "1", "3", 3600, 300, 55, 0)));
    CostLedger ledger = CostLedger.of(attempts);
    Collections.reverse(attempts);

    assertThat(CostLedger.of(attempts)).isEqualTo(ledger);
    assertThat(ledger.spent()).contains(new Money(new BigDecimal("3.500000"), "USD"));
    assertThat(ledger.spot()).isEqualByComparingTo("2");
    assertThat(ledger.onDemand()).isEqualByComparingTo("1.5");
    assertThat(ledger.baseline()).isEqualByComparingTo("6.25"); // 125 min at 3
    assertThat(ledger.savedPercent()).hasValue(44);
    assertThat(ledger.spotTime()).isEqualTo(Duration.ofHours(2));
    assertThat(ledger.unpriced()).isZero();
    assertThat(ledger.perHour()).isEqualByComparingTo("0");
  }

  @Test
  void whatHasNoPriceIsCountedInHoursAndNowhereElse() {
    AttemptCost unpriced = attempt(1, Capacity.SPOT, "1", null, null, 3600, 0, 60, 0);
    assertThat(CostLedger.of(List.of(unpriced)).spent()).isEmpty();
    assertThat(CostLedger.of(List.of(unpriced)).savedPercent()).isEmpty();

    CostLedger both =
        CostLedger.of(List.of(unpriced, attempt(2, Capacity.SPOT, "1", "1", "3", 3600, 0, 60, 0)));
    assertThat(both.spent()).contains(new Money(new BigDecimal("1.000000"), "USD"));
    assertThat(both.baseline()).as("only of what has a price").isEqualByComparingTo("3");
    assertThat(both.unpriced()).isEqualTo(Duration.ofHours(1));
    assertThat(both.unpricedKinds()).containsExactly("spot m.large in zone-a");
    assertThat(both.spotTime()).isEqualTo(Duration.ofHours(2));
  }

  @Test
  void anotherCurrencyIsNotConverted() {
    AttemptCost euros =
        new AttemptCost(
            1,
            Capacity.SPOT,
            "m.large",
            "zone-a",
            T0,
            Duration.ofHours(1),
            Duration.ZERO,
            BigDecimal.ONE,
            new Rate(Optional.of(BigDecimal.TEN), Optional.empty(), "EUR"),
            0,
            0,
            Optional.empty(),
            true);
    CostLedger ledger =
        CostLedger.of(List.of(euros, attempt(2, Capacity.SPOT, "1", "1", "3", 3600, 0, 60, 0)));
    assertThat(ledger.spent()).contains(new Money(new BigDecimal("1.000000"), "USD"));
    assertThat(ledger.unpriced()).isEqualTo(Duration.ofHours(1));
  }

  @Test
  void whatALeaseKeepsIsReadBack() {
    AttemptCost a = attempt(7, Capacity.ON_DEMAND, "0.125", "0.918", "3.06", 5400, 61, 17, 3);
    assertThat(AttemptCost.parse(a.render())).contains(a);
    AttemptCost none = attempt(8, Capacity.SPOT, "1", null, null, 1, 0, 0, 0);
    assertThat(AttemptCost.parse(none.render())).contains(none);
    assertThat(AttemptCost.parse("{}")).isEmpty();
    assertThat(AttemptCost.parse("not json")).isEmpty();
    assertThat(AttemptCost.parse(a.render().replace("\"0.125\"", "\"0\""))).isEmpty();
  }

  private static Optional<BigDecimal> spot(String type, String zone) {
    return BOOK.perHour(kind(type, zone), Capacity.SPOT);
  }

  private static NodeKind kind(String type, String zone) {
    return new NodeKind(Optional.of(type), Optional.empty(), 0, Optional.of(zone));
  }

  private static String entry(String fields) {
    return "{\"currency\":\"USD\",\"entries\":[{" + fields + "}]}";
  }

  private static AttemptCost attempt(
      int number,
      Capacity on,
      String share,
      String price,
      String onDemand,
      long seconds,
      long untrained,
      long useful,
      long lost) {
    return new AttemptCost(
        number,
        on,
        "m.large",
        "zone-a",
        T0,
        Duration.ofSeconds(seconds),
        Duration.ofSeconds(untrained),
        new BigDecimal(share),
        new Rate(
            Optional.ofNullable(price).map(BigDecimal::new),
            Optional.ofNullable(onDemand).map(BigDecimal::new),
            price == null ? "" : "USD"),
        useful,
        lost,
        Optional.of(Duration.ofSeconds(60)),
        true);
  }
}
