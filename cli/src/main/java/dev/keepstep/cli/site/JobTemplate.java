package dev.keepstep.cli.site;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keepstep.api.v1alpha1.TrainingJob;
import dev.keepstep.cli.Home;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * A TrainingJob's file, of which jobs are made: the documented example, or another. Their seed,
 * image and storage are changed, and what a caller changes; nothing else.
 */
public final class JobTemplate {
  /** The documented example, below the checkout. */
  public static final Path EXAMPLE = Path.of("docs/examples/purchase-orders.yaml");

  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);

  private final ObjectNode example;
  private final KubernetesSerialization serialization = new KubernetesSerialization();

  private JobTemplate(String yaml) {
    this.example = serialization.convertValue(serialization.unmarshal(yaml), ObjectNode.class);
  }

  /**
   * Where a job is applied.
   *
   * @param trainerImage as pods name it
   */
  public record Place(String namespace, String trainerImage, Storage storage) {}

  /** A name for runs that begin now, so that their objects lie apart from those of earlier ones. */
  public static String runName() {
    return STAMP.format(Instant.now());
  }

  /** Reads the example. */
  public static JobTemplate read() throws IOException {
    return read(Home.root().resolve(EXAMPLE));
  }

  /** Reads another TrainingJob's file. */
  public static JobTemplate read(Path file) throws IOException {
    return new JobTemplate(Files.readString(file));
  }

  /** The example's seed. */
  public long seed() {
    return example.at("/spec/seed").asLong();
  }

  /** The example's steps. */
  public long steps() {
    return example.at("/spec/training/steps").asLong();
  }

  /** The example's name. */
  public String name() {
    return example.at("/metadata/name").asText();
  }

  /**
   * A job.
   *
   * @param name its name, and the last part of its prefix
   * @param seed in place of the example's
   * @param steps in place of the example's; empty: those
   */
  public TrainingJob job(Place place, String name, String run, long seed, OptionalLong steps) {
    return job(place, name, run, seed, steps, _ -> {});
  }

  /**
   * A job.
   *
   * @param change what else is done to the object before it is one
   */
  public TrainingJob job(
      Place place,
      String name,
      String run,
      long seed,
      OptionalLong steps,
      Consumer<ObjectNode> change) {
    ObjectNode job = example.deepCopy();
    ObjectNode metadata = job.withObject("/metadata");
    metadata.put("name", name).put("namespace", place.namespace());
    ObjectNode spec = job.withObject("/spec");
    spec.put("seed", seed);
    steps.ifPresent(n -> spec.withObject("/training").put("steps", n));
    ObjectNode s3 = spec.withObject("/checkpoint").withObject("/s3");
    Storage storage = place.storage();
    s3.put("bucket", storage.bucket()).put("region", storage.region());
    s3.put("prefix", "%s/%s/%s".formatted(place.namespace(), run, name));
    storage.endpoint().ifPresent(url -> s3.put("endpoint", url).put("pathStyle", true));
    s3.remove("credentialsSecret");
    storage.secret().ifPresent(secret -> s3.withObject("/credentialsSecret").put("name", secret));
    ArrayNode containers = (ArrayNode) spec.at("/template/spec/containers");
    ((ObjectNode) containers.get(0)).put("image", place.trainerImage());
    change.accept(job);
    return serialization.convertValue(job, TrainingJob.class);
  }
}
