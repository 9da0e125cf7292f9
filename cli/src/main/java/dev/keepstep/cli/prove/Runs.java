package dev.keepstep.cli.prove;

import dev.keepstep.core.checkpoint.CheckpointKeys;
import dev.keepstep.core.checkpoint.ObjectStore;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * How one configuration is trained and how attempts are ended: in processes of this machine, or as
 * TrainingJobs on a cluster.
 *
 * @param <K> a kill to be
 */
interface Runs<K> {
  /** Where runs are kept. */
  ObjectStore store();

  /** Where a run lies in it. */
  CheckpointKeys keys(String run);

  /** The kills of each run, in the order in which they come: the same for the same seed. */
  List<List<K>> plan(int kills);

  /**
   * The kills of one more run, for those that did not land.
   *
   * @param round which such run, from 1; each is drawn anew
   * @param kills how many are wanted; fewer may be given
   */
  List<K> again(int round, int kills);

  /**
   * Trains a run to its end and ends its attempts as planned.
   *
   * @return those kills that ended an attempt
   */
  List<Landed> train(String run, List<K> kills) throws IOException, InterruptedException;

  /**
   * Trains a run to its end with a source of randomness drawn from the clock; empty if that cannot
   * be done here.
   */
  Optional<Unkeyed> control(String run) throws IOException, InterruptedException;

  /**
   * A run that was not keyed.
   *
   * @param source that was drawn from the clock
   * @param landed kills that ended an attempt of it
   */
  record Unkeyed(String source, List<Landed> landed) {
    public Unkeyed {
      landed = List.copyOf(landed);
    }
  }
}
