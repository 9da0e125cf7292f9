package dev.keepstep.trainer.extract;

import dev.keepstep.trainer.data.Document;
import dev.keepstep.trainer.data.Features;
import dev.keepstep.trainer.data.Field;
import dev.keepstep.trainer.determinism.NativeFloats;
import dev.keepstep.trainer.evaluate.Decoder;
import dev.keepstep.trainer.evaluate.Judged;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** Lets the network read documents. Nothing is drawn and no parameter moves. */
final class Reading {
  private static final int ROWS = 1024;

  private Reading() {}

  /**
   * @param stop asked between documents
   * @return three readings a document, in order; fewer if stopped
   */
  static List<Judged> read(MultiLayerNetwork net, List<Document> documents, BooleanSupplier stop) {
    int longest = documents.stream().mapToInt(Document::size).max().orElse(1);
    INDArray features =
        Nd4j.create(DataType.FLOAT, new long[] {Math.max(ROWS, longest), Features.WIDTH}, 'c');
    FloatBuffer x = NativeFloats.floats(features);
    List<Judged> judged = new ArrayList<>();
    List<Document> pending = new ArrayList<>();
    int rows = 0;
    for (Document document : documents) {
      if (stop.getAsBoolean()) {
        return judged;
      }
      if (rows + document.size() > features.size(0)) {
        read(net, features, rows, pending, judged);
        pending.clear();
        x.clear();
        rows = 0;
      }
      Features.windows(Features.of(document), x);
      pending.add(document);
      rows += document.size();
    }
    read(net, features, rows, pending, judged);
    return judged;
  }

  private static void read(
      MultiLayerNetwork net,
      INDArray features,
      int rows,
      List<Document> documents,
      List<Judged> judged) {
    if (documents.isEmpty()) {
      return;
    }
    NativeFloats.afterWriting(features);
    INDArray input = features.get(NDArrayIndex.interval(0, rows), NDArrayIndex.all());
    float[] probabilities = net.output(input, false).dup('c').data().asFloat();
    int at = 0;
    for (Document document : documents) {
      float[] own = new float[document.size() * Field.CLASSES];
      System.arraycopy(probabilities, at, own, 0, own.length);
      at += own.length;
      judged.addAll(Decoder.decode(document, own));
    }
  }
}
