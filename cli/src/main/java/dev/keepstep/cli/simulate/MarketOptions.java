package dev.keepstep.cli.simulate;

import dev.keepstep.cli.UserError;
import dev.keepstep.core.decide.Words;
import dev.keepstep.core.decide.capacity.Costs;
import dev.keepstep.core.simulate.Scenario;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What moving, saving and asking cost, and what is known. */
final class MarketOptions {
  /** spec.capacity.provisionTimeout's default. */
  private static final double PROVISION = 600;

  @Option(
      names = "--changeover",
      paramLabel = "TIME",
      defaultValue = "300s",
      description = "Time of every launch that is billed and gives no progress (default: 300s).")
  Spans changeover = new Spans(300);

  @Option(
      names = "--checkpoint-interval",
      paramLabel = "TIME",
      description = "Work between two checkpoints. Unset: progress is always durable.")
  @Nullable Spans interval;

  @Option(
      names = "--checkpoint-write",
      paramLabel = "TIME",
      defaultValue = "0",
      description = "For how long a checkpoint stalls the work (default: 0).")
  Spans write = new Spans(0);

  @Option(
      names = "--notice",
      paramLabel = "TIME",
      defaultValue = "0",
      description = "Warning before an instance is taken back (default: 0).")
  Spans notice = new Spans(0);

  @Option(
      names = "--egress",
      paramLabel = "MONEY",
      defaultValue = "0",
      description = "Fee of a launch in another region than the last (default: 0).")
  double egress;

  @Option(
      names = "--history",
      paramLabel = "TIME",
      defaultValue = "0",
      description = "How much of the trace before the start a policy has seen (default: 0).")
  Spans history = new Spans(0);

  @Option(
      names = "--ask",
      paramLabel = "TIME",
      description = {
        "As on a cluster: capacity is known only by asking, one region at a time, and a request",
        "without an answer takes so long. Unset: capacity is seen everywhere."
      })
  @Nullable Spans ask;

  @Option(
      names = "--operator",
      description = {
        "Drive the operator's whole decider and not a policy alone: attempts, standbys that warm up",
        "beside them, checkpoints (--checkpoint-interval, 10m if unset), capacity known by asking",
        "(--ask, 10m if unset)."
      })
  boolean operator;

  @Option(
      names = "--ask-fee",
      paramLabel = "MONEY",
      defaultValue = "0",
      description = "What a request costs, with --ask (default: 0).")
  double askFee;

  @Option(
      names = "--price-lag",
      paramLabel = "TIME",
      defaultValue = "0",
      description = "How old the prices are that a policy sees (default: 0).")
  Spans priceLag = new Spans(0);

  /**
   * The scenario of one job.
   *
   * @param work seconds
   * @param deadline seconds from the start
   */
  Scenario scenario(double work, double deadline) {
    try {
      if (write.seconds() > 0 && interval == null) {
        throw UserError.usage(
            "--checkpoint-write needs --checkpoint-interval", "give for example 30m");
      }
      boolean saves = write.seconds() > 0 || operator;
      double every = interval == null || !saves ? 0 : interval.seconds();
      Scenario scenario =
          Scenario.ideal(work, deadline, changeover.seconds())
              .with(
                  new Costs(changeover.seconds(), every, write.seconds(), notice.seconds(), egress))
              .withHistory(history.seconds())
              .withPriceLag(priceLag.seconds())
              .withAskFee(askFee);
      if (ask == null && !operator) {
        return scenario;
      }
      return scenario.asked(ask == null ? PROVISION : ask.seconds());
    } catch (IllegalArgumentException e) {
      throw UserError.usage(String.valueOf(e.getMessage()), "");
    }
  }

  /** In words, for people. */
  String words() {
    StringBuilder words = new StringBuilder("changeover " + seconds(changeover));
    if (interval != null && write.seconds() > 0) {
      words.append(", a write of " + seconds(write) + " every " + seconds(interval));
      words.append(", notice " + seconds(notice));
    }
    if (egress > 0) {
      words.append(", egress " + egress);
    }
    if (history.seconds() > 0) {
      words.append(", " + seconds(history) + " of history");
    }
    if (operator) {
      words.append(", led by the operator's decider");
    }
    words.append(
        ask == null && !operator
            ? ", capacity seen everywhere"
            : ", capacity known by asking for "
                + seconds(ask == null ? new Spans(PROVISION) : ask));
    return words.toString();
  }

  private static String seconds(Spans time) {
    return time.seconds() > 0 && time.seconds() < 1
        ? "%.0f ms".formatted(1000 * time.seconds())
        : Words.ofSeconds(time.seconds());
  }
}
