package dev.keepstep.core.decide;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Decides what to do next with a run: an ordered chain of rules, the first that has something to
 * say says it. Worked: a fresh job gives {@code RecordAttempt(1, spot)}; once it is recorded,
 * {@code Place(1)}.
 */
public final class Decider {
  private final List<Function<Snapshot, Optional<Decision>>> rules;

  public Decider(Settings settings) {
    Chooser chooser = new Chooser(settings);
    Succession succession = new Succession(settings, chooser);
    CurrentAttempt current = new CurrentAttempt(settings, chooser, succession);
    NextAttempt next = new NextAttempt(settings, chooser);
    rules =
        List.of(
            Endings::complete, // done is done, whatever else is true
            Endings::failed, // no other attempt can succeed
            Endings::limits, // too much went wrong
            Endings::suspended, // the user's word comes before ours
            Endings::budget, // and so does the user's money
            Endings::notStartable, // what cannot be kept is not begun
            current::stopping, // one thing at a time
            succession::orphanedStandby, // the run's place is free: the standby takes it
            succession::breakFirst, // there is no room for two
            current::recorded, // recorded, so it may be placed
            current::hung, // alive, but going nowhere
            current::tooLateToAsk, // the deadline leaves no time for an answer
            current::unanswered, // asked for capacity for too long
            succession::noticeRunsOut, // its node goes soon: save while there is time
            succession::standby, // a second attempt warms up
            succession::notice, // the node will go: a successor first
            succession::rotation, // too old soon: a successor first
            succession::elsewhere, // a better place is to be had
            current::going, // leave it alone
            next::next); // nothing lives: wait or record the next one
  }

  /** The one thing to do next. The same snapshot gives the same decision. */
  public Decision decide(Snapshot snapshot) {
    for (Function<Snapshot, Optional<Decision>> rule : rules) {
      Optional<Decision> decision = rule.apply(snapshot);
      if (decision.isPresent()) {
        return decision.get();
      }
    }
    throw new IllegalStateException("no rule decides; the last one always should");
  }
}
