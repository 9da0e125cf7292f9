package dev.keepstep.core.decide;

import java.time.Instant;

/** Where a run would best be now, before anything is known of how to get there. */
public sealed interface Wish {
  Reason reason();

  /** On a place; preferring and excluding zones. */
  record On(Placement place, Reason reason) implements Wish {}

  /** Nowhere until then: waiting costs nothing. */
  record Idle(Instant until, Reason reason) implements Wish {}
}
