package dev.keepstep.operator.observe;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.BeanProperty;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.deser.ContextualDeserializer;
import com.fasterxml.jackson.databind.util.StdConverter;
import dev.keepstep.api.v1alpha1.TrainingJob;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.NodeStatus;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
    mapper.registerModule(new Watched.Reading());
    mapper.addMixIn(ObjectMeta.class, SlimMetadata.class);
    mapper.addMixIn(Pod.class, SlimPod.class);
    mapper.addMixIn(NodeStatus.class, SlimNodeStatus.class);
    KubernetesSerialization serialization = new KubernetesSerialization(mapper, true);
    // else each of them that is watched is read as an object of no known kind first, and then again
    serialization.registerKubernetesResource(TrainingJob.class);
    return serialization;
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
    @JsonDeserialize(using = NodeAndRequests.class)
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

  /** Where a pod is, and what it asks for; the rest is not even read. */
  private static final class NodeAndRequests extends JsonDeserializer<PodSpec>
      implements ContextualDeserializer {
    private final @Nullable JsonDeserializer<Object> texts;
    private final @Nullable JsonDeserializer<Object> resources;

    /** For Jackson, which then asks for the one that can read. */
    NodeAndRequests() {
      this(null, null);
    }

    private NodeAndRequests(
        @Nullable JsonDeserializer<Object> texts, @Nullable JsonDeserializer<Object> resources) {
      this.texts = texts;
      this.resources = resources;
    }

    /** What reads its parts is looked up once, not for every pod. */
    @Override
    public JsonDeserializer<?> createContextual(
        DeserializationContext context, @Nullable BeanProperty property)
        throws JsonMappingException {
      return new NodeAndRequests(
          context.findContextualValueDeserializer(context.constructType(String.class), property),
          context.findContextualValueDeserializer(
              context.constructType(ResourceRequirements.class), property));
    }

    @Override
    public PodSpec deserialize(JsonParser json, DeserializationContext context) throws IOException {
      PodSpec spec = new PodSpec();
      spec.setAdditionalProperties(Map.of());
      for (String field = json.nextFieldName(); field != null; field = json.nextFieldName()) {
        json.nextToken();
        switch (field) {
          case "nodeName" -> spec.setNodeName(text(json, context));
          case "containers" -> spec.setContainers(containers(json, context));
          case "initContainers" -> spec.setInitContainers(containers(json, context));
          default -> json.skipChildren();
        }
      }
      return spec;
    }

    private @Nullable String text(JsonParser json, DeserializationContext context)
        throws IOException {
      return (String) value(texts, json, context);
    }

    private static @Nullable Object value(
        @Nullable JsonDeserializer<Object> reader, JsonParser json, DeserializationContext context)
        throws IOException {
      return json.currentToken() == JsonToken.VALUE_NULL
          ? null
          : Objects.requireNonNull(reader).deserialize(json, context);
    }

    private List<Container> containers(JsonParser json, DeserializationContext context)
        throws IOException {
      List<Container> containers = new ArrayList<>(1);
      if (json.currentToken() == JsonToken.START_ARRAY) {
        while (json.nextToken() != JsonToken.END_ARRAY) {
          if (json.currentToken() == JsonToken.START_OBJECT) {
            containers.add(container(json, context));
          } else {
            json.skipChildren();
          }
        }
      }
      return containers;
    }

    private Container container(JsonParser json, DeserializationContext context)
        throws IOException {
      Container container = new Container();
      container.setAdditionalProperties(Map.of());
      for (String field = json.nextFieldName(); field != null; field = json.nextFieldName()) {
        json.nextToken();
        switch (field) {
          case "name" -> container.setName(text(json, context));
          case "resources" ->
              container.setResources((ResourceRequirements) value(resources, json, context));
          default -> json.skipChildren();
        }
      }
      return container;
    }
  }
}
