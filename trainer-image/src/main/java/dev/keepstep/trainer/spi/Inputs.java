package dev.keepstep.trainer.spi;

import java.io.IOException;
import java.io.InputStream;

/** Where a program's data come from: a mounted volume, or objects of the job's own storage. */
@FunctionalInterface
public interface Inputs {
  /**
   * Opens a file or an object, to be closed by the caller. An object is read with the endpoint, the
   * region and the credentials of {@code spec.checkpoint.s3}.
   *
   * @param parameter the name under which the location was given, for the error
   * @param location {@code s3://bucket/key}, or the absolute path of a file
   * @param maxBytes what is larger is refused, since the trainer's memory is bounded
   * @throws IllegalArgumentException with one sentence if there is no such thing, or it is too
   *     large
   * @throws IOException if a file cannot be read
   */
  InputStream open(String parameter, String location, long maxBytes) throws IOException;
}
