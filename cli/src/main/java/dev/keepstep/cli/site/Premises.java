package dev.keepstep.cli.site;

import java.io.IOException;
import java.util.List;

/** What is made for some work and removed after it. */
public interface Premises extends AutoCloseable {
  /** Makes ready what the work does not make itself. */
  default void prepare() throws IOException, InterruptedException {}

  /** Commands by which the user goes on from here when it is kept. */
  List<String> hints();

  /** Removes what was made, unless it is to be kept. */
  @Override
  void close();
}
