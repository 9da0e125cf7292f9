package dev.keepstep.cli.storage;

import dev.keepstep.core.checkpoint.CrashContract;
import dev.keepstep.core.checkpoint.ObjectStore;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** A trainer that dies at every single write, on a real S3 server. */
class CrashAtEveryPutIT extends CrashContract {
  private static RealS3 s3;

  @BeforeAll
  static void start() {
    s3 = new RealS3();
  }

  @AfterAll
  static void stop() {
    s3.close();
  }

  @Override
  protected ObjectStore emptyStore() {
    return s3.emptyStore();
  }
}
