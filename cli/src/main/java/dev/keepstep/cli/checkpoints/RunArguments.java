package dev.keepstep.cli.checkpoints;

import dev.keepstep.api.v1alpha1.S3Spec;
import dev.keepstep.api.v1alpha1.TrainingJob;
import dev.keepstep.cli.UserError;
import dev.keepstep.cli.runs.JobOptions;
import dev.keepstep.cli.runs.Jobs;
import dev.keepstep.cli.s3.S3Options;
import dev.keepstep.cli.s3.S3Place;
import dev.keepstep.core.checkpoint.CheckpointKeys;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * A picocli mixin: which run is meant, by its place or by its job, and which of its checkpoints.
 * With {@code --job} every word on the line is a checkpoint; without, the first is the place.
 */
final class RunArguments {
  private static final List<String> KEYS =
      List.of("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN");
  private static final List<String> PROPERTIES =
      List.of("aws.accessKeyId", "aws.secretAccessKey", "aws.sessionToken");

  @Parameters(
      arity = "0..*",
      paramLabel = "s3://BUCKET/PREFIX|CHECKPOINT",
      description =
          "The run's place (not with --job), then checkpoints where the command takes any.")
  List<String> words = new ArrayList<>();

  @Option(
      names = "--job",
      paramLabel = "NAME",
      description = {
        "The run of this TrainingJob: its place is read from the cluster, and the credentials from",
        "the Secret that it names, unless AWS_ACCESS_KEY_ID is set here."
      })
  @Nullable String job;

  @Mixin JobOptions where = new JobOptions();

  @Mixin S3Options s3 = new S3Options();

  /** Opens the run's bucket. */
  OpenRun open() {
    if (job != null) {
      return ofJob(job);
    }
    if (words.isEmpty() || !S3Place.looksLike(words.getFirst())) {
      throw UserError.usage(
          words.isEmpty()
              ? "no run is named"
              : "\"" + words.getFirst() + "\" is no place in S3 and there is no --job",
          "name it as s3://BUCKET/PREFIX, or with --job NAME -n NAMESPACE");
    }
    return at(words.getFirst());
  }

  /** Opens another run on the same server. */
  OpenRun at(String place) {
    S3Place where = S3Place.parse(place);
    return new OpenRun(
        s3.open(where.bucket()),
        new CheckpointKeys(where.prefix()),
        where.toString(),
        s3.storage(where.bucket(), where.prefix(), null, null));
  }

  /** The checkpoints that the line names, as they were written there. */
  List<String> checkpoints() {
    return job == null && !words.isEmpty() ? words.subList(1, words.size()) : words;
  }

  /**
   * The same, of a command that takes a certain number of them.
   *
   * @throws UserError if there are more or fewer
   */
  List<String> checkpoints(int least, int most) {
    List<String> named = checkpoints();
    if (named.size() < least || named.size() > most) {
      String expected = least == most ? Integer.toString(least) : "%d to %d".formatted(least, most);
      throw UserError.usage(
          "%d checkpoints are named (%s), expected %s"
              .formatted(
                  named.size(), named.isEmpty() ? "none" : String.join(", ", named), expected),
          "name each by its step, as 300, 300-2 or latest: keepstep checkpoints list shows them");
    }
    return named;
  }

  private OpenRun ofJob(String name) {
    TrainingJob found = Jobs.find(where, name);
    S3Spec spec = found.getSpec().checkpoint().s3();
    if (System.getenv(KEYS.getFirst()) == null) {
      signIn(Jobs.credentials(where, name));
    }
    S3Place at = Jobs.place(found);
    return new OpenRun(
        s3.open(at.bucket(), spec.endpoint(), spec.region()),
        new CheckpointKeys(at.prefix()),
        at.toString(),
        s3.storage(at.bucket(), at.prefix(), spec.endpoint(), spec.region()));
  }

  /** As this process's system properties, which the SDK's default chain reads. */
  private static void signIn(Map<String, String> secret) {
    for (int i = 0; i < KEYS.size(); i++) {
      String value = secret.get(KEYS.get(i));
      if (value != null) {
        System.setProperty(PROPERTIES.get(i), value);
      }
    }
  }
}
