package dev.keepstep.cli.s3;

import dev.keepstep.cli.UserError;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A run's place, {@code s3://bucket/prefix}.
 *
 * @param prefix without a slash at either end; empty: the bucket's root
 */
public record S3Place(String bucket, String prefix) {
  private static final Pattern FORM =
      Pattern.compile("s3://([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:/(.*?))?/?");

  /** Whether the text claims to be one. */
  public static boolean looksLike(String text) {
    return text.startsWith("s3://");
  }

  /** Reads what a command line says; anything else is a usage error. */
  public static S3Place parse(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      throw UserError.usage("\"" + text + "\" is no place in S3", "write it as s3://BUCKET/PREFIX");
    }
    String prefix = form.group(2) == null ? "" : form.group(2);
    if (prefix.startsWith("/") || prefix.endsWith("/")) {
      throw UserError.usage(
          "\"" + text + "\" has a slash too many", "write it as s3://BUCKET/PREFIX");
    }
    return new S3Place(form.group(1), prefix);
  }

  /** As {@link #parse} reads it. */
  @Override
  public String toString() {
    return "s3://" + bucket + (prefix.isEmpty() ? "" : "/" + prefix);
  }
}
