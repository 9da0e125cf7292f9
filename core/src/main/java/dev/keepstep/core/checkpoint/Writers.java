package dev.keepstep.core.checkpoint;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Who may write, settled by numbers that only rise: an attempt claims the next number when it
 * begins to train, writes under it alone, and stops once it sees a higher one. Two that write at
 * the same time do no harm: nothing that one wrote is touched by the other.
 */
public final class Writers {
  /** A writer of another job that wrote something more recently than this is taken to live. */
  public static final Duration LIVE_WITHIN = Duration.ofMinutes(3);

  private static final int TRIES = 100;

  private final ObjectStore store;
  private final CheckpointKeys keys;

  /** The right to write under a number. */
  public record Claim(int number, WriterInfo info) {}

  /** Another job, which lives, writes under this prefix. */
  public static final class PrefixInUse extends RuntimeException {
    private static final long serialVersionUID = 1;

    PrefixInUse(String message) {
      super(message);
    }
  }

  public Writers(ObjectStore store, CheckpointKeys keys) {
    this.store = store;
    this.keys = keys;
  }

  /**
   * Takes the number after the highest.
   *
   * @throws PrefixInUse if the highest is another job's, has not {@linkplain #leave left} and wrote
   *     within {@link #LIVE_WITHIN}
   */
  public Claim claim(WriterInfo info) {
    String token = UUID.randomUUID().toString(); // an identity, no part of any bit of the training
    for (int i = 0; i < TRIES; i++) {
      int highest = highest().orElse(0);
      if (highest > 0) {
        refuseIfInUse(highest, info);
      }
      int number = highest + 1;
      if (Once.put(store, keys.writer(number), info.write(number, token)).isEmpty()) {
        return new Claim(number, info);
      }
    }
    throw new StorageFailure.Unavailable(
        "the writers' numbers under \"%s\" were taken %d times by others"
            .formatted(keys.prefix(), TRIES),
        null);
  }

  /**
   * Says that nothing will be written under the claim any more, so that the job which is created
   * again in the old one's place need not wait to see whether that still lives. A writer that dies
   * before this call is waited for.
   */
  public void leave(Claim claim) {
    store.put(keys.left(claim.number()), new byte[] {'\n'});
  }

  /** The highest number claimed. */
  public Optional<Integer> highest() {
    return highestAfter("");
  }

  /** The highest number above one's own, if any: then one's own time is over. */
  public Optional<Integer> above(int number) {
    return highestAfter(keys.writer(number));
  }

  /** What a writer said of itself. */
  public WriterInfo info(int number) {
    return WriterInfo.read(store.get(keys.writer(number)));
  }

  /** All writers' numbers, ascending. */
  public List<Integer> all() {
    return numbers("");
  }

  private Optional<Integer> highestAfter(String after) {
    return numbers(after).stream().max(Comparator.naturalOrder());
  }

  private List<Integer> numbers(String after) {
    return store.list(keys.writers(), after).keys().stream()
        .flatMap(key -> keys.parseWriter(key).stream())
        .toList();
  }

  private void refuseIfInUse(int number, WriterInfo info) {
    WriterInfo other = info(number);
    if (other.jobUid().equals(info.jobUid())
        || !store.list(keys.left(number)).objects().isEmpty()) {
      return;
    }
    List<ObjectStore.Listed> written = new ArrayList<>();
    ObjectStore.Listing claims = store.list(keys.writer(number));
    written.addAll(claims.objects());
    written.addAll(store.list(keys.trail() + "%06d-".formatted(number)).objects());
    Instant last =
        written.stream()
            .map(ObjectStore.Listed::modified)
            .max(Comparator.naturalOrder())
            .orElse(Instant.MIN);
    if (last.isAfter(claims.at().minus(LIVE_WITHIN))) {
      throw new PrefixInUse(
          "another job (UID %s) writes under the prefix \"%s\", last %d s ago: give this job a prefix of its own, or delete the other"
              .formatted(
                  other.jobUid(), keys.prefix(), Duration.between(last, claims.at()).toSeconds()));
    }
  }
}
