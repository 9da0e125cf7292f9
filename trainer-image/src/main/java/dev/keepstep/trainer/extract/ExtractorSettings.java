package dev.keepstep.trainer.extract;

import dev.keepstep.trainer.data.Features;
import dev.keepstep.trainer.data.Field;
import dev.keepstep.trainer.model.NetworkShape;
import dev.keepstep.trainer.spi.Parameters;

/**
 * What {@code spec.training.parameters} may say to this program, with its defaults. All of it is
 * part of the run's identity.
 *
 * @param batchSize documents a step, 1 to 4096
 * @param source where the documents come from
 * @param learningRate Adam's, above 0 to 1
 * @param dropout share of the first layer's units that a step leaves out, 0 to 0.9
 * @param augmentation how much documents are varied, 0 to 1
 * @param hidden1 units of the first hidden layer, 1 to 8192
 * @param hidden2 units of the second
 * @param microShards parts of a batch whose gradients are computed apart and added in order, 1 to
 *     batchSize
 */
record ExtractorSettings(
    int batchSize,
    DocumentSource source,
    double learningRate,
    double dropout,
    double augmentation,
    int hidden1,
    int hidden2,
    int microShards) {

  /**
   * @throws IllegalArgumentException with one sentence: the field, the value, the mend
   */
  static ExtractorSettings parse(Parameters given) {
    int batchSize = given.integer("batchSize", 48, 1, 4096);
    return new ExtractorSettings(
        batchSize,
        DocumentSource.parse(given),
        given.number("learningRate", 0.001, 1e-12, 1),
        given.number("dropout", 0.2, 0, 0.9),
        given.number("augmentation", 0.3, 0, 1),
        given.integer("hidden1", 192, 1, 8192),
        given.integer("hidden2", 64, 1, 8192),
        given.integer("microShards", 1, 1, batchSize));
  }

  NetworkShape shape() {
    return new NetworkShape(
        Features.WIDTH, hidden1, hidden2, Field.CLASSES, 1 - dropout, learningRate);
  }
}
