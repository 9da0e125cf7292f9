package dev.keepstep.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keepstep.api.v1alpha1.TrainingJobStatus;
import dev.keepstep.cli.e2e.Lane.How;
import dev.keepstep.cli.e2e.Lane.Planned;
import dev.keepstep.cli.images.BuiltImage;
import dev.keepstep.cli.images.UnkeyedImage;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What Keepstep exists for: whenever and however a run loses its nodes, it ends with the
 * parameters, the updater's state and the metrics of the run that lost none.
 *
 * <p>Seeds, steps and kinds are drawn anew each time; {@code -Dkeepstep.e2e.draw=N} repeats a draw.
 */
@OnRealNodes
class SpotInterruptionE2E {
  private static final String DRAW = "keepstep.e2e.draw";
  private static final int SEEDS = 3;
  private static final int RUNS = 10;
  private static final int LANES = 2;
  private static final long STEPS = 2000;
  private static final long FEW_STEPS = 200;

  /** A run's end, as far as two runs can be compared. */
  private record End(String fingerprint, Map<String, String> metrics) {
    static End of(TrainingJobStatus status) {
      return new End(status.result().fingerprint(), status.result().metrics());
    }
  }

  /** A run to be disturbed. */
  private record Run(String name, long seed, List<Planned> plan) {}

  private final ConcurrentLinkedQueue<Lane> lanes = new ConcurrentLinkedQueue<>();
  private Product product;

  @Test
  void however_its_nodes_are_lost_a_run_ends_with_the_same_bits(Product given) throws Exception {
    product = given;
    openLanes();
    long draw = Long.getLong(DRAW, new SecureRandom().nextLong());
    SplittableRandom random = new SplittableRandom(draw);
    List<Long> seeds = random.longs(SEEDS).boxed().toList();
    List<Run> runs = draw(random, seeds);
    try {
      Map<Long, End> undisturbed = new ConcurrentHashMap<>();
      sideBySide(
          seeds,
          (lane, seed) -> {
            String name = "undisturbed-" + seeds.indexOf(seed);
            undisturbed.put(seed, End.of(lane.run(job(name, seed, STEPS), name, List.of())));
          });
      assertThat(undisturbed.values().stream().map(End::fingerprint)).doesNotHaveDuplicates();

      sideBySide(runs, (lane, run) -> assertSameEnd(run, lane, undisturbed.get(run.seed())));
    } catch (AssertionError | RuntimeException e) {
      throw new AssertionError(
          "%s%n  to repeat it: -D%s=%d%n  drawn: %s".formatted(e.getMessage(), DRAW, draw, runs),
          e);
    }
  }

  /** The negative control: each source, every time. */
  @Test
  void were_a_source_not_keyed_the_comparison_would_say_so(Product given, @TempDir Path folder)
      throws Exception {
    product = given;
    Map<String, String> images = new HashMap<>();
    for (String source : UnkeyedImage.SOURCES) {
      BuiltImage image = UnkeyedImage.write(product.real().trainer(), source, folder);
      product.cluster().loadImage(image.tar());
      images.put(source, image.reference());
    }
    openLanes();
    Map<String, End> ends = new ConcurrentHashMap<>();
    List<String> runs = new ArrayList<>(List.of("keyed", "again"));
    runs.addAll(UnkeyedImage.SOURCES);
    sideBySide(
        runs,
        (lane, run) -> {
          ExampleJob job = job(run, 5, FEW_STEPS);
          if (images.containsKey(run)) {
            job.withTrainer("image: " + images.get(run));
          }
          ends.put(run, End.of(lane.run(job, run, List.of())));
        });
    assertThat(ends.get("again")).isEqualTo(ends.get("keyed"));
    for (String source : UnkeyedImage.SOURCES) {
      assertThat(ends.get(source).fingerprint())
          .as("without %s keyed", source)
          .isNotEqualTo(ends.get("keyed").fingerprint());
    }
    theRunItselfFindsOut(images.get("dropout"));
  }

  /** Steps that are trained twice and give other bits end the job, and it says where. */
  private void theRunItselfFindsOut(String image) {
    Lane lane = lanes.remove();
    ExampleJob job =
        job("replayed", 5, STEPS)
            .with("spec: {checkpoint: {interval: 2m}, reproducibility: {onMismatch: Fail}}")
            .withTrainer("image: " + image);
    lane.apply(job);
    lane.take(product.awaitStep("replayed", STEPS / 4).attempt(), How.KILL);

    assertThat(product.awaitCondition("replayed", "Reproducible", "False/ReplayDiffers"))
        .matches("(?s).*step \\d+.*");
    product.awaitAt(
        () -> product.condition("replayed", "Failed"),
        "the job ends",
        condition -> condition.startsWith("True/"));
    assertThat(product.status("replayed").interruptions().count()).isEqualTo(1);
  }

  private void openLanes() {
    for (int lane = 1; lane <= LANES; lane++) {
      lanes.add(new Lane(product, lane));
    }
  }

  /** Each run loses a node without a word, and each third one more with a notice. */
  private static List<Run> draw(SplittableRandom random, List<Long> seeds) {
    List<Run> runs = new ArrayList<>();
    for (int i = 0; i < RUNS; i++) {
      List<Planned> plan = new ArrayList<>();
      // what is left of a run must be long enough for what is seen with a delay
      plan.add(new Planned(random.nextLong(STEPS / 3), How.KILL));
      if (i % 3 == 1) {
        plan.add(new Planned(random.nextLong(STEPS / 3), How.NOTICE));
      }
      runs.add(new Run("disturbed-" + i, seeds.get(i % seeds.size()), List.copyOf(plan)));
    }
    return runs;
  }

  private void assertSameEnd(Run run, Lane lane, End expected) {
    TrainingJobStatus status = lane.run(job(run.name(), run.seed(), STEPS), run.name(), run.plan());
    assertThat(End.of(status)).as("%s", run).isEqualTo(expected);
    // a run may be done before its notice has run out, and then has lost nothing by it
    assertThat(status.interruptions().count()).as("interruptions of %s", run).isPositive();
    assertThat(status.attempt().number()).isGreaterThan(status.interruptions().count());
    assertThat(Product.condition(status, "Reproducible")).doesNotStartWith("False");
    assertThat(status.failures()).as(product::diagnosis).isNull();
  }

  private ExampleJob job(String name, long seed, long steps) {
    return product
        .smallJob(name)
        .with("spec: {seed: %d, training: {steps: %d}}".formatted(seed, steps))
        .withTrainer("resources: {requests: {cpu: 100m, memory: 512Mi}}");
  }

  private interface Work<T> {
    void on(Lane lane, T item) throws Exception;
  }

  /** As many at a time as there are lanes; what failed first is thrown when all are done. */
  private <T> void sideBySide(List<T> items, Work<T> work) throws Exception {
    try (ExecutorService threads = Executors.newFixedThreadPool(LANES)) {
      List<Future<?>> futures = new ArrayList<>();
      for (T item : items) {
        futures.add(
            threads.submit(
                () -> {
                  Lane lane = lanes.remove();
                  try {
                    work.on(lane, item);
                  } finally {
                    lanes.add(lane);
                  }
                  return null;
                }));
      }
      for (Future<?> future : futures) {
        try {
          future.get();
        } catch (ExecutionException e) {
          threads.shutdownNow();
          if (e.getCause() instanceof AssertionError failed) {
            throw failed;
          }
          throw e;
        }
      }
    }
  }
}
