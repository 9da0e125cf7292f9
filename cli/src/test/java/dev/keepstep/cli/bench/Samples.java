package dev.keepstep.cli.bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Times of one thing, of which the median counts: what a busy machine adds falls away. */
final class Samples {
  private final List<Double> seconds = new ArrayList<>();

  void add(double value) {
    seconds.add(value);
  }

  double median() {
    List<Double> sorted = new ArrayList<>(seconds);
    Collections.sort(sorted);
    int half = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(half)
        : (sorted.get(half - 1) + sorted.get(half)) / 2;
  }

  double best() {
    return Collections.min(seconds);
  }

  /** Runs and takes the time, in seconds. */
  static double time(Runnable what) {
    long began = System.nanoTime();
    what.run();
    return (System.nanoTime() - began) / 1e9;
  }
}
