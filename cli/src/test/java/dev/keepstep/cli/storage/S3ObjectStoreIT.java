package dev.keepstep.cli.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keepstep.core.checkpoint.ObjectStore;
import dev.keepstep.core.checkpoint.ObjectStoreContract;
import dev.keepstep.core.checkpoint.StorageFailure;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the protocol relies on, asked of a real S3 server; and what each way of failing says. */
class S3ObjectStoreIT extends ObjectStoreContract {
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
  protected ObjectStore store() {
    return s3.store();
  }

  @Override
  protected String freshPrefix() {
    return s3.freshPrefix();
  }

  @Test
  void aBucketThatIsNotThereIsNamed() {
    try (ObjectStore store = s3.open("trainig", s3.location().hostEndpoint())) {
      assertThatThrownBy(() -> store.putIfAbsent("x", new byte[1]))
          .isInstanceOf(StorageFailure.NoSuchBucket.class)
          .hasMessage(
              "spec.checkpoint.s3.bucket \"trainig\": no such bucket (asked %s): create it, or correct the name"
                  .formatted(s3.location().hostEndpoint()));
    }
  }

  @Test
  void wrongCredentialsAreDenied() {
    s3.signIn("wrong");
    try (ObjectStore store = s3.open(RealS3.BUCKET, s3.location().hostEndpoint())) {
      assertThatThrownBy(() -> store.get("x"))
          .isInstanceOf(StorageFailure.Denied.class)
          .hasMessageContaining("403");
    } finally {
      s3.signIn(s3.location().secretKey());
    }
  }

  @Test
  void aServerThatIsNotThereIsUnavailableAfterAFewTries() {
    try (ObjectStore store = s3.open(RealS3.BUCKET, "http://127.0.0.1:1")) {
      assertThatThrownBy(() -> store.get("x"))
          .isInstanceOfSatisfying(
              StorageFailure.Unavailable.class, e -> assertThat(e.retryable()).isTrue())
          .hasMessageContaining("not reached in 4 tries");
    }
  }
}
