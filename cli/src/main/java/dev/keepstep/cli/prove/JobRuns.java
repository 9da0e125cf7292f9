package dev.keepstep.cli.prove;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keepstep.api.v1alpha1.Durations;
import dev.keepstep.api.v1alpha1.InterruptionsStatus.Interruption;
import dev.keepstep.api.v1alpha1.TrainingJob;
import dev.keepstep.cli.LiveLine;
import dev.keepstep.cli.Words;
import dev.keepstep.cli.site.InterruptionPlan;
import dev.keepstep.cli.site.InterruptionPlan.Kind;
import dev.keepstep.cli.site.InterruptionPlan.Planned;
import dev.keepstep.cli.site.JobFollower;
import dev.keepstep.cli.site.JobTemplate;
import dev.keepstep.cli.site.RunRecord;
import dev.keepstep.cli.site.Site;
import dev.keepstep.core.checkpoint.CheckpointKeys;
import dev.keepstep.core.checkpoint.ObjectStore;
import dev.keepstep.core.random.Source;
import dev.keepstep.core.random.Stream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/**
 * Trainings as TrainingJobs on a cluster that loses the nodes on which they are.
 *
 * @param store the site's bucket
 * @param template of the jobs
 * @param proof names this proof in the bucket
 * @param unkeyed the image with which the negative control is trained; empty: there is none
 */
record JobRuns(
    Site site,
    ObjectStore store,
    LiveLine live,
    JobTemplate template,
    String proof,
    long seed,
    long steps,
    Configuration configuration,
    Optional<UnkeyedChoice> unkeyed)
    implements Runs<Planned> {
  /** Kills in one run at most: each is to have its own stretch of the training. */
  static final int PER_RUN = 4;

  /** Fewest steps of a training in which so many nodes can be lost. */
  static final long LEAST_STEPS = 400;

  @Override
  public CheckpointKeys keys(String run) {
    return new CheckpointKeys("%s/%s/%s".formatted(site.namespace(), proof, name(run)));
  }

  @Override
  public List<List<Planned>> plan(int kills) {
    return plan(seed, configuration.name(), kills, steps);
  }

  /** Which nodes of which run are lost when. Pure. */
  static List<List<Planned>> plan(long seed, String name, int kills, long steps) {
    List<List<Planned>> runs = new ArrayList<>();
    for (int left = kills; left > 0; left -= PER_RUN) {
      runs.add(draw(seed, name, runs.size(), Math.min(left, PER_RUN), steps));
    }
    return runs;
  }

  @Override
  public List<Planned> again(int round, int kills) {
    String name = configuration.name() + "/again";
    return draw(seed, name, round, Math.min(kills, PER_RUN), steps);
  }

  private static List<Planned> draw(long seed, String name, int round, int kills, long steps) {
    Stream stream = Stream.of(seed, new Source("prove/" + name));
    return InterruptionPlan.draw(stream, round, kills, steps).interruptions();
  }

  @Override
  public List<Landed> train(String run, List<Planned> kills) throws InterruptedException {
    return follow(run, site.trainerImage(), kills);
  }

  @Override
  public Optional<Unkeyed> control(String run) throws InterruptedException {
    if (unkeyed.isEmpty()) {
      return Optional.empty();
    }
    UnkeyedChoice choice = unkeyed.get();
    List<Planned> kill = List.of(new Planned(steps / 2, Kind.KILL));
    return Optional.of(new Unkeyed(choice.source(), follow(run, choice.image(), kill)));
  }

  private List<Landed> follow(String run, String image, List<Planned> kills)
      throws InterruptedException {
    TrainingJob job =
        template.job(
            site.place(), name(run), proof, seed, OptionalLong.of(steps), o -> change(o, image));
    live.say("  %-11s trainingjob/%s".formatted("applied", name(run)));
    site.apply(job);
    JobFollower follower = new JobFollower(site, live);
    RunRecord record = follower.follow(job, new InterruptionPlan(kills), true);
    List<Landed> landed = landed(follower.taken(), record.interruptions(), site::words);
    live.say(
        "  %-11s %d steps, %s, %s"
            .formatted(
                "complete",
                steps,
                Words.count(landed.size(), "kill"),
                Words.duration(record.took())));
    return landed;
  }

  private String name(String run) {
    return configuration.name() + "-" + run;
  }

  /** Lays the configuration over the template. */
  private void change(ObjectNode job, String image) {
    ObjectNode spec = job.withObject("/spec");
    ObjectNode parameters = spec.withObject("/training").putObject("parameters");
    configuration.parameters().forEach(parameters::put);
    ObjectNode checkpoint = spec.withObject("/checkpoint");
    checkpoint.remove("interval");
    configuration.interval().ifPresent(i -> checkpoint.put("interval", Durations.format(i)));
    checkpoint.put("retainLast", Configuration.RETAINED);
    // a difference is to be counted at the end, so it must not end the run
    spec.putObject("reproducibility")
        .put("kernels", configuration.kernels())
        .put("envelope", "Pin")
        .put("onMismatch", "Report");
    ObjectNode trainer = (ObjectNode) spec.at("/template/spec/containers").get(0);
    trainer.put("image", image);
    ArrayNode environment = trainer.putArray("env");
    configuration
        .environment()
        .forEach((name, value) -> environment.addObject().put("name", name).put("value", value));
  }

  /**
   * Which of the attempts that were taken away ended by that: a training may be done before.
   *
   * @param taken how, by the attempt's number
   */
  static List<Landed> landed(
      Map<Integer, Kind> taken, List<Interruption> seen, Function<Kind, String> words) {
    List<Landed> landed = new ArrayList<>();
    for (Interruption interruption : seen) {
      Kind kind = taken.get(interruption.attempt());
      if (kind != null) {
        // the last report may be older than the last checkpoint
        long step =
            Math.max(
                Objects.requireNonNullElse(interruption.stepLostAt(), 0L),
                Objects.requireNonNullElse(interruption.resumedAtStep(), 0L));
        landed.add(new Landed(words.apply(kind), interruption.attempt(), step));
      }
    }
    return landed;
  }
}
