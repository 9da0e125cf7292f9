package dev.keepstep.operator.observe;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.util.StdConverter;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.NodeStatus;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Objects as the operator reads them: without what it never looks at. What is read stays in its
 * caches, and ten thousand pods in full are more than its memory. What it writes is whole.
 */
public final class SlimObjects {
  /**
   * How many objects one answer to a list has at most: an operator that starts among ten thousand
   * pods would otherwise hold the text of all of them at once.
   */
  public static final long PAGE = 500;

  private SlimObjects() {}

  /** For the operator's client. */
  public static KubernetesSerialization serialization() {
    ObjectMapper mapper = new ObjectMapper();
    mapper.registerModule(new SharedParts());
    mapper.addMixIn(ObjectMeta.class, SlimMetadata.class);
    mapper.addMixIn(Pod.class, SlimPod.class);
    mapper.addMixIn(NodeStatus.class, SlimNodeStatus.class);
    return new KubernetesSerialization(mapper, true);
  }

  @JsonIgnoreProperties(value = "managedFields", allowGetters = true)
  private abstract static class SlimMetadata {}

  @JsonIgnoreProperties(
      value = {"images", "volumesAttached", "volumesInUse"},
      allowGetters = true)
  private abstract static class SlimNodeStatus {}

  private abstract static class SlimPod {
    @JsonProperty("metadata")
    @JsonDeserialize(converter = WithoutAnnotations.class)
    abstract void setMetadata(ObjectMeta metadata);

    @JsonProperty("spec")
    @JsonDeserialize(converter = NodeAndRequests.class)
    abstract void setSpec(PodSpec spec);
  }

  /** One of them is the trainer's whole spec. */
  private static final class WithoutAnnotations extends StdConverter<ObjectMeta, ObjectMeta> {
    @Override
    public ObjectMeta convert(ObjectMeta metadata) {
      metadata.setAnnotations(Map.of()); // the framework looks for one of its own
      return metadata;
    }
  }

  /** Where a pod is, and what it asks for. */
  private static final class NodeAndRequests extends StdConverter<PodSpec, PodSpec> {
    @Override
    public PodSpec convert(PodSpec spec) {
      return new PodSpecBuilder()
          .withNodeName(spec.getNodeName())
          .withContainers(requests(spec.getContainers()))
          .withInitContainers(requests(spec.getInitContainers()))
          .build();
    }

    private static List<Container> requests(@Nullable List<Container> containers) {
      return Stream.ofNullable(containers)
          .flatMap(List::stream)
          .map(NodeAndRequests::requests)
          .toList();
    }

    private static Container requests(Container container) {
      return new ContainerBuilder()
          .withName(container.getName())
          .withResources(container.getResources())
          .build();
    }
  }
}
