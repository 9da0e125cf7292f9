package dev.keepstep.trainer.extract;

import dev.keepstep.core.random.EpochSampler;
import dev.keepstep.trainer.data.Augmentation;
import dev.keepstep.trainer.data.Document;
import dev.keepstep.trainer.data.Features;
import dev.keepstep.trainer.data.Field;
import dev.keepstep.trainer.determinism.NativeFloats;
import dev.keepstep.trainer.model.GradientStep.Shard;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * A step's batch as arrays: which documents, how varied, as which numbers. A function of (seed,
 * step); the memory is the same for every step.
 */
final class BatchFeed {
  private final List<Document> documents;
  private final EpochSampler sampler;
  private final Augmentation augmentation;
  private final List<Room> rooms = new ArrayList<>();

  BatchFeed(
      List<Document> documents, EpochSampler sampler, Augmentation augmentation, int microShards) {
    this.documents = documents;
    this.sampler = sampler;
    this.augmentation = augmentation;
    int longest = documents.stream().mapToInt(Document::size).max().orElse(1);
    int perShard = (sampler.batchSize() + microShards - 1) / microShards;
    for (int i = 0; i < microShards; i++) {
      rooms.add(new Room(perShard * longest)); // variation adds no words
    }
  }

  /** The arrays of a step, overwritten by the next call. */
  List<Shard> batch(long step) {
    int[] chosen = sampler.intBatch(step);
    List<Shard> shards = new ArrayList<>();
    for (int s = 0; s < rooms.size(); s++) {
      Room room = rooms.get(s);
      room.clear();
      int from = (int) ((long) chosen.length * s / rooms.size());
      int to = (int) ((long) chosen.length * (s + 1) / rooms.size());
      for (int place = from; place < to; place++) {
        room.add(augmentation.vary(documents.get(chosen[place]), step, place));
      }
      shards.add(room.shard());
    }
    return shards;
  }

  /** Memory for one micro-shard. */
  private static final class Room {
    private final INDArray features;
    private final INDArray labels;
    private final FloatBuffer x;
    private final FloatBuffer y;
    private int rows;

    Room(int most) {
      features = Nd4j.create(DataType.FLOAT, new long[] {most, Features.WIDTH}, 'c');
      labels = Nd4j.create(DataType.FLOAT, new long[] {most, Field.CLASSES}, 'c');
      x = NativeFloats.floats(features);
      y = NativeFloats.floats(labels);
    }

    void clear() {
      x.clear();
      y.clear();
      rows = 0;
    }

    void add(Document document) {
      Features.windows(Features.of(document), x);
      for (int label : Features.labels(document)) {
        for (int c = 0; c < Field.CLASSES; c++) {
          y.put(c == label ? 1 : 0);
        }
        rows++;
      }
    }

    Shard shard() {
      NativeFloats.afterWriting(features);
      NativeFloats.afterWriting(labels);
      return new Shard(first(features), first(labels));
    }

    private INDArray first(INDArray array) {
      return array.get(NDArrayIndex.interval(0, rows), NDArrayIndex.all());
    }
  }
}
