package dev.keepstep.cli.demo;

import dev.keepstep.api.v1alpha1.AttemptStatus;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.util.List;

/** Where the demo happens: a cluster with the operator in it, storage, and a way to lose nodes. */
interface Site extends AutoCloseable {
  /** Makes everything ready that a TrainingJob needs, and tells each thing that was done. */
  void prepare() throws IOException, InterruptedException;

  /** A client that may do what the demo does; after {@link #prepare}. */
  KubernetesClient client();

  /** Where the jobs are applied. */
  String namespace();

  /** The trainer's image as pods name it. */
  String trainerImage();

  Storage storage();

  /** Takes the attempt's node (or, on a cluster that is not ours, its pod) away. */
  void interrupt(InterruptionPlan.Kind kind, AttemptStatus attempt);

  /** Commands by which the user goes on from here when the site is kept. */
  List<String> hints();

  /** Removes what the demo made, unless it is to be kept. */
  @Override
  void close();
}
