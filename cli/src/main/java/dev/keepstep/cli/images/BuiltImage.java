package dev.keepstep.cli.images;

import java.nio.file.Path;

/**
 * An image as it lies on this machine.
 *
 * @param reference the name under which it is loaded, with its tag
 * @param tar a docker-archive with gzipped layers
 * @param id {@code sha256:…} of its configuration: what a node knows it by
 * @param bytes length of the tar
 * @param fresh whether it was made now; otherwise it was there, made from the same inputs
 */
public record BuiltImage(String reference, Path tar, String id, long bytes, boolean fresh) {

  /** The length as people say it, in decimal megabytes. */
  public String size() {
    return "%.0f MB".formatted(bytes / 1e6);
  }
}
