package dev.keepstep.core.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the protocol relies on, asked of every store: the one in memory and a real S3 server. */
public abstract class ObjectStoreContract {
  private ObjectStore store;
  private String at;

  /** A store, and a prefix of it that is this test's alone, ending in a slash. */
  protected abstract ObjectStore store();

  protected abstract String freshPrefix();

  @BeforeEach
  void open() {
    store = store();
    at = freshPrefix();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void whatWasPutIsRead() {
    store.put(at + "a", bytes("first"));
    store.put(at + "a", bytes("second"));

    assertThat(store.get(at + "a")).isEqualTo(bytes("second"));
  }

  @Test
  void aPutGathersItsBuffersAndARangeReadsThem() {
    ByteBuffer heap = ByteBuffer.wrap(bytes("0123456789"), 2, 5);
    ByteBuffer direct = ByteBuffer.allocateDirect(3).put(bytes("abc")).flip();
    String crc = new Crc64Nvme().update(heap).update(direct).base64();
    ByteBuffer into = ByteBuffer.allocateDirect(4);

    store.put(at + "b", List.of(heap, direct), crc);
    store.read(at + "b", 3, into);

    assertThat(store.get(at + "b")).isEqualTo(bytes("23456abc"));
    assertThat(heap.remaining()).as("positions stay").isEqualTo(5);
    assertThat(StandardCharsets.UTF_8.decode(into.flip()).toString()).isEqualTo("56ab");
  }

  @Test
  void anEmptyObjectIsAnObject() {
    store.put(at + "empty", new byte[0]);

    assertThat(store.get(at + "empty")).isEmpty();
  }

  @Test
  void aWrongChecksumIsRefusedAndNothingIsThere() {
    String wrong = new Crc64Nvme().update(ByteBuffer.wrap(bytes("other"))).base64();

    assertThatThrownBy(() -> store.put(at + "c", List.of(ByteBuffer.wrap(bytes("this"))), wrong))
        .isInstanceOf(StorageFailure.Refused.class);
    assertThatThrownBy(() -> store.get(at + "c")).isInstanceOf(StorageFailure.NotFound.class);
  }

  @Test
  void whatIsNotThereIsNotFound() {
    store.put(at + "short", bytes("abc"));

    assertThatThrownBy(() -> store.get(at + "none")).isInstanceOf(StorageFailure.NotFound.class);
    assertThatThrownBy(() -> store.read(at + "none", 0, ByteBuffer.allocate(1)))
        .isInstanceOf(StorageFailure.NotFound.class);
    assertThatThrownBy(() -> store.read(at + "short", 1, ByteBuffer.allocate(3)))
        .as("cut short")
        .isInstanceOf(StorageFailure.NotFound.class);
    assertThatThrownBy(() -> store.read(at + "short", 9, ByteBuffer.allocate(3)))
        .as("beyond the end")
        .isInstanceOf(StorageFailure.NotFound.class);
  }

  @Test
  void aConditionalPutTakesAFreeKeyOnly() {
    store.putIfAbsent(at + "d", bytes("mine"));

    assertThatThrownBy(() -> store.putIfAbsent(at + "d", bytes("yours")))
        .isInstanceOf(StorageFailure.PreconditionFailed.class);
    assertThat(store.get(at + "d")).isEqualTo(bytes("mine"));
  }

  @Test
  void ofManyAtOnceExactlyOneTakesTheKey() {
    for (int round = 0; round < 10; round++) {
      String key = at + "race-" + round;
      AtomicInteger taken = new AtomicInteger();

      Parallel.map(
          8,
          IntStream.range(0, 8).boxed().toList(),
          i -> {
            while (true) {
              try {
                store.putIfAbsent(key, bytes("writer " + i));
                return taken.incrementAndGet();
              } catch (StorageFailure.PreconditionFailed e) {
                return 0;
              } catch (StorageFailure.Unavailable e) {
                Thread.yield(); // S3 may answer 409 to a race: ask again
              }
            }
          });

      assertThat(taken).hasValue(1);
    }
  }

  @Test
  void aListingIsSortedAndKnowsSizesAndTimes() {
    store.put(at + "x/2", bytes("22"));
    store.put(at + "x/10", bytes("1"));
    store.put(at + "x/1/deep", bytes("333"));
    store.put(at + "y", bytes("other"));

    ObjectStore.Listing listing = store.list(at + "x/");

    assertThat(listing.keys()).containsExactly(at + "x/1/deep", at + "x/10", at + "x/2");
    assertThat(listing.objects()).extracting(ObjectStore.Listed::size).containsExactly(3L, 1L, 2L);
    assertThat(listing.objects())
        .allSatisfy(o -> assertThat(o.modified()).isBefore(listing.at().plusSeconds(2)));
    assertThat(store.list(at + "x/", at + "x/10").keys()).containsExactly(at + "x/2");
    assertThat(store.list(at + "nothing/").objects()).isEmpty();
  }

  @Test
  void aListingGoesOnBeyondOnePage() {
    List<Integer> numbers = IntStream.range(0, 1005).boxed().toList();
    Parallel.map(
        8,
        numbers,
        i -> {
          store.put(at + "many/%04d".formatted(i), bytes("x"));
          return i;
        });

    assertThat(store.list(at + "many/").keys())
        .hasSize(1005)
        .startsWith(at + "many/0000")
        .endsWith(at + "many/1004");
  }

  @Test
  void whatIsDeletedIsGoneAndDeletingItAgainIsNoError() {
    store.put(at + "e", bytes("x"));

    store.delete(at + "e");
    store.delete(at + "e");

    assertThat(store.list(at).keys()).isEmpty();
  }

  @Test
  void aLargeObjectComesBackWhole() {
    byte[] large = new byte[(20 << 20) + 17];
    new java.util.SplittableRandom(1).nextBytes(large);
    ByteBuffer into = ByteBuffer.allocateDirect(large.length - 1000);

    store.put(at + "large", large);
    store.read(at + "large", 1000, into);

    byte[] read = new byte[into.flip().remaining()];
    into.get(read);
    assertThat(Arrays.equals(read, Arrays.copyOfRange(large, 1000, large.length))).isTrue();
  }
}
