package dev.keepstep.cli.site;

import dev.keepstep.api.v1alpha1.AttemptStatus;
import dev.keepstep.api.v1alpha1.TrainingJob;
import dev.keepstep.localcluster.LocalCluster;
import dev.keepstep.localcluster.NodeSpec;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** A cluster of real nodes on this machine, made for a command and gone with it. */
final class LocalSite implements Site {
  private static final Duration NOTICE = Duration.ofSeconds(30);

  /** One on demand for the operator, and a spot node in each of three zones. */
  private static final int NODES = 4;

  private final LocalOptions options;
  private final String namespace;
  private final LocalProduct product;
  private final Map<String, String> zoneOf =
      new ConcurrentHashMap<>(
          new TreeMap<>(Map.of("spot-a", "zone-a", "spot-b", "zone-b", "spot-c", "zone-c")));
  private int replacements;

  /**
   * @param purpose the namespace, and the cluster's name if the options give none
   */
  LocalSite(LocalOptions options, String purpose, boolean keep, Steps steps) {
    this.options = options;
    namespace = purpose;
    product = new LocalProduct(options.name(purpose), namespace, options.nodeGrace(), keep, steps);
  }

  @Override
  public void prepare() throws IOException, InterruptedException {
    List<NodeSpec> nodes = new ArrayList<>(List.of(NodeSpec.onDemand("on-demand", "zone-a")));
    new TreeMap<>(zoneOf).forEach((node, zone) -> nodes.add(NodeSpec.spot(node, zone)));
    product.start(nodes);
    product.install(
        List.of(
            "statusInterval=1s",
            // nodes are taken away here, and not the operator's
            "nodeSelector.karpenter\\.sh/capacity-type=on-demand"),
        Optional.empty());
  }

  @Override
  public KubernetesClient client() {
    return product.client();
  }

  @Override
  public String namespace() {
    return namespace;
  }

  @Override
  public String trainerImage() {
    return product.trainerImage();
  }

  @Override
  public Map<String, String> unkeyedImages(Set<String> sources)
      throws IOException, InterruptedException {
    return product.loadUnkeyed(sources);
  }

  @Override
  public Storage storage() {
    return product.storage();
  }

  @Override
  public void apply(TrainingJob job) {
    client().resource(job).create();
  }

  /**
   * Ends the attempt's node, warned or not, and brings another up in its zone, as a cloud would.
   */
  @Override
  public void interrupt(InterruptionPlan.Kind kind, AttemptStatus attempt) {
    LocalCluster cluster = product.cluster();
    String node = Objects.requireNonNull(attempt.node());
    switch (kind) {
      case NOTICE -> cluster.noticeInBackground(node, NOTICE);
      case KILL -> {
        if (options.keepNodeObjects) {
          cluster.killKeepingObject(node);
        } else {
          cluster.kill(node);
        }
      }
    }
    String zone = Objects.requireNonNullElse(zoneOf.get(node), "zone-a");
    String replacement = nextName(zone);
    zoneOf.put(replacement, zone);
    cluster.addNode(NodeSpec.spot(replacement, zone));
  }

  private synchronized String nextName(String zone) {
    replacements++;
    return "spot-%s-%d".formatted(zone.replaceFirst("^zone-", ""), replacements + 1);
  }

  @Override
  public String words(InterruptionPlan.Kind kind) {
    return switch (kind) {
      case NOTICE -> "node ended %d s after a notice".formatted(NOTICE.toSeconds());
      case KILL -> "node ended without a word";
    };
  }

  @Override
  public String where() {
    return "Kubernetes %s on this machine, %d real nodes"
        .formatted(product.client().getKubernetesVersion().getGitVersion(), NODES);
  }

  @Override
  public List<String> hints() {
    return product.hints();
  }

  @Override
  public void close() {
    product.close();
  }
}
