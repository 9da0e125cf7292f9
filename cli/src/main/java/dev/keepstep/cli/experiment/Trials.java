package dev.keepstep.cli.experiment;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keepstep.api.v1alpha1.Durations;
import dev.keepstep.api.v1alpha1.TrainingJob;
import dev.keepstep.cli.site.JobTemplate;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * The TrainingJobs of an experiment: one job's seed and parameters each time, and all else that
 * could make them differ set alike.
 *
 * @param run part of the prefixes in the bucket
 * @param zones that the job may use
 * @param parameters over the job's own
 * @param interval training time between two checkpoints
 * @param selector labels of the nodes that they run on
 * @param processors that each asks for
 */
record Trials(
    JobTemplate jobs,
    JobTemplate.Place place,
    String run,
    List<String> zones,
    long steps,
    Map<String, String> parameters,
    Duration interval,
    Map<String, String> selector,
    String processors) {

  /** The one that is left alone, on on-demand. */
  TrainingJob undisturbed(String name, String zone) {
    return job(name, "OnDemandOnly", List.of(zone), _ -> {});
  }

  /**
   * One that a policy places.
   *
   * @param work how long it takes undisturbed
   */
  TrainingJob under(String name, Market market, Duration work) {
    return job(
        name,
        "SpotPreferred",
        zones,
        spec -> {
          spec.withObject("/capacity").put("provisionTimeout", Durations.format(market.ask()));
          spec.withObject("/deadline").put("after", Durations.format(market.deadline()));
          spec.withObject("/training").put("estimatedDuration", Durations.format(work));
        });
  }

  private TrainingJob job(
      String name, String policy, List<String> named, Consumer<ObjectNode> change) {
    return jobs.job(
        place,
        name,
        run,
        jobs.seed(),
        OptionalLong.of(steps),
        job -> {
          ObjectNode spec = job.withObject("/spec");
          ArrayNode allowed = spec.putObject("capacity").put("policy", policy).putArray("zones");
          named.forEach(allowed::add);
          spec.withObject("/checkpoint").put("interval", Durations.format(interval));
          spec.remove(List.of("deadline", "budget"));
          ObjectNode pod = spec.withObject("/template/spec");
          selector.forEach(pod.withObject("/nodeSelector")::put);
          ObjectNode resources = ((ObjectNode) pod.at("/containers/0")).withObject("/resources");
          resources.withObject("/requests").put("cpu", processors);
          resources.withObject("/limits").remove("cpu");
          parameters.forEach(spec.withObject("/training/parameters")::put);
          change.accept(spec);
        });
  }
}
