package dev.keepstep.trainer.extract;

import dev.keepstep.trainer.data.Document;
import dev.keepstep.trainer.data.Features;
import dev.keepstep.trainer.data.Field;
import org.bytedeco.javacpp.Pointer;

/** Whether a network and its batches fit into the memory that the image gives to numbers. */
final class Memory {
  /** Parameters, gradients, two of Adam's for each, and the sum over micro-shards. */
  private static final int COPIES = 5;

  private Memory() {}

  /**
   * @throws IllegalArgumentException if they do not: else the first step would fail, at each
   *     attempt again
   */
  static void requireEnough(ExtractorSettings settings, Documents documents) {
    requireEnough(
        settings,
        documents.train().stream().mapToInt(Document::size).max().orElse(1),
        Pointer.maxBytes(),
        Runtime.getRuntime().maxMemory());
  }

  /**
   * @param longest words of the longest document
   * @param numbers bytes for arrays outside of the heap; 0: as many as there are
   * @param heap bytes of the heap
   */
  static void requireEnough(ExtractorSettings settings, int longest, long numbers, long heap) {
    long parameters = 0;
    int[] widths = settings.shape().widths();
    for (int i = 1; i < widths.length; i++) {
      parameters += (widths[i - 1] + 1L) * widths[i];
    }
    int perShard = Math.ceilDiv(settings.batchSize(), settings.microShards());
    long rows = (long) perShard * longest;
    long activations = 4L * (settings.hidden1() + settings.hidden2() + Field.CLASSES);
    long shard = rows * Float.BYTES * (Features.WIDTH + Field.CLASSES);
    if (shard > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "spec.training.parameters.batchSize is \"%d\": with documents of up to %d words a batch takes %s, and an array takes at most 2.1 GB: lower it, or raise microShards"
              .formatted(settings.batchSize(), longest, size(shard)));
    }
    long needed =
        COPIES * Float.BYTES * parameters
            + settings.microShards() * shard
            + rows * Float.BYTES * activations;
    if (numbers > 0 && needed > numbers) {
      throw new IllegalArgumentException(
          "spec.training.parameters: a network of %d parameters (hidden1 %d, hidden2 %d) and batches of %d documents of up to %d words take about %s, and this image has %s for numbers: lower hidden1, hidden2 or batchSize"
              .formatted(
                  parameters,
                  settings.hidden1(),
                  settings.hidden2(),
                  settings.batchSize(),
                  longest,
                  size(needed),
                  size(numbers)));
    }
    long initial = Float.BYTES * parameters * 2;
    if (initial > heap) {
      throw new IllegalArgumentException(
          "spec.training.parameters: a network of %d parameters (hidden1 %d, hidden2 %d) takes %s of heap to begin with, and this image has %s: lower hidden1 or hidden2"
              .formatted(
                  parameters, settings.hidden1(), settings.hidden2(), size(initial), size(heap)));
    }
  }

  private static String size(long bytes) {
    return String.format(java.util.Locale.ROOT, "%.1f GB", bytes / 1e9);
  }
}
