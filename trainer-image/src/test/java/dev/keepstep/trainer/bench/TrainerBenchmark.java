package dev.keepstep.trainer.bench;

import dev.keepstep.core.checkpoint.AsyncCheckpointer;
import dev.keepstep.core.checkpoint.CheckpointKeys;
import dev.keepstep.core.checkpoint.CheckpointWriter;
import dev.keepstep.core.checkpoint.ObjectStore;
import dev.keepstep.core.checkpoint.Retention;
import dev.keepstep.core.checkpoint.SaveReport;
import dev.keepstep.core.checkpoint.WriterInfo;
import dev.keepstep.core.checkpoint.Writers;
import dev.keepstep.core.checkpoint.s3.S3ObjectStore;
import dev.keepstep.core.checkpoint.s3.S3Settings;
import dev.keepstep.core.contract.TrainerSpec;
import dev.keepstep.core.decide.interval.CheckpointInterval;
import dev.keepstep.core.proof.Envelope;
import dev.keepstep.core.random.EpochSampler;
import dev.keepstep.core.random.Stream;
import dev.keepstep.core.tensor.Tensor;
import dev.keepstep.trainer.checkpoint.NetworkState;
import dev.keepstep.trainer.determinism.KeyedDropout;
import dev.keepstep.trainer.determinism.KeyedInit;
import dev.keepstep.trainer.determinism.NativeEnvironment;
import dev.keepstep.trainer.determinism.NetworkDraws;
import dev.keepstep.trainer.extract.ExtractorProgram;
import dev.keepstep.trainer.model.GradientStep;
import dev.keepstep.trainer.model.NetworkShape;
import dev.keepstep.trainer.model.Networks;
import dev.keepstep.trainer.spi.Parameters;
import dev.keepstep.trainer.spi.Randomness;
import dev.keepstep.trainer.spi.Training;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.deeplearning4j.nn.conf.dropout.Dropout;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Run by {@code ./keepstep bench}, which gives it an S3 server: {@code ENDPOINT BUCKET [PYTHON]}.
 */
public final class TrainerBenchmark {
  private static final int INPUTS = 1480;
  private static final int CLASSES = 4;
  private static final int ROWS = 1100; // 32 documents' words, as the built-in batch has
  private static final double KEEP = 0.8;

  private static final NetworkShape BUILT_IN =
      new NetworkShape(INPUTS, 192, 64, CLASSES, KEEP, 1e-3);

  /** 3.6 million parameters: 43 MB with Adam's state. */
  private static final NetworkShape LARGE = new NetworkShape(INPUTS, 2304, 64, CLASSES, KEEP, 1e-3);

  private static final Randomness RANDOMNESS = source -> Stream.of(1, source);

  private TrainerBenchmark() {}

  public static void main(String[] args) throws IOException, InterruptedException {
    NativeEnvironment.chooseKernels(true);
    stallAndOverlap(args[0], args[1]);
    determinism();
    seeking();
    peer(args.length > 2 ? args[2] : "");
  }

  private static NetworkDraws draws() {
    return new NetworkDraws(RANDOMNESS);
  }

  private static MultiLayerNetwork keyed(NetworkShape shape, NetworkDraws draws) {
    return Networks.create(
        shape,
        KeyedInit.xavier(shape.widths(), draws::init),
        new KeyedDropout(draws::dropout, 0, shape.keep()));
  }

  private static GradientStep.Shard batch() {
    INDArray labels = Nd4j.zeros(DataType.FLOAT, ROWS, CLASSES);
    for (int row = 0; row < ROWS; row++) {
      labels.putScalar(row, row % CLASSES, 1);
    }
    return new GradientStep.Shard(Nd4j.rand(DataType.FLOAT, ROWS, INPUTS), labels);
  }

  /** A save's stall beside ModelSerializer; steps beside a persist and alone; what that loses. */
  private static void stallAndOverlap(String endpoint, String bucket)
      throws IOException, InterruptedException {
    NetworkDraws draws = draws();
    MultiLayerNetwork net = keyed(LARGE, draws);
    NetworkState state = new NetworkState(net, LARGE.widths());
    GradientStep step = new GradientStep(net, draws::shardBegins);
    List<GradientStep.Shard> batch = List.of(batch());
    long bytes = Tensor.totalBytes(state.all());
    try (ObjectStore store =
            S3ObjectStore.open(
                S3Settings.of(
                    new TrainerSpec.Storage(
                        bucket, "-", "us-east-1", Optional.of(endpoint), true, Optional.empty())));
        AsyncCheckpointer saver = saver(store)) {
      saver.prepare(state.all());
      List<Double> alone = new ArrayList<>();
      List<Double> beside = new ArrayList<>();
      List<Double> stalls = new ArrayList<>();
      List<Double> persists = new ArrayList<>();
      List<Double> serialised = new ArrayList<>();
      for (int i = 0; i < 160; i++) {
        if (i % 8 == 0) {
          state.beforeReading();
          double stall = saver.save(i + 1, 0, state.all()).toNanos() / 1e9;
          if (i > 8) {
            stalls.add(stall);
          }
        }
        boolean before = saver.busy();
        double took = time(() -> step.run(net.getIterationCount(), batch));
        if (i > 8 && before) { // it may end within the step, where steps are long
          beside.add(took);
        } else if (i > 8) {
          alone.add(took);
        }
        saver.poll().map(SaveReport::persist).ifPresent(p -> persists.add(p.toNanos() / 1e9));
        if (i % 32 == 31) {
          saver.await();
          serialised.add(time(() -> write(net)));
        }
      }
      double stall = median(stalls);
      System.out.printf(
          "in-loop stall, %.1f MB       %8.2f ms   ModelSerializer %8.1f ms   ratio 1/%.0f (bar"
              + " 1/100)%n",
          bytes / 1e6, stall * 1e3, median(serialised) * 1e3, median(serialised) / stall);
      System.out.printf(
          "step beside a persist       %8.1f ms   alone           %8.1f ms   ratio %.2f (%d and %d"
              + " steps)%n",
          median(beside) * 1e3,
          median(alone) * 1e3,
          median(beside) / median(alone),
          beside.size(),
          alone.size());
      double slower =
          beside.stream().mapToDouble(took -> took - median(alone)).sum() / stalls.size();
      double cost = stall + Math.max(0, slower); // as the trainer's schedule counts it
      Duration interval =
          CheckpointInterval.automatic(
              Duration.ofNanos((long) (cost * 1e9)),
              Duration.ofHours(6),
              Duration.ofNanos((long) (median(persists) * 1e9)));
      double lost = cost / (interval.toNanos() / 1e9);
      System.out.printf(
          "lost to checkpoints at Auto %8.3f %%    (every %.1f s, stall and slower steps; bar 1"
              + " %%)%n",
          lost * 100, interval.toMillis() / 1e3);
      memory(saver, state, bytes);
    }
  }

  private static AsyncCheckpointer saver(ObjectStore store) {
    CheckpointKeys keys = new CheckpointKeys("trainer");
    Envelope envelope =
        new Envelope(
            Envelope.PORTABLE,
            "linux-x86_64",
            1,
            Map.of(),
            "",
            "bench",
            Optional.empty(),
            Optional.empty());
    Writers.Claim claim =
        new Writers(store, keys)
            .claim(new WriterInfo("bench", 1, "here", "", envelope, Optional.empty()));
    return new AsyncCheckpointer(
        new CheckpointWriter(store, keys, claim), Optional.of(new Retention(store, keys, 1)));
  }

  /** What a save takes beyond parameters and updater state: the copy, and what is on its way. */
  private static void memory(AsyncCheckpointer saver, NetworkState state, long bytes)
      throws IOException {
    saver.await();
    Files.writeString(Path.of("/proc/self/clear_refs"), "5"); // the peak begins anew
    long before = rss("VmRSS");
    saver.save(1_000_000, 0, state.all());
    saver.await();
    long copy = bytes; // taken by prepare(), and so in the resident set already
    long extra = copy + Math.max(0, rss("VmHWM") - before);
    System.out.printf(
        "memory that a save takes    %8.1f MB   parameters and updater %5.1f MB   ratio %.2f (bar"
            + " 2)%n",
        extra / 1e6, bytes / 1e6, (double) extra / bytes);
  }

  /** Keyed masks, order and step beside DL4J's own fit() with its own dropout. */
  private static void determinism() {
    NetworkDraws draws = draws();
    MultiLayerNetwork ours = keyed(BUILT_IN, draws);
    GradientStep step = new GradientStep(ours, draws::shardBegins);
    EpochSampler sampler = RANDOMNESS.sampler(3000, 32);
    MultiLayerNetwork theirs =
        Networks.create(
            BUILT_IN, KeyedInit.xavier(BUILT_IN.widths(), draws::init), new Dropout(KEEP));
    GradientStep.Shard shard = batch();
    List<GradientStep.Shard> batch = List.of(shard);
    List<Double> keyed = new ArrayList<>();
    List<Double> own = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      long at = i;
      double a =
          time(
              () -> {
                sampler.intBatch(at);
                step.run((int) at, batch);
              });
      double b = time(() -> theirs.fit(shard.features(), shard.labels()));
      if (i >= 50) {
        keyed.add(a);
        own.add(b);
      }
    }
    System.out.printf(
        "step with keyed draws       %8.2f ms   DL4J's fit()    %8.2f ms   ratio %.3f (bar 1.02;"
            + " best of each %.3f)%n",
        median(keyed) * 1e3,
        median(own) * 1e3,
        median(keyed) / median(own),
        best(keyed) / best(own));
  }

  /** The first step of a training that begins late beside one that begins early. */
  private static void seeking() throws IOException {
    Training training =
        new ExtractorProgram()
            .plan(new Parameters(Map.of("documents", "1000")))
            .open((_, location, _) -> Files.newInputStream(Path.of(location)))
            .training(RANDOMNESS);
    for (int i = 0; i < 10; i++) {
      training.step(i);
    }
    List<Double> early = new ArrayList<>();
    List<Double> late = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      int at = i;
      early.add(time(() -> training.step(1 + at)));
      late.add(time(() -> training.step(10_000_000 + at)));
    }
    EpochSampler sampler = RANDOMNESS.sampler(1000, 48);
    List<Double> order = new ArrayList<>();
    List<Double> orderLate = new ArrayList<>();
    for (int i = 0; i < 2000; i++) {
      int at = i;
      order.add(time(() -> sampler.intBatch(1 + at)));
      orderLate.add(time(() -> sampler.intBatch(10_000_000 + at)));
    }
    System.out.printf(
        "batch and step at 10,000,000 %7.2f ms   at step 1       %8.2f ms   ratio %.2f (its order"
            + " alone: %.2f)%n",
        median(late) * 1e3,
        median(early) * 1e3,
        median(late) / median(early),
        median(orderLate) / median(order));
  }

  /** Updates of the built-in network beside PyTorch's, in turns of 20. */
  private static void peer(String python) throws IOException {
    if (python.isEmpty()) {
      System.out.println("PyTorch: not measured; --python names an interpreter that has torch");
      return;
    }
    NetworkDraws draws = draws();
    MultiLayerNetwork net = keyed(BUILT_IN, draws);
    GradientStep step = new GradientStep(net, draws::shardBegins);
    List<GradientStep.Shard> batch = List.of(batch());
    List<String> command = new ArrayList<>(List.of(python, "src/test/python/peer.py"));
    for (int size : new int[] {ROWS, INPUTS, 192, 64, CLASSES}) {
      command.add(Integer.toString(size));
    }
    command.addAll(List.of(Double.toString(KEEP), "1"));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    List<Double> ours = new ArrayList<>();
    List<Double> theirs = new ArrayList<>();
    try (Writer ask = process.outputWriter(StandardCharsets.US_ASCII);
        BufferedReader answer = process.inputReader(StandardCharsets.US_ASCII)) {
      for (int turn = 0; turn < 12; turn++) {
        double own =
            time(
                () -> {
                  for (int i = 0; i < 20; i++) {
                    step.run(net.getIterationCount(), batch);
                  }
                });
        ask.write("20\n");
        ask.flush();
        String line = answer.readLine();
        if (line == null) {
          System.out.println("PyTorch: not measured; the interpreter ended, see above");
          return;
        }
        if (turn > 1) {
          ours.add(own / 20);
          theirs.add(Double.parseDouble(line) / 20);
        }
      }
    }
    System.out.printf(
        "updates a second            %8.1f      PyTorch         %8.1f      ratio 1/%.2f (best of"
            + " each 1/%.2f)%n",
        1 / median(ours),
        1 / median(theirs),
        median(ours) / median(theirs),
        best(ours) / best(theirs));
  }

  private static void write(MultiLayerNetwork net) {
    try {
      ModelSerializer.writeModel(net, OutputStream.nullOutputStream(), true);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static long rss(String field) throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith(field + ":"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024)
        .findFirst()
        .orElseThrow();
  }

  private static double time(Runnable what) {
    long began = System.nanoTime();
    what.run();
    return (System.nanoTime() - began) / 1e9;
  }

  private static double median(List<Double> samples) {
    return samples.stream().sorted().skip(samples.size() / 2).findFirst().orElse(Double.NaN);
  }

  private static double best(List<Double> samples) {
    return samples.stream().min(Double::compare).orElse(Double.NaN);
  }
}
