package dev.keepstep.operator.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Runs when all integration tests have run, and compares what their operators did with what the
 * chart lets an operator do: neither more nor less.
 */
class RightsCheck {
  /** Needed, and yet no request of its own in the audit log; each with the reason. */
  private static final Map<String, String> WITHIN =
      Map.of(
          "system coordination.k8s.io/leases update",
          "JOSDK's election begins only where a rules review lists it",
          "watched rbac.authorization.k8s.io/roles create",
          "asked for by the API server within an apply of what is not there yet",
          "watched rbac.authorization.k8s.io/rolebindings create",
          "asked for by the API server within an apply of what is not there yet");

  @Test
  void every_verb_that_the_chart_grants_was_used() throws IOException {
    Set<String> unused = new TreeSet<>(ShippedRights.NAMESPACED.granted());
    unused.removeAll(UsedRights.kept().used());
    unused.removeAll(WITHIN.keySet());
    assertThat(unused).as("granted by helm/keepstep, and used by no test: take it away").isEmpty();
  }

  @Test
  void the_operator_asked_for_nothing_that_the_chart_does_not_grant() throws IOException {
    Set<String> refused = UsedRights.kept().refused();
    // an API server that starts refuses what is granted until it has read the grants
    refused.removeAll(ShippedRights.NAMESPACED.granted());
    assertThat(refused).isEmpty();
  }

  @Test
  void an_operator_of_the_whole_cluster_has_the_same_verbs() {
    assertThat(verbs(ShippedRights.CLUSTER_WIDE)).isEqualTo(verbs(ShippedRights.NAMESPACED));
  }

  private static Set<String> verbs(ShippedRights rights) {
    return rights.granted().stream()
        .map(line -> line.replaceFirst("^(cluster|watched) ", ""))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
