package dev.keepstep.api.v1alpha1;

import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;

/** One training, from step 0 to its end, across as many nodes as it takes. */
@Group(TrainingJob.GROUP)
@Version(TrainingJob.VERSION)
@Plural("trainingjobs")
@ShortNames("tj")
public class TrainingJob extends CustomResource<TrainingJobSpec, TrainingJobStatus>
    implements Namespaced {
  public static final String GROUP = "keepstep.dev";
  public static final String VERSION = "v1alpha1";
  public static final String KIND = "TrainingJob";

  /** {@code kubectl explain trainingjob}'s first lines. */
  public static final String DESCRIPTION =
      "A training that survives the loss of its nodes and ends with the bits that it would have"
          + " had without. Keepstep places it on spot capacity, sees interruptions coming,"
          + " relaunches it from the newest checkpoint that verifies, and says what happened.";

  private static final long serialVersionUID = 1L;
}
