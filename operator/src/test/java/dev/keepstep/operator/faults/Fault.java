package dev.keepstep.operator.faults;

import java.time.Duration;

/** What becomes of a request. */
public sealed interface Fault {
  /** Nothing goes wrong. */
  record None() implements Fault {}

  /** The operator dies before the request is sent; nothing of it passes any more. */
  record CrashBefore() implements Fault {}

  /** The request is carried out, the operator dies before it has the answer. */
  record CrashAfter() implements Fault {}

  /** The API server answers with this code and does nothing: 429, 500, 410. */
  record Answer(int code) implements Fault {}

  /** The connection ends before the request arrives. */
  record Reset() implements Fault {}

  /** The request is carried out, the connection ends before the answer. */
  record AnswerLost() implements Fault {}

  /** The request arrives late; of a watch, its events do. */
  record Late(Duration by) implements Fault {}

  /** A watch ends after so many events. */
  record Cut(int after) implements Fault {}

  Fault NONE = new None();

  /** Chooses what becomes of each request; called by many threads. */
  @FunctionalInterface
  interface Choice {
    Fault on(Call call);
  }
}
