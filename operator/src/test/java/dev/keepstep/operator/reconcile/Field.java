package dev.keepstep.operator.reconcile;

import static dev.keepstep.operator.reconcile.Hands.always;
import static dev.keepstep.operator.reconcile.Hands.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * A field of the spec on trial.
 *
 * @param given what the job has beside it, by field
 * @param refused values beyond the schema's types and bounds that a rule refuses, each with the
 *     sentence that the user reads
 * @param proof of what the field does, that it can be changed and changed back, or that it cannot
 */
record Field(String path, Map<String, String> given, List<Refused> refused, Proof proof) {
  /** For so long nothing happens that should not. */
  static final Duration WHILE = Duration.ofMillis(300);

  private static final String LOCKED =
      " cannot be changed, unless the job is suspended and has never started";

  record Refused(String value, String sentence) {}

  /** Plays it. */
  interface Proof {
    void on(Trial trial);
  }

  /** Where a value is seen on an attempt's pod. */
  interface Where extends Function<Pod, String> {}

  static Field of(String path, Proof proof) {
    return new Field(path, Map.of(), List.of(), proof);
  }

  Field refuses(String value, String sentence) {
    List<Refused> all = new ArrayList<>(refused);
    all.add(new Refused(value, sentence));
    return new Field(path, given, all, proof);
  }

  /** The same in a job that has this field too. */
  Field given(String field, String value) {
    Map<String, String> all = new LinkedHashMap<>(given);
    all.put(field, value);
    return new Field(path, all, refused, proof);
  }

  /** A job that has what this field needs beside it. */
  Trial prepare(Trial trial) {
    given.forEach(trial::given);
    return trial;
  }

  /** A value as it is written is what the trainer is told there. */
  static Where told(String pointer) {
    return pod -> Trial.told(pod, pointer);
  }

  /** Takes effect at the next attempt, one way and back. */
  static Field onPod(String path, Where where, String a, String seenA, String b, String seenB) {
    return of(path, t -> thereAndBack(t.create(a), t.pod(1), where, a, seenA, b, seenB));
  }

  static Field onPod(String path, Where where, String a, String b) {
    return onPod(path, where, a, a, b, b);
  }

  private static Pod thereAndBack(
      Trial t, Pod first, Where where, String a, String seenA, String b, String seenB) {
    assertThat(where.apply(first)).isEqualTo(seenA);
    t.set(b);
    Pod second = t.after(first);
    assertThat(where.apply(second)).isEqualTo(seenB);
    t.set(a);
    Pod third = t.after(second);
    assertThat(where.apply(third)).isEqualTo(seenA);
    return third;
  }

  /**
   * May be changed while a job that has never started is suspended, and is what the trainer is
   * told; then no more.
   */
  static Field untilStarted(String path, String pointer, String a, String b) {
    return untilStarted(path, pointer, "%s", a, b);
  }

  /**
   * The same of a value that holds others.
   *
   * @param form of the value, with a place for what is looked at
   */
  static Field untilStarted(String path, String pointer, String form, String a, String b) {
    String first = form.formatted(a);
    String second = form.formatted(b);
    return of(
        path,
        t -> {
          t.given("suspend", "true").create(first);
          t.until("Suspended", "True/Suspended");
          t.set(second);
          t.set(first);
          t.also("suspend", "false");
          // at once: its pod may be made before its status says so
          t.cannotBecome(second, locked(path) + LOCKED);
          Pod pod = t.pod(1);
          assertThat(told(pointer).apply(pod)).isEqualTo(a);
          eventually(() -> assertThat(t.status().startTime()).isNotNull());
          always(WHILE, () -> assertThat(t.placed(2)).isFalse());
          t.also("suspend", "true");
          t.cannotBecome(second, locked(path) + LOCKED);
          Trial other = t.beside("-b").given("suspend", "false").create(second);
          assertThat(told(pointer).apply(other.pod(1))).isEqualTo(b);
        });
  }

  /** A part of a value that is one in the rules is named by the whole. */
  private static String locked(String path) {
    return path.startsWith("checkpoint.from.") ? "spec.checkpoint.from" : "spec." + path;
  }

  /** May be changed until training begins, since checkpoints lie there then. */
  static Field untilTrained(String path, String pointer, String a, String b) {
    return of(
        path,
        t -> {
          Pod third = thereAndBack(t.create(a), t.pod(1), told(pointer), a, a, b, b);
          t.stage.bind(third, t.ground.spotA());
          t.stage.train(third, 0, 40, 30);
          eventually(() -> assertThat(t.status().progress()).isNotNull());
          t.cannotBecome(
              b,
              "spec.checkpoint.s3's bucket, prefix, region and endpoint cannot be changed once"
                  + " training has begun: its checkpoints lie there");
        });
  }
}
