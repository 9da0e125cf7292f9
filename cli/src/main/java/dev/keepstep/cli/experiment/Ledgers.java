package dev.keepstep.cli.experiment;

import dev.keepstep.api.v1alpha1.Labels;
import dev.keepstep.cli.UserError;
import dev.keepstep.core.decide.money.AttemptCost;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/** Jobs' ledgers as the cluster keeps them: what each attempt's Lease has of it. */
final class Ledgers {
  private Ledgers() {}

  /**
   * A job's entries in the attempts' order.
   *
   * @throws UserError if there is none
   */
  static List<AttemptCost> entries(KubernetesClient client, String job) {
    Stream<AttemptCost> kept =
        client
            .leases()
            .inNamespace(Experiment.NAMESPACE)
            .withLabel(Labels.JOB, job)
            .list()
            .getItems()
            .stream()
            .flatMap(
                lease ->
                    AttemptCost.kept(
                        Objects.requireNonNullElse(
                            lease.getMetadata().getAnnotations(), Map.of())));
    List<AttemptCost> entries = List.copyOf(AttemptCost.byAttempt(kept).values());
    if (entries.isEmpty()) {
      throw UserError.failed(
          "trainingjob/" + job + " has no ledger: no Lease of its attempts has an entry",
          "run with --keep and look with kubectl get leases -n " + Experiment.NAMESPACE);
    }
    return entries;
  }
}
