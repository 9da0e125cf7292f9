package dev.keepstep.cli.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keepstep.cli.Home;
import dev.keepstep.cli.site.Storage;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;

/**
 * The documented example, with a test's changes and no others: YAML fragments laid over it as JSON
 * merge patches (RFC 7396), in which null takes a field away.
 */
final class ExampleJob {
  static final String FILE = "docs/examples/purchase-orders.yaml";

  /**
   * A training that is small, not another: all four sources of randomness, evaluation, model and
   * metrics. A step takes some milliseconds, the start of its process most of its time.
   */
  static final String SMALL =
      """
      spec:
        training:
          steps: 400
          parameters:
            batchSize: "8"
            documents: "200"
            vendors: "10"
            hidden1: "32"
            hidden2: "16"
            calibrationDocuments: "20"
            testDocuments: "40"
        checkpoint: {interval: 1s}
      """;

  private static final KubernetesSerialization YAML = new KubernetesSerialization();

  private final ObjectNode job;

  private ExampleJob(ObjectNode job) {
    this.job = job;
  }

  static ExampleJob read() {
    try {
      return new ExampleJob(parse(Files.readString(Home.root().resolve(FILE))));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What a user has to name: where, the image, the bucket. */
  ExampleJob at(String namespace, String name, String image, Storage storage) {
    ObjectNode metadata = job.withObject("/metadata");
    metadata.put("namespace", namespace).put("name", name);
    ObjectNode s3 = job.withObject("/spec/checkpoint/s3");
    s3.put("bucket", storage.bucket()).put("region", storage.region());
    storage.endpoint().ifPresent(url -> s3.put("endpoint", url).put("pathStyle", true));
    storage.secret().ifPresent(secret -> s3.withObject("/credentialsSecret").put("name", secret));
    trainer().put("image", image);
    return this;
  }

  /** Only nodes with this label. */
  ExampleJob on(String label, String value) {
    job.withObject("/spec/template/spec/nodeSelector").put(label, value);
    return this;
  }

  /** Lays a fragment over the job. */
  ExampleJob with(String yaml) {
    merge(job, parse(yaml));
    return this;
  }

  /** Lays a fragment over the container named trainer, which a merge patch could only replace. */
  ExampleJob withTrainer(String yaml) {
    merge(trainer(), parse(yaml));
    return this;
  }

  ExampleJob copy() {
    return new ExampleJob(job.deepCopy());
  }

  String yaml() {
    return YAML.asYaml(job);
  }

  private ObjectNode trainer() {
    return (ObjectNode) ((ArrayNode) job.at("/spec/template/spec/containers")).get(0);
  }

  private static ObjectNode parse(String yaml) {
    return YAML.convertValue(YAML.unmarshal(yaml), ObjectNode.class);
  }

  private static void merge(ObjectNode target, ObjectNode patch) {
    patch
        .properties()
        .forEach(
            field -> {
              JsonNode value = field.getValue();
              JsonNode there = target.get(field.getKey());
              if (value.isNull()) {
                target.remove(field.getKey());
              } else if (value instanceof ObjectNode object && there instanceof ObjectNode inner) {
                merge(inner, object);
              } else {
                target.set(field.getKey(), value);
              }
            });
  }
}
