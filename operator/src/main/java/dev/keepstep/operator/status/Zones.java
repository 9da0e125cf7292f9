package dev.keepstep.operator.status;

import dev.keepstep.api.v1alpha1.AttemptStatus;
import dev.keepstep.api.v1alpha1.TrainingJobSpec;
import dev.keepstep.core.decide.Capacity;
import dev.keepstep.core.decide.ZoneMemory;
import dev.keepstep.core.decide.restart.EndOfAttempt;
import dev.keepstep.core.decide.restart.InterruptionCause;
import dev.keepstep.operator.observe.Times;
import dev.keepstep.operator.observe.ZoneNotes;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** What is learnt of spot in the zones: granted, refused, lost. Pure. */
final class Zones {
  private Zones() {}

  /** An attempt has got its node. */
  static void granted(StatusDraft draft, AttemptStatus attempt, Instant now) {
    if (onSpot(attempt) && attempt.zone() != null) {
      draft.zones = ZoneNotes.write(ZoneNotes.read(draft.zones).granted(attempt.zone(), now));
    }
  }

  /** An attempt has ended. */
  static void ended(
      StatusDraft draft,
      TrainingJobSpec spec,
      AttemptStatus attempt,
      EndOfAttempt end,
      Instant now) {
    if (!onSpot(attempt)) {
      return;
    }
    ZoneMemory memory = ZoneNotes.read(draft.zones);
    String zone = attempt.zone();
    Duration held =
        Times.parse(attempt.scheduledAt())
            .map(t -> Duration.between(t, now))
            .filter(d -> !d.isNegative())
            .orElse(Duration.ZERO);
    boolean refused =
        end instanceof EndOfAttempt.Interruption i
            && i.cause() == InterruptionCause.NOT_PROVISIONED;
    boolean lost = end instanceof EndOfAttempt.Interruption i && !i.cause().planned();
    if (refused && attempt.scheduledAt() == null) {
      memory = memory.refused(asked(spec, attempt), now);
    } else if (zone != null && lost) {
      memory = memory.lost(zone, now, held);
    } else if (zone != null && attempt.scheduledAt() != null) {
      memory = memory.released(zone, held);
    }
    draft.zones = ZoneNotes.write(memory);
  }

  /** The zones that could have answered its request. */
  private static List<String> asked(TrainingJobSpec spec, AttemptStatus attempt) {
    List<String> asked =
        spec.capacity().zones().stream().filter(z -> !attempt.excludedZones().contains(z)).toList();
    return asked.isEmpty() ? List.of(ZoneMemory.ANY) : asked;
  }

  private static boolean onSpot(AttemptStatus attempt) {
    return Capacity.SPOT.word().equals(attempt.capacity());
  }
}
