package dev.keepstep.core.checkpoint;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The checkpoint of another run from which a run was forked, as {@code run.json} keeps it: {@code
 * s3://bucket/prefix/checkpoints/000000000500-000003#<fingerprint>}.
 *
 * @param bucket where the other run lies, on the same server
 * @param prefix of the other run
 * @param id which of its checkpoints
 * @param fingerprint of that checkpoint: a run that is deleted and made again has the same names
 */
public record Lineage(String bucket, String prefix, CheckpointId id, String fingerprint) {
  private static final Pattern TEXT =
      Pattern.compile("s3://([^/]+)/(?:(.*)/)?checkpoints/([0-9]{12}-[0-9]{6})#([0-9a-f]{64})");

  /** As {@code run.json} has it. */
  public String text() {
    return "s3://%s/%s#%s".formatted(bucket, folder(), fingerprint);
  }

  /**
   * Reads it.
   *
   * @throws IllegalArgumentException if it is no such text
   */
  public static Lineage parse(String text) {
    Matcher matcher = TEXT.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "run.parent is \"" + text + "\", which names no checkpoint");
    }
    String prefix = matcher.group(2);
    return new Lineage(
        matcher.group(1),
        prefix == null ? "" : prefix,
        CheckpointId.parse(matcher.group(3)),
        matcher.group(4));
  }

  private String folder() {
    String folder = new CheckpointKeys(prefix).folder(id);
    return folder.substring(0, folder.length() - 1);
  }
}
