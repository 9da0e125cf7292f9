package dev.keepstep.api.v1alpha1.schema;

import static java.util.Map.entry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.keepstep.api.v1alpha1.CapacitySpec;
import dev.keepstep.api.v1alpha1.CheckpointSpec;
import dev.keepstep.api.v1alpha1.LimitsSpec;
import dev.keepstep.api.v1alpha1.S3Spec;
import dev.keepstep.api.v1alpha1.TrainingJob;
import dev.keepstep.api.v1alpha1.TrainingJobSpec;
import dev.keepstep.api.v1alpha1.TrainingJobStatus;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceColumnDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceColumnDefinitionBuilder;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionVersion;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.api.model.apiextensions.v1.ValidationRuleBuilder;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What the generator cannot know of TrainingJob's schema: defaults of objects, list types, bounds
 * for CEL's cost, CEL rules, and the columns of {@code kubectl get}.
 */
public final class TrainingJobSchema {
  private static final int MAX_CONTAINERS = 32;
  private static final int MAX_ENV = 512;
  private static final int MAX_ENV_NAME = 256;

  /** A default by the field's path under the schema's root. */
  static final Map<String, JsonNode> DEFAULTS =
      Map.ofEntries(
          entry("spec.suspend", BooleanNode.FALSE),
          entry("spec.capacity", JsonNodeFactory.instance.objectNode()),
          entry("spec.capacity.policy", new TextNode("SpotPreferred")),
          entry(
              "spec.capacity.provisionTimeout",
              new TextNode(CapacitySpec.DEFAULT_PROVISION_TIMEOUT)),
          entry("spec.limits", JsonNodeFactory.instance.objectNode()),
          entry("spec.limits.failures", new IntNode(LimitsSpec.DEFAULT_FAILURES)),
          entry(
              "spec.limits.attemptsWithoutProgress",
              new IntNode(LimitsSpec.DEFAULT_ATTEMPTS_WITHOUT_PROGRESS)),
          entry("spec.limits.hangTimeout", new TextNode(LimitsSpec.DEFAULT_HANG_TIMEOUT)),
          entry("spec.reproducibility", JsonNodeFactory.instance.objectNode()),
          entry("spec.reproducibility.kernels", new TextNode("Portable")),
          entry("spec.reproducibility.envelope", new TextNode("Pin")),
          entry("spec.checkpoint.retainLast", new IntNode(CheckpointSpec.DEFAULT_RETAIN_LAST)),
          entry("spec.checkpoint.onDelete", new TextNode("Retain")),
          entry("spec.checkpoint.s3.region", new TextNode(S3Spec.DEFAULT_REGION)),
          entry("spec.checkpoint.s3.pathStyle", BooleanNode.FALSE));

  private TrainingJobSchema() {}

  /** Completes the generated CRD in place. */
  public static void complete(CustomResourceDefinition crd) {
    CustomResourceDefinitionVersion version = crd.getSpec().getVersions().getFirst();
    JSONSchemaProps root = version.getSchema().getOpenAPIV3Schema();
    root.setDescription(TrainingJob.DESCRIPTION);
    root.setRequired(List.of("spec"));
    at(root, "spec").setDescription("What to train, where its checkpoints lie, on what capacity.");
    at(root, "status").setDescription("What the operator has seen of the job.");
    new TreeMap<>(DEFAULTS).forEach((path, value) -> at(root, path).setDefault(value));
    at(root, "spec.template").setRequired(List.of("spec"));
    at(root, "spec.template.spec").setRequired(List.of("containers"));
    bounds(root);
    TypeBounds.set(at(root, "spec"), TrainingJobSpec.class);
    lists(root);
    times(at(root, "status"));
    StatusBounds.set(at(root, "status"));
    TypeBounds.set(at(root, "status"), TrainingJobStatus.class);
    for (CelRule rule : CelRule.ALL) {
      at(root, rule.path())
          .getXKubernetesValidations()
          .add(
              new ValidationRuleBuilder()
                  .withRule(rule.rule())
                  .withMessage(rule.message())
                  .withReason(rule.reason())
                  .build());
    }
    version.setAdditionalPrinterColumns(COLUMNS);
  }

  /**
   * The schema at a path of property names; {@code []} steps into a list's items.
   *
   * @throws IllegalArgumentException if there is no such field
   */
  public static JSONSchemaProps at(JSONSchemaProps root, String path) {
    JSONSchemaProps here = root;
    if (path.isEmpty()) {
      return here;
    }
    for (String name : path.split("\\.", -1)) {
      JSONSchemaProps next =
          name.equals("[]")
              ? here.getItems().getSchema()
              : Optional.ofNullable(here.getProperties()).map(p -> p.get(name)).orElse(null);
      if (next == null) {
        throw new IllegalArgumentException("no field " + name + " of " + path + " in the schema");
      }
      here = next;
    }
    return here;
  }

  /** CEL is refused by the API server unless the lists that it walks are bounded. */
  private static void bounds(JSONSchemaProps root) {
    for (String list : List.of("containers", "initContainers")) {
      JSONSchemaProps containers = at(root, "spec.template.spec." + list);
      containers.setMaxItems((long) MAX_CONTAINERS);
      at(containers, "[].name").setMaxLength(63L);
      JSONSchemaProps env = at(containers, "[].env");
      env.setMaxItems((long) MAX_ENV);
      at(env, "[].name").setMaxLength((long) MAX_ENV_NAME);
    }
    JSONSchemaProps parameters = at(root, "spec.training.parameters");
    parameters.setMaxProperties(128L);
    parameters.getAdditionalProperties().getSchema().setMaxLength(1024L);
    JSONSchemaProps zones = at(root, "spec.capacity.zones");
    zones.setMaxItems(16L);
    zones.getItems().getSchema().setMaxLength(63L);
    zones.setXKubernetesListType("set");
    JSONSchemaProps managedBy = at(root, "spec.managedBy");
    managedBy.setMaxLength(63L);
    at(root, "spec.training.program").setMaxLength(63L);
    for (String duration :
        List.of(
            "spec.training.estimatedDuration",
            "spec.checkpoint.interval",
            "spec.capacity.provisionTimeout",
            "spec.capacity.maxLifetime",
            "spec.deadline.after",
            "spec.limits.hangTimeout",
            "spec.ttlAfterFinished")) {
      at(root, duration).setMaxLength(28L);
    }
    at(root, "spec.checkpoint.s3.bucket").setMaxLength(63L);
    at(root, "spec.deadline.at").setFormat("date-time");
    at(root, "spec.deadline.at").setMaxLength(40L);
    at(root, "spec.budget.amount").setMaxLength(20L);
    at(root, "spec.budget.currency").setMaxLength(3L);
  }

  private static void lists(JSONSchemaProps root) {
    JSONSchemaProps conditions = at(root, "status.conditions");
    conditions.setXKubernetesListType("map");
    conditions.setXKubernetesListMapKeys(List.of("type"));
    JSONSchemaProps condition = conditions.getItems().getSchema();
    condition.setRequired(List.of("type", "status", "lastTransitionTime", "reason", "message"));
    describe(condition, "type", "Which condition this is.");
    describe(condition, "status", "True, False or Unknown.");
    // no enum: its True and False would stand in the file unquoted, and kubectl read them as
    // booleans
    at(condition, "status").setPattern("^(True|False|Unknown)$");
    describe(condition, "reason", "Why, in one CamelCase word of a closed list.");
    describe(condition, "message", "Why, in one sentence.");
    describe(condition, "lastTransitionTime", "When status last changed.");
    describe(condition, "observedGeneration", "The generation of the spec that this is about.");
    required(root, "status.interruptions.recent", "attempt");
    required(root, "status.zones", "zone");
    required(root, "status.progress.stepTimes", "capacity", "instanceType");
    oneWriter(at(root, "status"));
  }

  /**
   * Fields of status that have one owner each, so that their parts need none: what the API server
   * keeps of who wrote what, and works out anew at each write, is a line for a condition and for a
   * field, not for each part of it. Conditions stay open to others, a queue for instance, one by
   * one.
   */
  private static void oneWriter(JSONSchemaProps status) {
    status
        .getProperties()
        .forEach(
            (name, field) -> {
              if (name.equals("conditions")) {
                field.getItems().getSchema().setXKubernetesMapType("atomic");
              } else if ("object".equals(field.getType())) {
                field.setXKubernetesMapType("atomic");
              }
            });
    for (String list :
        List.of(
            "zones",
            "interruptions.recent",
            "progress.stepTimes",
            "attempt.preferredZones",
            "attempt.excludedZones",
            "standby.preferredZones",
            "standby.excludedZones")) {
      at(status, list).setXKubernetesListType("atomic");
    }
  }

  private static void required(JSONSchemaProps root, String list, String... keys) {
    at(root, list).getItems().getSchema().setRequired(List.of(keys));
  }

  private static void describe(JSONSchemaProps schema, String field, String text) {
    at(schema, field).setDescription(text);
  }

  /** Fields whose name says that they are times get the format that the API server checks. */
  private static void times(JSONSchemaProps schema) {
    if (schema.getProperties() != null) {
      schema
          .getProperties()
          .forEach(
              (name, field) -> {
                boolean time =
                    name.endsWith("Time") && !name.equals("stepTime")
                        || name.endsWith("At") && !name.equals("stepLostAt")
                        || name.equals("at")
                        || name.equals("notBefore");
                if (time && "string".equals(field.getType())) {
                  field.setFormat("date-time");
                }
                times(field);
              });
    }
    if (schema.getItems() != null) {
      times(schema.getItems().getSchema());
    }
  }

  private static final List<CustomResourceColumnDefinition> COLUMNS =
      List.of(
          column("State", "string", ".status.state", 0, "Where the job stands, in one word"),
          column("Step", "integer", ".status.progress.step", 0, "Last finished step"),
          column("%", "integer", ".status.progress.percent", 0, "Share of the steps done"),
          column("Capacity", "string", ".status.attempt.capacity", 0, "spot or on-demand"),
          column("Zone", "string", ".status.attempt.zone", 0, "Zone of the current attempt"),
          column(
              "Interruptions",
              "integer",
              ".status.interruptions.count",
              0,
              "Ends of attempts that the training did not cause"),
          column(
              "Saved",
              "string",
              ".status.cost.savedShare",
              0,
              "What the run saved against on-demand"),
          column("Finishes", "string", ".status.progress.remaining", 0, "Estimated time left"),
          column("Age", "date", ".metadata.creationTimestamp", 0, "Time since the job was created"),
          column("Attempt", "integer", ".status.attempt.number", 1, "Number of the attempt"),
          column(
              "Failures",
              "integer",
              ".status.failures.count",
              1,
              "Ends of attempts that the training caused"),
          column("Node", "string", ".status.attempt.node", 1, "Node of the current attempt"),
          column(
              "Fingerprint",
              "string",
              ".status.result.fingerprint",
              1,
              "Fingerprint of the final parameters and updater state"));

  private static CustomResourceColumnDefinition column(
      String name, String type, String path, int priority, String description) {
    return new CustomResourceColumnDefinitionBuilder()
        .withName(name)
        .withType(type)
        .withJsonPath(path)
        .withPriority(priority)
        .withDescription(description)
        .build();
  }
}
