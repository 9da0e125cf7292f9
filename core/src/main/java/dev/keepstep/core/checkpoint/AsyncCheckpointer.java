package dev.keepstep.core.checkpoint;

import dev.keepstep.core.tensor.Tensor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Saves while the training goes on: a save copies the tensors into memory of its own, which is all
 * that the training waits for, and commits the copy on another thread. One copy, so one save in
 * flight: the next waits for it, which is the back-pressure of a store that is too slow.
 *
 * <p>For one training thread. Needs as much memory again as the tensors have.
 */
public final class AsyncCheckpointer implements AutoCloseable {
  private static final long ALIGNMENT = 64; // a cache line

  private final CheckpointWriter writer;
  private final Optional<Retention> retention;

  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().daemon().name("keepstep-checkpoint").factory());

  private @Nullable Arena arena;
  private MemorySegment copy = MemorySegment.NULL;
  private @Nullable Future<SaveReport> inFlight;
  private final Queue<SaveReport> finished = new ArrayDeque<>();

  /**
   * @param retention applied after each commit; empty: nothing is ever deleted
   */
  public AsyncCheckpointer(CheckpointWriter writer, Optional<Retention> retention) {
    this.writer = writer;
    this.retention = retention;
  }

  /** Takes the memory before the first save, which would otherwise wait for it. */
  @SuppressWarnings("MustBeClosedChecker") // release() closes it
  public void prepare(List<Tensor> tensors) {
    long needed = tensors.stream().mapToLong(AsyncCheckpointer::aligned).sum();
    if (copy.byteSize() >= needed && arena != null) {
      return;
    }
    release();
    arena = Arena.ofShared();
    copy = arena.allocate(Math.max(needed, 1), ALIGNMENT);
  }

  /**
   * Copies the tensors and begins to persist the copy. Waits first if a save is in flight.
   *
   * @param step updates made
   * @param epoch as in {@link Manifest#epoch}
   * @return the time the caller lost: the wait and the copy
   */
  public Duration save(long step, long epoch, List<Tensor> tensors) {
    long asked = System.nanoTime();
    await();
    prepare(tensors);
    long began = System.nanoTime();
    List<Tensor> copies = new ArrayList<>();
    long at = 0;
    for (Tensor tensor : tensors) {
      MemorySegment to = copy.asSlice(at, tensor.data().byteSize());
      to.copyFrom(tensor.data());
      copies.add(new Tensor(tensor.spec(), to));
      at += aligned(tensor);
    }
    Snapshot snapshot = new Snapshot(step, epoch, copies);
    long copied = System.nanoTime();
    inFlight =
        thread.submit(
            () ->
                persist(
                    snapshot, Duration.ofNanos(began - asked), Duration.ofNanos(copied - began)));
    return Duration.ofNanos(copied - asked);
  }

  /** The oldest report of a finished save that was not handed out yet; never waits. */
  public Optional<SaveReport> poll() {
    if (inFlight != null && inFlight.isDone()) {
      settle();
    }
    return Optional.ofNullable(finished.poll());
  }

  /** Waits for the save in flight, if any; its report is then there for {@link #poll}. */
  public void await() {
    if (inFlight != null) {
      settle();
    }
  }

  /** Whether a save would have to wait. */
  public boolean busy() {
    return inFlight != null && !inFlight.isDone();
  }

  /** Waits for the save in flight and gives the memory back. */
  @Override
  public void close() {
    try {
      await();
    } finally {
      thread.close();
      release();
    }
  }

  private SaveReport persist(Snapshot snapshot, Duration waited, Duration stall) {
    long began = System.nanoTime();
    long bytes = Tensor.totalBytes(snapshot.tensors());
    SaveReport.Result result;
    Optional<Retention.Report> cleared = Optional.empty();
    Duration took;
    try {
      CommitOutcome outcome = writer.commit(snapshot);
      took = Duration.ofNanos(System.nanoTime() - began);
      result = new SaveReport.Result.Done(outcome);
      try {
        cleared = clear(outcome);
      } catch (StorageFailure e) {
        result = new SaveReport.Result.NotCleared(outcome, e);
      }
    } catch (StorageFailure e) {
      took = Duration.ofNanos(System.nanoTime() - began);
      result = new SaveReport.Result.Failed(e);
    }
    return new SaveReport(snapshot.step(), result, waited, stall, took, bytes, cleared);
  }

  /** Only behind a commit that agrees: what diverged or came too late is evidence, or not ours. */
  private Optional<Retention.Report> clear(CommitOutcome outcome) {
    return switch (outcome) {
      case CommitOutcome.Committed done ->
          retention.map(r -> r.apply(done.id(), done.id().writer()));
      case CommitOutcome.Diverged _, CommitOutcome.Superseded _ -> Optional.empty();
    };
  }

  private void settle() {
    Future<SaveReport> save = inFlight;
    inFlight = null;
    if (save == null) {
      return;
    }
    try {
      finished.add(save.get());
    } catch (ExecutionException e) {
      throw Parallel.rethrow(e.getCause());
    } catch (InterruptedException e) {
      inFlight = save;
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while a checkpoint was being saved", e);
    }
  }

  private void release() {
    if (arena != null) {
      arena.close();
      arena = null;
      copy = MemorySegment.NULL;
    }
  }

  private static long aligned(Tensor tensor) {
    return Math.ceilDiv(tensor.data().byteSize(), ALIGNMENT) * ALIGNMENT;
  }
}
