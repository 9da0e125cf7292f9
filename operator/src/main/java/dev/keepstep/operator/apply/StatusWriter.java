package dev.keepstep.operator.apply;

import dev.keepstep.api.v1alpha1.TrainingJob;
import dev.keepstep.api.v1alpha1.TrainingJobStatus;
import dev.keepstep.operator.status.OthersConditions;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;

/** The one write of a job's status. */
public final class StatusWriter {
  private final KubernetesClient client;

  public StatusWriter(KubernetesClient client) {
    this.client = client;
  }

  /**
   * Replaces the status, if the job is still the one that was looked at: another operator, or this
   * one's own older cache, may know less than who wrote last. Conditions of other controllers stay.
   * A replacement, since it costs the API server less than a server-side apply, which works out
   * what nobody asks: whether a field that is left out belongs to somebody else. The framework's
   * own helper waits for its cache after a conflict, 10 s long; whoever calls here asks the API
   * server instead, and keeps the answer until the cache has it.
   *
   * @return the job as the API server now has it
   * @throws io.fabric8.kubernetes.client.KubernetesClientException with the code of a conflict, if
   *     it has changed since
   */
  public TrainingJob write(TrainingJob job, TrainingJobStatus status) {
    // of what is not the status the API server takes nothing from here, so it need not be sent
    TrainingJob fresh = new TrainingJob();
    fresh.setMetadata(
        new ObjectMetaBuilder()
            .withName(job.getMetadata().getName())
            .withNamespace(job.getMetadata().getNamespace())
            // lest the status of a deleted job be written on its successor of the same name
            .withUid(job.getMetadata().getUid())
            .withResourceVersion(job.getMetadata().getResourceVersion())
            .build());
    fresh.setStatus(OthersConditions.with(status, job.getStatus()));
    return client.resource(fresh).subresource("status").update();
  }
}
