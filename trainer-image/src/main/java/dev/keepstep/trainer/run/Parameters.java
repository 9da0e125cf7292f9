package dev.keepstep.trainer.run;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What {@code spec.training.parameters} may say to this program, with its defaults. All of it is
 * part of the run's identity.
 *
 * @param batchSize documents a step, 1 to 4096
 * @param documents documents to learn from, 1 to 1,000,000
 * @param vendors vendors they come from; as many others are only calibrated and tested on
 * @param noise OCR errors per character of a well scanned page, 0 to 0.3
 * @param learningRate Adam's, above 0 to 1
 * @param dropout share of the first layer's units that a step leaves out, 0 to 0.9
 * @param augmentation how much documents are varied, 0 to 1
 * @param hidden1 units of the first hidden layer, 1 to 8192
 * @param hidden2 units of the second
 * @param microShards parts of a batch whose gradients are computed apart and added in order, 1 to
 *     batchSize
 * @param calibrationDocuments documents on which the threshold is chosen
 * @param testDocuments documents that are reported on, three fields each
 * @param dataSeed which collection of documents; apart from the run's seed
 */
public record Parameters(
    int batchSize,
    int documents,
    int vendors,
    double noise,
    double learningRate,
    double dropout,
    double augmentation,
    int hidden1,
    int hidden2,
    int microShards,
    int calibrationDocuments,
    int testDocuments,
    long dataSeed) {

  /**
   * @throws IllegalArgumentException with one sentence: the field, the value, the mend
   */
  public static Parameters parse(Map<String, String> given) {
    Reader reader = new Reader(given);
    int batchSize = reader.integer("batchSize", 48, 1, 4096);
    Parameters parameters =
        new Parameters(
            batchSize,
            reader.integer("documents", 3000, 1, 1_000_000),
            reader.integer("vendors", 40, 1, 10_000),
            reader.number("noise", 0.02, 0, 0.3),
            reader.number("learningRate", 0.001, 1e-12, 1),
            reader.number("dropout", 0.2, 0, 0.9),
            reader.number("augmentation", 0.3, 0, 1),
            reader.integer("hidden1", 192, 1, 8192),
            reader.integer("hidden2", 64, 1, 8192),
            reader.integer("microShards", 1, 1, batchSize),
            reader.integer("calibrationDocuments", 400, 1, 100_000),
            reader.integer("testDocuments", 667, 1, 100_000),
            reader.integer64("dataSeed", 1));
    reader.refuseRest();
    return parameters;
  }

  /** All of them as {@link #parse} reads them, the ones that were left out too. */
  public Map<String, String> toMap() {
    Map<String, String> map = new TreeMap<>();
    map.put("batchSize", Integer.toString(batchSize));
    map.put("documents", Integer.toString(documents));
    map.put("vendors", Integer.toString(vendors));
    map.put("noise", Double.toString(noise));
    map.put("learningRate", Double.toString(learningRate));
    map.put("dropout", Double.toString(dropout));
    map.put("augmentation", Double.toString(augmentation));
    map.put("hidden1", Integer.toString(hidden1));
    map.put("hidden2", Integer.toString(hidden2));
    map.put("microShards", Integer.toString(microShards));
    map.put("calibrationDocuments", Integer.toString(calibrationDocuments));
    map.put("testDocuments", Integer.toString(testDocuments));
    map.put("dataSeed", Long.toString(dataSeed));
    return map;
  }

  private static final class Reader {
    private static final String FIELD = "spec.training.parameters.";
    private final Map<String, String> given;
    private final Set<String> known = new HashSet<>();

    Reader(Map<String, String> given) {
      this.given = given;
    }

    int integer(String name, int otherwise, int least, int most) {
      long value = integer64(name, otherwise);
      if (value < least || value > most) {
        throw wrong(name, "expected %d to %d".formatted(least, most));
      }
      return (int) value;
    }

    long integer64(String name, long otherwise) {
      known.add(name);
      String text = given.get(name);
      try {
        return text == null ? otherwise : Long.parseLong(text);
      } catch (NumberFormatException e) {
        throw wrong(name, "expected a whole number");
      }
    }

    double number(String name, double otherwise, double least, double most) {
      known.add(name);
      String text = given.get(name);
      double value;
      try {
        value = text == null ? otherwise : Double.parseDouble(text);
      } catch (NumberFormatException e) {
        throw wrong(name, "expected a number");
      }
      if (!(value >= least && value <= most)) {
        throw wrong(name, "expected a number from %s to %s".formatted(least, most));
      }
      return value;
    }

    void refuseRest() {
      for (String name : new TreeMap<>(given).keySet()) {
        if (!known.contains(name)) {
          throw new IllegalArgumentException(
              "%s%s is not known to this program: it reads %s"
                  .formatted(FIELD, name, String.join(", ", known.stream().sorted().toList())));
        }
      }
    }

    private IllegalArgumentException wrong(String name, String expected) {
      return new IllegalArgumentException(
          "%s%s is \"%s\": %s".formatted(FIELD, name, given.get(name), expected));
    }
  }
}
