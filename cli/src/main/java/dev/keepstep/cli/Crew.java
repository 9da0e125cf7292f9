package dev.keepstep.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** A few threads that work off a list. */
public final class Crew {
  /** Work on one item. */
  public interface Work<T, R> {
    R on(T item) throws IOException, InterruptedException;
  }

  private Crew() {}

  /**
   * Works on all items, some at the same time; the results have the items' order. The first failure
   * ends it, interrupting the rest.
   */
  public static <T, R> List<R> map(int parallel, List<T> items, Work<T, R> work)
      throws IOException, InterruptedException {
    try (ExecutorService crew = Executors.newFixedThreadPool(parallel)) {
      List<Future<R>> futures = new ArrayList<>();
      for (T item : items) {
        futures.add(crew.submit(() -> work.on(item)));
      }
      List<R> results = new ArrayList<>();
      try {
        for (Future<R> future : futures) {
          results.add(future.get());
        }
      } catch (ExecutionException e) {
        crew.shutdownNow();
        switch (e.getCause()) {
          case IOException failure -> throw failure;
          case InterruptedException failure -> throw failure;
          case RuntimeException failure -> throw failure;
          case Error failure -> throw failure;
          case null, default -> throw new IllegalStateException(e.getCause());
        }
      } catch (InterruptedException e) {
        crew.shutdownNow();
        throw e;
      }
      return results;
    }
  }
}
