package dev.keepstep.cli.prove;

import dev.keepstep.cli.UserError;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The configurations of the proof: one small training, varied in one thing at a time. */
final class Matrix {
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

  private static final Configuration PLAIN =
      new Configuration(
          "plain",
          "dropout 0.2, augmentation 0.3, batches of 6, a checkpoint every 0.2 s",
          SMALL,
          Optional.of(Duration.ofMillis(200)),
          "Portable",
          Map.of(),
          "dropout");

  private static final List<Configuration> ALL =
      List.of(
          PLAIN,
          PLAIN.every("often", "a checkpoint every 40 ms", Optional.of(Duration.ofMillis(40))),
          PLAIN
              .every("seldom", "no checkpoint but the last one's", Optional.of(Duration.ofHours(1)))
              .control("sampling"),
          PLAIN
              .every("automatic", "Young and Daly's interval", Optional.empty())
              .control("augmentation"),
          PLAIN.with("batch-of-1", "batches of 1", "batchSize", "1").control("init"),
          PLAIN.with("batch-of-24", "batches of 24", "batchSize", "24").control("sampling"),
          PLAIN.with("no-dropout", "no dropout", "dropout", "0").control("augmentation"),
          PLAIN.with("heavy-dropout", "dropout 0.6", "dropout", "0.6"),
          PLAIN.with("no-augmentation", "no augmentation", "augmentation", "0"),
          PLAIN
              .with("heavy-augmentation", "augmentation 1", "augmentation", "1")
              .control("augmentation"),
          PLAIN.with("micro-shards", "3 micro-shards a batch", "microShards", "3"),
          PLAIN.natively("native", "Native kernels", Map.of()).control("sampling"),
          PLAIN
              .natively(
                  "two-threads",
                  "Native kernels, 2 threads an operation",
                  Map.of("OMP_NUM_THREADS", "2", "OMP_WAIT_POLICY", "passive"))
              .control("dropout"));

  private Matrix() {}

  static List<Configuration> all() {
    return ALL;
  }

  /**
   * Those that were asked for, in the proof's own order.
   *
   * @param names empty: all
   * @throws UserError naming one that there is not
   */
  static List<Configuration> named(List<String> names) {
    List<String> known = ALL.stream().map(Configuration::name).toList();
    for (String name : names) {
      if (!known.contains(name)) {
        throw UserError.usage(
            "--configurations names \"%s\", which is none".formatted(name),
            "one or more of " + known.stream().collect(Collectors.joining(",")));
      }
    }
    return ALL.stream().filter(c -> names.isEmpty() || names.contains(c.name())).toList();
  }
}
