package dev.keepstep.trainer.model;

/**
 * @param inputs width of the input
 * @param hidden1 units of the first hidden layer, whose activations pass the dropout
 * @param hidden2 units of the second
 * @param classes width of the output
 * @param keep share of the first layer's units that a step keeps, above 0 and at most 1
 * @param learningRate Adam's
 */
public record NetworkShape(
    int inputs, int hidden1, int hidden2, int classes, double keep, double learningRate) {
  /** Units of each layer from the input to the output. */
  public int[] widths() {
    return new int[] {inputs, hidden1, hidden2, classes};
  }
}
