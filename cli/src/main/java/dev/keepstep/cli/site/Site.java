package dev.keepstep.cli.site;

import dev.keepstep.api.v1alpha1.AttemptStatus;
import dev.keepstep.api.v1alpha1.TrainingJob;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.util.Map;
import java.util.Set;

/** A cluster with the operator in it, storage, and a way to lose nodes. */
public interface Site extends Premises {
  /**
   * The site that the flags name; nothing is made yet.
   *
   * @param purpose names what is made: the cluster, the namespace, the Secret
   * @param keep whether {@link #close} leaves everything as it is
   */
  static Site of(
      LocalOptions local, ContextOptions context, String purpose, boolean keep, Steps steps) {
    return context.context == null
        ? new LocalSite(local, purpose, keep, steps)
        : new ContextSite(context, context.context, purpose, keep, steps);
  }

  /** Makes everything ready that a TrainingJob needs, and tells each thing that was done. */
  @Override
  void prepare() throws IOException, InterruptedException;

  /** A client that may do what is done here; after {@link #prepare}. */
  KubernetesClient client();

  /** Where the jobs are applied. */
  String namespace();

  /** The trainer's image as pods name it. */
  String trainerImage();

  /**
   * The trainer's image with a source of randomness drawn from the clock, for a negative control,
   * loaded where pods find it; after {@link #prepare}.
   *
   * @param sources which are wanted
   * @return references by source; nothing where such images cannot be made
   */
  Map<String, String> unkeyedImages(Set<String> sources) throws IOException, InterruptedException;

  Storage storage();

  /** Where a job of this site is applied. */
  default JobTemplate.Place place() {
    return new JobTemplate.Place(namespace(), trainerImage(), storage());
  }

  /** Applies a job, which goes with the rest when the site is closed. */
  void apply(TrainingJob job);

  /** Takes the attempt's node (or, on a cluster that is not ours, its pod) away. */
  void interrupt(InterruptionPlan.Kind kind, AttemptStatus attempt);

  /** What {@link #interrupt} does, in words. */
  String words(InterruptionPlan.Kind kind);

  /** Where this is, for somebody who reads of it elsewhere; after {@link #prepare}. */
  String where();
}
