package dev.keepstep.cli.prove;

import dev.keepstep.cli.UserError;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The configurations of the proof: one small training, varied in one thing at a time.
 *
 * @param all in the order in which they are proved
 * @param byDefault names of those that are proved unless others are named
 */
record Matrix(List<Configuration> all, List<String> byDefault) {
  /** For every one of them. */
  private static final String EVERY = "all";

  private static final Map<String, String> SMALL =
      Map.of(
          "documents", "120",
          "vendors", "10",
          "batchSize", "6",
          "hidden1", "32",
          "hidden2", "16",
          "dropout", "0.2",
          "augmentation", "0.3",
          "calibrationDocuments", "20",
          "testDocuments", "40");

  /** With processes: a step takes a few milliseconds, and so checkpoints may be close. */
  static final Matrix PROCESSES =
      varied(Duration.ofMillis(200), "0.2 s", Duration.ofMillis(40), "40 ms", List.of());

  /** With TrainingJobs, whose shortest interval is a second; a proof of a few minutes. */
  static final Matrix JOBS =
      varied(
          Duration.ofSeconds(2), "2 s", Duration.ofSeconds(1), "1 s", List.of("plain", "seldom"));

  Matrix {
    all = List.copyOf(all);
    byDefault = List.copyOf(byDefault);
  }

  private static Matrix varied(
      Duration interval,
      String intervalText,
      Duration often,
      String oftenText,
      List<String> byDefault) {
    Configuration plain =
        new Configuration(
            "plain",
            "dropout 0.2, augmentation 0.3, batches of 6, a checkpoint every " + intervalText,
            SMALL,
            Optional.of(interval),
            "Portable",
            Map.of(),
            "dropout");
    return new Matrix(
        List.of(
            plain,
            plain.every("often", "a checkpoint every " + oftenText, Optional.of(often)),
            plain
                .every(
                    "seldom", "no checkpoint but the last one's", Optional.of(Duration.ofHours(1)))
                .control("sampling"),
            plain
                .every("automatic", "Young and Daly's interval", Optional.empty())
                .control("augmentation"),
            plain.with("batch-of-1", "batches of 1", "batchSize", "1").control("init"),
            plain.with("batch-of-24", "batches of 24", "batchSize", "24").control("sampling"),
            plain.with("no-dropout", "no dropout", "dropout", "0").control("augmentation"),
            plain.with("heavy-dropout", "dropout 0.6", "dropout", "0.6"),
            plain.with("no-augmentation", "no augmentation", "augmentation", "0"),
            plain
                .with("heavy-augmentation", "augmentation 1", "augmentation", "1")
                .control("augmentation"),
            plain.with("micro-shards", "3 micro-shards a batch", "microShards", "3"),
            plain.natively("native", "Native kernels", Map.of()).control("sampling"),
            plain
                .natively(
                    "two-threads",
                    "Native kernels, 2 threads an operation",
                    Map.of("OMP_NUM_THREADS", "2", "OMP_WAIT_POLICY", "passive"))
                .control("dropout")),
        byDefault);
  }

  /**
   * Those that were asked for, in the proof's own order.
   *
   * @param names empty: the default; {@code all}: all
   * @throws UserError naming one that there is not
   */
  List<Configuration> named(List<String> names) {
    List<String> wanted = names.isEmpty() ? byDefault : names;
    if (wanted.isEmpty() || wanted.equals(List.of(EVERY))) {
      return all;
    }
    List<String> known = all.stream().map(Configuration::name).toList();
    for (String name : wanted) {
      if (!known.contains(name)) {
        throw UserError.usage(
            "--configurations names \"%s\", which is none".formatted(name),
            "one or more of " + String.join(",", known) + ", or all");
      }
    }
    return all.stream().filter(c -> wanted.contains(c.name())).toList();
  }
}
