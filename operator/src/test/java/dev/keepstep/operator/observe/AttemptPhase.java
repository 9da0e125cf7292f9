package dev.keepstep.operator.observe;

import dev.keepstep.core.contract.LeaseKeys.Phase;
import java.util.Optional;

/**
 * How far an attempt is when something happens to it, and by what that is seen.
 *
 * @param bound whether its pod has a node
 * @param started whether its container has run, so that it can have an exit code
 */
enum AttemptPhase {
  PENDING(false, false, Optional.empty()),
  PULLING(true, false, Optional.empty()),
  INITIALISING(true, true, Optional.of(Phase.RESTORING)),
  TRAINING(true, true, Optional.of(Phase.TRAINING)),
  /** A save runs beside the steps: the same phase, and the newest step is not durable yet. */
  CHECKPOINTING(true, true, Optional.of(Phase.TRAINING)),
  EVALUATING(true, true, Optional.of(Phase.EVALUATING)),
  FINISHING(true, true, Optional.of(Phase.FINISHED)),
  /** It says that it was asked to stop; by whom, only the other signs tell. */
  LEAVING(true, true, Optional.of(Phase.LEFT));

  final boolean bound;
  final boolean started;
  final Optional<Phase> reported;

  AttemptPhase(boolean bound, boolean started, Optional<Phase> reported) {
    this.bound = bound;
    this.started = started;
    this.reported = reported;
  }
}
