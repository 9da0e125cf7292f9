package dev.keepstep.cli.bench.scale;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.utils.Serialization;
import org.junit.jupiter.api.Test;

class SideTest {
  @Test
  void jobs_ask_for_what_a_pod_has_except_what_admission_and_the_scheduler_put_into_it() {
    // Given
    Pod pod =
        Serialization.unmarshal(
            """
            apiVersion: v1
            kind: Pod
            metadata: {name: p, labels: {keepstep.dev/job: job}, annotations: {keepstep.dev/spec: x}}
            spec:
              nodeName: node-001
              serviceAccount: default
              serviceAccountName: default
              priority: 0
              preemptionPolicy: PreemptLowerPriority
              restartPolicy: Never
              securityContext: {runAsNonRoot: true}
              tolerations: [{key: spot, operator: Exists}]
              containers:
                - name: trainer
                  image: example.com/trainer:1
                  env: [{name: KEEPSTEP_SEED, value: "7"}]
                  volumeMounts:
                    - {name: tmp, mountPath: /tmp}
                    - {name: kube-api-access-x, mountPath: /var/run/secrets}
              volumes:
                - {name: tmp, emptyDir: {}}
                - {name: kube-api-access-x, projected: {sources: []}}
            """,
            Pod.class);

    // When
    Job job = (Job) Side.jobsOf(pod).job("job", "n");

    // Then
    assertThat(job.getSpec().getBackoffLimit()).isEqualTo(6);
    assertThat(job.getSpec().getTemplate())
        .isEqualTo(
            Serialization.unmarshal(
                """
                metadata: {annotations: {keepstep.dev/spec: x}}
                spec:
                  restartPolicy: Never
                  securityContext: {runAsNonRoot: true}
                  tolerations: [{key: spot, operator: Exists}]
                  containers:
                    - name: trainer
                      image: example.com/trainer:1
                      env: [{name: KEEPSTEP_SEED, value: "7"}]
                      volumeMounts: [{name: tmp, mountPath: /tmp}]
                  volumes: [{name: tmp, emptyDir: {}}]
                """,
                PodTemplateSpec.class));
  }
}
