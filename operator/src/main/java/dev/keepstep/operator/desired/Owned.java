package dev.keepstep.operator.desired;

import dev.keepstep.api.v1alpha1.Labels;
import dev.keepstep.api.v1alpha1.TrainingJob;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import java.util.Map;
import java.util.TreeMap;

/** What everything of a job carries. */
final class Owned {
  private Owned() {}

  static OwnerReference by(TrainingJob job) {
    return new OwnerReferenceBuilder()
        .withApiVersion(TrainingJob.GROUP + "/" + TrainingJob.VERSION)
        .withKind(TrainingJob.KIND)
        .withName(job.getMetadata().getName())
        .withUid(job.getMetadata().getUid())
        .withController(true)
        .build();
  }

  static Map<String, String> labels(TrainingJob job, int attempt) {
    Map<String, String> labels = new TreeMap<>();
    labels.put(Labels.JOB, job.getMetadata().getName());
    labels.put(Labels.JOB_UID, job.getMetadata().getUid());
    labels.put(Labels.ATTEMPT, Integer.toString(attempt));
    labels.put(Labels.MANAGED_BY, Labels.MANAGED_BY_KEEPSTEP);
    return labels;
  }
}
