package dev.keepstep.operator.desired;

import dev.keepstep.api.v1alpha1.TrainingJob;
import dev.keepstep.core.decide.Capacity;
import dev.keepstep.operator.config.Provider;
import io.fabric8.kubernetes.api.model.Affinity;
import io.fabric8.kubernetes.api.model.AffinityBuilder;
import io.fabric8.kubernetes.api.model.NodeAffinity;
import io.fabric8.kubernetes.api.model.NodeAffinityBuilder;
import io.fabric8.kubernetes.api.model.NodeSelector;
import io.fabric8.kubernetes.api.model.NodeSelectorRequirement;
import io.fabric8.kubernetes.api.model.NodeSelectorTerm;
import io.fabric8.kubernetes.api.model.NodeSelectorTermBuilder;
import io.fabric8.kubernetes.api.model.PreferredSchedulingTerm;
import io.fabric8.kubernetes.api.model.Toleration;
import io.fabric8.kubernetes.api.model.TolerationBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where the pod may go. Capacity is required, or a spot attempt would land on an idle on-demand
 * node; zones that the policy likes are preferred only, so that an autoscaler keeps its freedom.
 */
final class PodPlacement {
  private static final String ZONE = "topology.kubernetes.io/zone";
  private static final String NAME = "metadata.name";

  private PodPlacement() {}

  static Affinity affinity(@Nullable Affinity base, TrainingJob job, AttemptPlan plan) {
    Affinity own = base == null ? new Affinity() : base;
    Optional<NodeAffinity> nodes = Optional.ofNullable(own.getNodeAffinity());
    List<NodeSelectorTerm> templates =
        nodes
            .map(NodeAffinity::getRequiredDuringSchedulingIgnoredDuringExecution)
            .map(NodeSelector::getNodeSelectorTerms)
            .filter(t -> !t.isEmpty())
            .orElse(List.of(new NodeSelectorTerm()));
    List<NodeSelectorTerm> terms = new ArrayList<>();
    // terms are alternatives: each of the template's with each of the providers'
    for (NodeSelectorTerm template : templates) {
      for (List<NodeSelectorRequirement> capacity : capacityTerms(plan)) {
        terms.add(
            new NodeSelectorTermBuilder(template)
                .addAllToMatchExpressions(capacity)
                .addAllToMatchExpressions(zones(job, plan))
                .addAllToMatchFields(notOn(plan))
                .build());
      }
    }
    List<PreferredSchedulingTerm> preferred =
        new ArrayList<>(
            nodes
                .map(NodeAffinity::getPreferredDuringSchedulingIgnoredDuringExecution)
                .orElse(List.of()));
    int weight = 100;
    for (String zone : plan.on().preferred()) {
      preferred.add(
          new PreferredSchedulingTerm(
              new NodeSelectorTermBuilder().addToMatchExpressions(in(ZONE, zone)).build(),
              Math.max(1, weight)));
      weight -= 20;
    }
    if (job.getSpec().capacity().zones().isEmpty() && !plan.on().excluded().isEmpty()) {
      preferred.add(
          new PreferredSchedulingTerm(
              new NodeSelectorTermBuilder().addToMatchExpressions(notIn(plan)).build(), 100));
    }
    return new AffinityBuilder(own)
        .withNodeAffinity(
            new NodeAffinityBuilder()
                .withNewRequiredDuringSchedulingIgnoredDuringExecution()
                .withNodeSelectorTerms(terms)
                .endRequiredDuringSchedulingIgnoredDuringExecution()
                .withPreferredDuringSchedulingIgnoredDuringExecution(preferred)
                .build())
        .build();
  }

  private static List<List<NodeSelectorRequirement>> capacityTerms(AttemptPlan plan) {
    if (plan.on().capacity() == Capacity.SPOT) {
      return plan.providers().stream()
          .map(Provider::spotLabel)
          .map(l -> List.of(in(l.getKey(), l.getValue())))
          .toList();
    }
    List<List<NodeSelectorRequirement>> terms = new ArrayList<>();
    plan.providers().stream()
        .map(Provider::onDemandLabel)
        .filter(l -> !l.equals(Provider.UNMARKED))
        .map(l -> List.of(in(l.getKey(), l.getValue())))
        .forEach(terms::add);
    // and nodes that nobody marks as spot: on-demand is what most clouds leave unmarked
    terms.add(
        plan.providers().stream()
            .flatMap(
                p ->
                    p.onDemandLabel().equals(Provider.UNMARKED)
                        ? java.util.stream.Stream.of(p.spotLabel().getKey())
                        : java.util.stream.Stream.of(
                            p.spotLabel().getKey(), p.onDemandLabel().getKey()))
            .distinct()
            .map(key -> new NodeSelectorRequirement(key, "DoesNotExist", List.of()))
            .toList());
    return terms;
  }

  /**
   * Zones to stay out of are required only of a job that names its zones, of which one is then
   * left. Of any other it is not known whether there are more: a cluster of one zone would have
   * none left after the first node that it lost.
   */
  private static List<NodeSelectorRequirement> zones(TrainingJob job, AttemptPlan plan) {
    List<NodeSelectorRequirement> zones = new ArrayList<>();
    if (!job.getSpec().capacity().zones().isEmpty()) {
      zones.add(new NodeSelectorRequirement(ZONE, "In", job.getSpec().capacity().zones()));
      if (!plan.on().excluded().isEmpty()) {
        zones.add(notIn(plan));
      }
    }
    return zones;
  }

  private static NodeSelectorRequirement notIn(AttemptPlan plan) {
    return new NodeSelectorRequirement(ZONE, "NotIn", plan.on().excluded());
  }

  /** Fields take one value each. */
  private static List<NodeSelectorRequirement> notOn(AttemptPlan plan) {
    return plan.avoidNodes().stream()
        .sorted()
        .map(n -> new NodeSelectorRequirement(NAME, "NotIn", List.of(n)))
        .toList();
  }

  private static NodeSelectorRequirement in(String key, String value) {
    return new NodeSelectorRequirement(key, "In", List.of(value));
  }

  static List<Toleration> tolerations(List<Toleration> base, AttemptPlan plan, boolean gpu) {
    List<Toleration> all = new ArrayList<>(base);
    for (String trouble :
        List.of("node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable")) {
      if (base.stream().noneMatch(t -> trouble.equals(t.getKey()))) {
        all.add(
            new TolerationBuilder()
                .withKey(trouble)
                .withOperator("Exists")
                .withEffect("NoExecute")
                .withTolerationSeconds(plan.nodeToleration().toSeconds())
                .build());
      }
    }
    if (gpu) {
      all.add(
          new TolerationBuilder()
              .withKey("nvidia.com/gpu")
              .withOperator("Exists")
              .withEffect("NoSchedule")
              .build());
    }
    if (plan.on().capacity() == Capacity.SPOT) {
      plan.providers().stream()
          .flatMap(p -> p.spotTaints().stream())
          .map(
              t ->
                  new TolerationBuilder()
                      .withKey(t.key())
                      .withOperator("Equal")
                      .withValue(t.value())
                      .withEffect(t.effect())
                      .build())
          .forEach(all::add);
    }
    return all;
  }
}
