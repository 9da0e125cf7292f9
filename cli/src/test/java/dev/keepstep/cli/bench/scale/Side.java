package dev.keepstep.cli.bench.scale;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.utils.Serialization;
import org.jspecify.annotations.Nullable;

/**
 * One who makes a pod for each of its jobs, and another when that is interrupted.
 *
 * @param name for people
 * @param label of its pods, with the job's name as value
 * @param process that does it, as {@link Machine} knows it
 * @param workers how many jobs it looks at side by side, for people
 * @param yaml one job, with {@code %s} for its name and namespace
 * @param pods a Job's pods; null: as in {@code yaml}
 */
record Side(
    String name,
    String label,
    String process,
    int workers,
    String yaml,
    @Nullable PodTemplateSpec pods) {
  /** As shipped: {@code --concurrent-job-syncs} is 5. */
  static final Side JOB =
      new Side(
          "Job controller",
          "batch.kubernetes.io/job-name",
          "kube-controller-manager",
          5,
          """
          apiVersion: batch/v1
          kind: Job
          metadata: {name: %s, namespace: %s}
          spec:
            backoffLimit: 6
            podFailurePolicy:
              rules: [{action: Ignore, onPodConditions: [{type: DisruptionTarget}]}]
            template:
              spec:
                restartPolicy: Never
                terminationGracePeriodSeconds: 1
                containers: [{name: trainer, image: example.com/trainer:1}]
          """);

  static final Side KEEPSTEP =
      new Side(
          "Keepstep",
          "keepstep.dev/job",
          "operator",
          20,
          """
          apiVersion: keepstep.dev/v1alpha1
          kind: TrainingJob
          metadata: {name: %s, namespace: %s}
          spec:
            seed: 7
            training: {steps: 1000}
            checkpoint: {s3: {bucket: bucket}}
            template: {spec: {containers: [{name: trainer, image: example.com/trainer:1}]}}
          """);

  /** As shipped: its controller looks at one JobSet at a time. */
  static final Side JOBSET =
      new Side(
          "JobSet",
          "jobset.sigs.k8s.io/jobset-name",
          "jobset",
          1,
          """
          apiVersion: jobset.x-k8s.io/v1alpha2
          kind: JobSet
          metadata: {name: %s, namespace: %s}
          spec:
            failurePolicy: {maxRestarts: 6}
            replicatedJobs:
              - name: trainer
                template:
                  spec:
                    backoffLimit: 0
                    template:
                      spec:
                        restartPolicy: Never
                        terminationGracePeriodSeconds: 1
                        containers: [{name: trainer, image: example.com/trainer:1}]
          """);

  /** What TrainJobs refer to. */
  static final String TRAINING_RUNTIME =
      """
      apiVersion: trainer.kubeflow.org/v1alpha1
      kind: ClusterTrainingRuntime
      metadata: {name: plain, labels: {trainer.kubeflow.org/framework: plain}}
      spec:
        mlPolicy: {numNodes: 1}
        template:
          spec:
            failurePolicy: {maxRestarts: 6}
            replicatedJobs:
              - name: node
                template:
                  metadata:
                    labels: {trainer.kubeflow.org/trainjob-ancestor-step: trainer}
                  spec:
                    backoffLimit: 0
                    template:
                      spec:
                        restartPolicy: Never
                        terminationGracePeriodSeconds: 1
                        containers: [{name: node, image: example.com/trainer:1}]
      """;

  static final Side TRAINER =
      new Side(
          "Kubeflow Trainer",
          "jobset.sigs.k8s.io/jobset-name",
          "trainer",
          5,
          """
          apiVersion: trainer.kubeflow.org/v1alpha1
          kind: TrainJob
          metadata: {name: %s, namespace: %s}
          spec: {runtimeRef: {name: plain}}
          """);

  private Side(String name, String label, String process, int workers, String yaml) {
    this(name, label, process, workers, yaml, null);
  }

  /**
   * The Job controller, asked for pods like this one.
   *
   * @param pod with one container, as the API server has it: what admission and the scheduler put
   *     into it is left out, and its labels, since each side sets its own
   */
  static Side jobsOf(Pod pod) {
    PodTemplateSpec pods =
        new PodTemplateSpecBuilder()
            .withNewMetadata()
            .withAnnotations(pod.getMetadata().getAnnotations())
            .endMetadata()
            .withNewSpecLike(pod.getSpec())
            .withNodeName(null)
            .withServiceAccount(null)
            .withServiceAccountName(null)
            .withPriority(null)
            .withPreemptionPolicy(null)
            .removeMatchingFromVolumes(v -> isAdmissions(v.getName()))
            .editFirstContainer()
            .removeMatchingFromVolumeMounts(m -> isAdmissions(m.getName()))
            .endContainer()
            .endSpec()
            .build();
    return new Side(
        JOB.name() + ", Keepstep's pods",
        JOB.label(),
        JOB.process(),
        JOB.workers(),
        JOB.yaml(),
        pods);
  }

  /** A ServiceAccount's token. */
  private static boolean isAdmissions(String volume) {
    return volume.startsWith("kube-api-access-");
  }

  HasMetadata job(String name, String namespace) {
    HasMetadata job = Serialization.unmarshal(yaml.formatted(name, namespace));
    if (pods != null) {
      ((Job) job).getSpec().setTemplate(pods);
    }
    return job;
  }
}
