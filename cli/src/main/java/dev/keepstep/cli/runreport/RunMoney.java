package dev.keepstep.cli.runreport;

import dev.keepstep.api.v1alpha1.CostStatus;
import dev.keepstep.cli.report.HtmlPage;
import dev.keepstep.cli.report.StackChart;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a run has cost, as the operator's ledger says: beside what the same steps would have cost on
 * on-demand, and with the part that interruptions took.
 */
final class RunMoney {
  private final CostStatus cost;

  RunMoney(CostStatus cost) {
    this.cost = cost;
  }

  /** Adds its section; hours without a price have a table and no picture. */
  void addTo(HtmlPage page) {
    page.heading("What it cost");
    List<StackChart.Row> bars = bars();
    if (!bars.isEmpty()) {
      page.figure(caption(), keys(), StackChart.svg(bars));
    }
    if (cost.message() != null) {
      page.note(cost.message());
    }
    page.table(table());
  }

  private String caption() {
    return cost.baseline() == null
        ? "Node time at the price book's prices."
        : "Node time at the price book's prices, beside the same steps on on-demand without"
            + " interruptions.";
  }

  private static List<HtmlPage.Key> keys() {
    return List.of(
        new HtmlPage.Key("good", "spot"),
        new HtmlPage.Key("a", "on-demand"),
        new HtmlPage.Key("d", "on-demand throughout"));
  }

  /** None if nothing had a price. */
  private List<StackChart.Row> bars() {
    List<StackChart.Row> bars = new ArrayList<>();
    if (cost.currency() == null || number(cost.total()).signum() <= 0) {
      return bars;
    }
    bars.add(
        new StackChart.Row(
            "this run",
            List.of(part("spot", cost.spot(), "good"), part("on-demand", cost.onDemand(), "a")),
            amount(cost.total())));
    if (number(cost.baseline()).signum() > 0) {
      bars.add(
          new StackChart.Row(
              "on on-demand",
              List.of(part("on-demand throughout", cost.baseline(), "d")),
              amount(cost.baseline())));
    }
    return bars;
  }

  private StackChart.Part part(String name, @Nullable String amount, String color) {
    return new StackChart.Part(name, number(amount).doubleValue(), color, amount(amount));
  }

  private List<List<String>> table() {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("", "amount", "node time"));
    row(rows, "spot", cost.spot(), cost.spotFor());
    row(rows, "on-demand", cost.onDemand(), cost.onDemandFor());
    row(rows, "total", cost.total(), null);
    row(rows, "of it steps trained again", cost.recomputed(), null);
    row(rows, "of it before first steps", cost.changeovers(), null);
    row(rows, "the same steps on on-demand", cost.baseline(), null);
    row(
        rows,
        cost.savedPercent() == null ? "saved" : "saved (%d %%)".formatted(cost.savedPercent()),
        cost.saved(),
        null);
    row(rows, "without a price", null, cost.unpricedFor());
    return rows;
  }

  private void row(
      List<List<String>> rows, String name, @Nullable String amount, @Nullable String time) {
    if (amount != null || time != null) {
      rows.add(List.of(name, amount == null ? "" : amount(amount), time == null ? "" : time));
    }
  }

  private String amount(@Nullable String amount) {
    String text = amount == null ? "0" : amount;
    return cost.currency() == null ? text : cost.currency() + " " + text;
  }

  private static BigDecimal number(@Nullable String amount) {
    return amount == null ? BigDecimal.ZERO : new BigDecimal(amount);
  }
}
