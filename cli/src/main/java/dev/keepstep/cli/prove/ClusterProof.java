package dev.keepstep.cli.prove;

import dev.keepstep.cli.LiveLine;
import dev.keepstep.cli.site.Buckets;
import dev.keepstep.cli.site.JobTemplate;
import dev.keepstep.cli.site.Site;
import dev.keepstep.core.checkpoint.ObjectStore;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The proof on a cluster: one job after the other, since a node that is taken away takes all with
 * it that is on it.
 *
 * @param site which is ready
 * @param controlImages images with an unkeyed source that were given, by source
 */
record ClusterProof(
    Site site, LiveLine live, long seed, long steps, Map<String, String> controlImages) {
  /**
   * Proves configurations.
   *
   * @param kills in each
   */
  Proof prove(List<Configuration> chosen, int kills) throws IOException, InterruptedException {
    long began = System.nanoTime();
    Map<String, String> images = images(chosen);
    JobTemplate template = JobTemplate.read();
    String name = "prove-" + JobTemplate.runName();
    List<Proved> proved = new ArrayList<>();
    try (ObjectStore store = Buckets.open(site.storage())) {
      for (Configuration configuration : chosen) {
        live.say("");
        live.say("  %s: %s".formatted(configuration.name(), configuration.about()));
        Optional<UnkeyedChoice> unkeyed = UnkeyedChoice.of(configuration, images);
        if (unkeyed.isEmpty()) {
          live.say("  note        no negative control: --control-image names no image for it");
        }
        JobRuns runs =
            new JobRuns(site, store, live, template, name, seed, steps, configuration, unkeyed);
        Proved done = new ConfigurationProof<>(runs, steps, configuration).prove(kills);
        live.say(ProofProgress.line(done));
        proved.add(done);
      }
    }
    return new Proof(
        site.where(), seed, steps, proved, Duration.ofNanos(System.nanoTime() - began));
  }

  /** Those that were given, and those that the site can make. */
  private Map<String, String> images(List<Configuration> chosen)
      throws IOException, InterruptedException {
    Set<String> wanted =
        chosen.stream()
            .filter(configuration -> UnkeyedChoice.of(configuration, controlImages).isEmpty())
            .map(Configuration::unkeyed)
            .collect(Collectors.toSet());
    Map<String, String> images = new TreeMap<>(controlImages);
    if (!wanted.isEmpty()) {
      images.putAll(site.unkeyedImages(wanted));
    }
    return images;
  }
}
