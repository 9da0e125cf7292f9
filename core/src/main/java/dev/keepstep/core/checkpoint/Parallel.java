package dev.keepstep.core.checkpoint;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Transfers and hashes side by side. */
final class Parallel {
  private Parallel() {}

  /**
   * Applies a function to every item on some threads; results in the items' order. At the first
   * failure no further item is begun, those in hand are waited for, and the failure is thrown.
   *
   * @param threads 1: all on the calling thread, in order
   */
  static <T, R> List<R> map(int threads, List<T> items, Function<T, R> function) {
    if (threads == 1 || items.size() <= 1) {
      return items.stream().map(function).toList();
    }
    try (ExecutorService pool =
        Executors.newFixedThreadPool(
            Math.min(threads, items.size()),
            Thread.ofPlatform().daemon().name("keepstep-transfer-", 0).factory())) {
      var done = new ExecutorCompletionService<R>(pool);
      List<Future<R>> futures = new ArrayList<>();
      items.forEach(item -> futures.add(done.submit(() -> function.apply(item))));
      try {
        for (int i = 0; i < items.size(); i++) {
          done.take().get();
        }
        List<R> results = new ArrayList<>();
        for (Future<R> future : futures) {
          results.add(future.get());
        }
        return results;
      } catch (ExecutionException e) {
        futures.forEach(future -> future.cancel(false));
        throw rethrow(e.getCause());
      } catch (InterruptedException e) {
        futures.forEach(future -> future.cancel(true));
        Thread.currentThread().interrupt();
        throw new StorageFailure.Unavailable("interrupted while transferring", e);
      }
    }
  }

  /** Throws what a task threw, as if it had run on this thread. */
  static RuntimeException rethrow(@Nullable Throwable cause) {
    switch (cause) {
      case null -> throw new IllegalStateException("a task failed and does not say why");
      case Error error -> throw error;
      case RuntimeException exception -> throw exception;
      default -> throw new IllegalStateException(cause);
    }
  }
}
