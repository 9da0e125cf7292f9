package dev.keepstep.cli.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keepstep.cli.storage.FaultProxy.Fault;
import dev.keepstep.core.checkpoint.CheckpointId;
import dev.keepstep.core.checkpoint.CheckpointKeys;
import dev.keepstep.core.checkpoint.CheckpointReader;
import dev.keepstep.core.checkpoint.CommitOutcome;
import dev.keepstep.core.checkpoint.CrashContract;
import dev.keepstep.core.checkpoint.Fixtures;
import dev.keepstep.core.checkpoint.ObjectStore;
import dev.keepstep.core.checkpoint.PrefixedStore;
import dev.keepstep.core.checkpoint.RestoreOutcome.Restored;
import dev.keepstep.core.checkpoint.StorageFailure;
import dev.keepstep.core.checkpoint.s3.S3ObjectStore;
import dev.keepstep.core.checkpoint.s3.S3Settings;
import dev.keepstep.core.proof.Fingerprint;
import dev.keepstep.core.tensor.Tensor;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** A real S3 server behind a network that fails: at every request, for a while, or for good. */
class FaultyS3IT {
  private static final CheckpointKeys KEYS = Fixtures.KEYS;
  private static final CheckpointId OLD = new CheckpointId(20, 1);
  private static final CheckpointId NEW = new CheckpointId(30, 1);

  private static RealS3 s3;
  private static FaultProxy proxy;
  private static S3ObjectStore faulty;

  private ObjectStore store;
  private ObjectStore clean;

  @BeforeAll
  static void start() throws IOException {
    s3 = new RealS3();
    proxy = new FaultProxy(s3.location().hostEndpoint());
    faulty =
        S3ObjectStore.open(
            new S3Settings(
                RealS3.BUCKET,
                s3.location().region(),
                Optional.of(URI.create(proxy.endpoint())),
                true,
                Optional.empty(),
                4,
                Duration.ofMillis(300),
                Duration.ofSeconds(30)));
  }

  @AfterAll
  static void stop() throws IOException {
    faulty.close();
    proxy.close();
    s3.close();
  }

  @BeforeEach
  void empty() {
    String prefix = s3.freshPrefix();
    proxy.plan(_ -> Fault.NONE);
    store = new PrefixedStore(faulty, prefix);
    clean = new PrefixedStore(s3.store(), prefix);
  }

  private Restored restore(List<Tensor> targets) {
    return (Restored) new CheckpointReader(store, KEYS).restore(targets);
  }

  private void assertRestores(long step) {
    List<Tensor> targets = Fixtures.tensors();
    Restored restored = restore(targets);
    assertThat(restored.manifest().id().step()).isEqualTo(step);
    assertThat(restored.skipped()).isEmpty();
    assertThat(Fingerprint.take(targets)).isEqualTo(Fingerprint.take(Fixtures.state(step)));
  }

  /**
   * The first try of every single request of an attempt's life fails, in each way; what a listing
   * says has no checksum but TLS, so a changed bit is tried of objects only.
   */
  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "NONE")
  void whatFailsOnceAtEveryRequestChangesNothing(Fault fault) {
    Map<FaultProxy.Request, Integer> tries = new ConcurrentHashMap<>();
    proxy.plan(
        request -> {
          boolean listing = request.path().contains("list-type");
          boolean upward = !request.method().equals("GET");
          boolean fits =
              switch (fault) {
                case BIT_UP -> request.method().equals("PUT");
                case BIT_DOWN -> !upward && !listing;
                case CUT_SHORT -> !upward;
                default -> true;
              };
          return fits && tries.merge(request, 1, Integer::sum) % 2 == 1 ? fault : Fault.NONE;
        });

    CrashContract.live(store, 1);
    assertRestores(30);

    assertThat(proxy.faults()).isPositive();
    System.out.printf(
        "%s: %d of %d requests failed, nothing lost%n", fault, proxy.faults(), proxy.requests());
    proxy.plan(_ -> Fault.NONE);
    assertRestores(30);
  }

  @ParameterizedTest
  @EnumSource(names = {"INTERNAL_ERROR", "SLOW_DOWN", "STALL", "RESET"})
  void whatStaysAwayIsNoDamage(Fault fault) {
    CrashContract.live(store, 1);
    proxy.plan(_ -> fault);

    assertThatThrownBy(() -> restore(Fixtures.tensors()))
        .isInstanceOf(StorageFailure.Unavailable.class);
    assertThatThrownBy(() -> Fixtures.attempt(store, 2, 40))
        .isInstanceOf(StorageFailure.Unavailable.class);

    proxy.plan(_ -> Fault.NONE);
    assertRestores(30);
  }

  @ParameterizedTest
  @EnumSource(names = {"INTERNAL_ERROR", "SLOW_DOWN", "RESET", "BIT_UP"})
  void aCommitWhosePartsNeverArriveLeavesTheOlderCheckpoint(Fault fault) {
    CrashContract.live(store, 1);
    proxy.plan(
        request ->
            request.method().equals("PUT") && request.path().contains("/part-")
                ? fault
                : Fault.NONE);

    assertThatThrownBy(() -> Fixtures.attempt(store, 2, 40)).isInstanceOf(StorageFailure.class);

    assertRestores(30);
    proxy.plan(_ -> Fault.NONE);
    assertThat(Fixtures.attempt(store, 3, 40).commit(Fixtures.snapshot(40)))
        .isInstanceOf(CommitOutcome.Committed.class);
    assertRestores(40);
  }

  @Test
  void bytesThatAreWrongEachTimeAreDamageAndTheOlderCheckpointIsTaken() {
    Fixtures.attempt(clean, 1, 20, 30);
    proxy.plan(
        request -> request.path().contains(NEW + "/part-00001") ? Fault.BIT_DOWN : Fault.NONE);

    List<Tensor> targets = Fixtures.tensors();
    Restored restored = restore(targets);

    assertThat(restored.manifest().id()).isEqualTo(OLD);
    assertThat(restored.skipped())
        .singleElement()
        .satisfies(
            skipped -> {
              assertThat(skipped.id()).isEqualTo(NEW);
              assertThat(skipped.reason()).contains("part-00001 does not verify: tensor ");
            });
    assertThat(Fingerprint.take(targets)).isEqualTo(Fingerprint.take(Fixtures.state(20)));
    proxy.plan(_ -> Fault.NONE);
    assertRestores(30);
  }

  @Test
  void aManifestThatIsWrongEachTimeIsPassedOver() {
    Fixtures.attempt(clean, 1, 20, 30);
    proxy.plan(request -> request.path().contains(NEW + "/manifest") ? Fault.BIT_DOWN : Fault.NONE);

    assertThat(restore(Fixtures.tensors()).skipped())
        .singleElement()
        .satisfies(skipped -> assertThat(skipped.reason()).contains("the manifest"));
  }
}
