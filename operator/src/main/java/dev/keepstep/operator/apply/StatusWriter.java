package dev.keepstep.operator.apply;

import dev.keepstep.api.v1alpha1.TrainingJob;
import dev.keepstep.api.v1alpha1.TrainingJobStatus;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;

/** The one write of a job's status. */
public final class StatusWriter {
  private final KubernetesClient client;

  public StatusWriter(KubernetesClient client) {
    this.client = client;
  }

  /**
   * Applies the status. The framework's own helper waits for its cache after a conflict, 10 s long;
   * this write has none to wait for, and whoever calls keeps the answer until the cache has it.
   *
   * @return the job as the API server now has it
   */
  public TrainingJob write(TrainingJob job, TrainingJobStatus status) {
    // a fresh object: with server-side apply it holds what we mean and nothing else
    TrainingJob fresh = new TrainingJob();
    fresh.setMetadata(
        new ObjectMetaBuilder()
            .withName(job.getMetadata().getName())
            .withNamespace(job.getMetadata().getNamespace())
            // not the resourceVersion: what we own is ours, whatever else has changed; but the UID,
            // lest the status of a deleted job be written on its successor of the same name
            .withUid(job.getMetadata().getUid())
            .build());
    fresh.setStatus(status);
    return client
        .resource(fresh)
        .subresource("status")
        .patch(
            new PatchContext.Builder()
                .withPatchType(PatchType.SERVER_SIDE_APPLY)
                .withFieldManager(FieldManager.NAME)
                .withForce(true)
                .build());
  }
}
