package dev.keepstep.trainer.determinism;

import dev.keepstep.core.random.Draws;
import dev.keepstep.core.random.Source;
import dev.keepstep.core.random.Stream;
import dev.keepstep.trainer.model.GradientStep;
import dev.keepstep.trainer.model.NetworkShape;
import dev.keepstep.trainer.model.Networks;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A few operations whose bits change when something changes that a setting should have pinned: an
 * unknown name of a kernel family is ignored without a word, and so is a thread count that came too
 * late. Each of these hashes was seen to move with one of them.
 */
public final class Canary {
  /**
   * The hashes of this release for portable kernels. They change only with the versions of ND4J and
   * OpenBLAS; a change by itself means that runs in progress cannot go on.
   */
  static final Map<String, String> PORTABLE =
      Map.of(
          "gemm", "0ae78f570df5a5c8",
          "randn", "1f84224dceee66ac",
          "adam", "3e49028546f7dbb0",
          "net", "8c92dcf9fda86227");

  private static final long SEED = 0x6b656570L;

  private Canary() {}

  /** The hash of each operation on this machine: name to 16 hex digits. */
  public static Map<String, String> sing() {
    Map<String, String> hashes = new LinkedHashMap<>();
    hashes.put("gemm", hash(uniform(0, 64, 300).mmul(uniform(1, 300, 64))));
    Nd4j.getRandom().setSeed(SEED);
    hashes.put("randn", hash(Nd4j.randn(DataType.FLOAT, 37, 41)));
    trainThreeSteps(hashes);
    return hashes;
  }

  /** The operations whose hashes are not the release's, for people; empty if all are. */
  public static List<String> outOfTune(Map<String, String> hashes) {
    List<String> wrong = new ArrayList<>();
    hashes.forEach(
        (name, hash) -> {
          if (!hash.equals(PORTABLE.get(name))) {
            wrong.add("%s is %s, expected %s".formatted(name, hash, PORTABLE.get(name)));
          }
        });
    return wrong;
  }

  /** One short text for an envelope. */
  public static String summary(Map<String, String> hashes) {
    StringBuilder all = new StringBuilder();
    hashes.forEach((name, hash) -> all.append(name).append('=').append(hash).append(' '));
    return sha256(all.toString().getBytes(java.nio.charset.StandardCharsets.US_ASCII));
  }

  private static void trainThreeSteps(Map<String, String> hashes) {
    NetworkShape shape = new NetworkShape(300, 48, 24, 4, 0.8, 0.001);
    Stream dropout = Stream.of(SEED, Source.DROPOUT);
    Stream init = Stream.of(SEED, Source.INIT);
    MultiLayerNetwork net =
        Networks.create(
            shape,
            KeyedInit.xavier(shape.widths(), layer -> init.at(0, layer)),
            new KeyedDropout((step, layer) -> dropout.at(step, layer), 0, shape.keep()));
    INDArray labels = Nd4j.create(DataType.FLOAT, 64, 4);
    for (int row = 0; row < 64; row++) {
      labels.putScalar(row, row % 4, 1);
    }
    GradientStep.Shard batch = new GradientStep.Shard(uniform(2, 64, 300), labels);
    GradientStep step = new GradientStep(net, shard -> {});
    for (int i = 0; i < 3; i++) {
      step.run(i, List.of(batch));
    }
    hashes.put("adam", hash(net.getUpdater().getStateViewArray()));
    hashes.put("net", hash(net.params()));
  }

  private static INDArray uniform(int item, int rows, int columns) {
    float[] numbers = new float[rows * columns];
    Draws draws = Stream.of(SEED, new Source("canary")).at(0, item);
    draws.fillUniformFloats(numbers);
    return Nd4j.createFromArray(numbers).reshape('c', rows, columns).subi(0.5f);
  }

  private static String hash(INDArray array) {
    INDArray plain = array.dup('c');
    byte[] bytes = new byte[Math.toIntExact(plain.length() * Float.BYTES)];
    NativeFloats.beforeReading(plain);
    NativeFloats.bytes(plain).get(bytes);
    return sha256(bytes);
  }

  private static String sha256(byte[] bytes) {
    try {
      byte[] all = MessageDigest.getInstance("SHA-256").digest(bytes);
      return HexFormat.of().formatHex(all, 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
