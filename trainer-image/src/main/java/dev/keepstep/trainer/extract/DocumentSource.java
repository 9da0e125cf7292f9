package dev.keepstep.trainer.extract;

import dev.keepstep.trainer.data.DocumentGenerator;
import dev.keepstep.trainer.spi.Parameters;
import java.util.List;
import java.util.Optional;

/** Where the documents come from. */
public sealed interface DocumentSource {
  /** The parameter that names a file of documents. */
  String FROM = "documentsFrom";

  /**
   * The generator's.
   *
   * @param documents to learn from, 1 to 1,000,000
   * @param vendors vendors they come from; as many others are only calibrated and tested on
   * @param noise OCR errors per character of a well scanned page, 0 to 0.3
   * @param calibrationDocuments documents on which the threshold is chosen
   * @param testDocuments documents that are reported on, three fields each
   * @param dataSeed which collection of documents; apart from the run's seed
   */
  record Synthetic(
      int documents,
      int vendors,
      double noise,
      int calibrationDocuments,
      int testDocuments,
      long dataSeed)
      implements DocumentSource {
    /** The parameters that say what is generated. */
    static final List<String> NAMES =
        List.of(
            "documents", "vendors", "noise", "calibrationDocuments", "testDocuments", "dataSeed");

    /**
     * @throws IllegalArgumentException with one sentence: the field, the value, the mend
     */
    public static Synthetic parse(Parameters given) {
      return new Synthetic(
          given.integer("documents", 3000, 1, 1_000_000),
          given.integer("vendors", 40, 1, 10_000),
          given.number("noise", 0.02, 0, 0.3),
          given.integer("calibrationDocuments", 400, 1, 100_000),
          given.integer("testDocuments", 667, 1, 100_000),
          given.integer64("dataSeed", 1));
    }

    /** Makes them. */
    public DocumentGenerator generator() {
      return new DocumentGenerator(dataSeed, vendors, noise);
    }
  }

  /**
   * A file of one's own.
   *
   * @param from {@code s3://bucket/key} or an absolute path
   */
  record Given(String from) implements DocumentSource {}

  /**
   * @throws IllegalArgumentException with one sentence: the field, the value, the mend
   */
  static DocumentSource parse(Parameters given) {
    Optional<String> from = given.text(FROM);
    if (from.isEmpty()) {
      return Synthetic.parse(given);
    }
    for (String name : Synthetic.NAMES) {
      if (given.given(name)) {
        throw given.wrong(
            name, "it is for generated documents, and %s names others: remove one".formatted(FROM));
      }
    }
    return new Given(from.get());
  }
}
