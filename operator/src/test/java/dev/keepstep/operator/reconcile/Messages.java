package dev.keepstep.operator.reconcile;

import dev.keepstep.core.contract.TerminationMessage;
import java.util.Map;
import java.util.Optional;

/** What trainers leave behind. */
final class Messages {
  private Messages() {}

  static String done(long step) {
    return new TerminationMessage(
            "Done",
            step,
            Optional.of(step),
            Optional.of("ab".repeat(32)),
            Optional.of(0L),
            Map.of("accuracy", "0.92950 (1859/2000)"),
            Optional.of("s3://bucket/p/result"),
            step + " steps done")
        .render();
  }

  static String of(String cause, long step, Long checkpoint, String text) {
    return new TerminationMessage(
            cause,
            step,
            Optional.ofNullable(checkpoint),
            Optional.empty(),
            Optional.empty(),
            Map.of(),
            Optional.empty(),
            text)
        .render();
  }
}
