package dev.keepstep.operator.reconcile;

import dev.keepstep.localcluster.Binaries;
import dev.keepstep.localcluster.Progress;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The rights that the chart gives, rendered by Helm: the operators of these tests have them and no
 * others.
 *
 * @param account whose they are
 * @param yaml roles, bindings and the admission policy
 */
record ShippedRights(String account, String yaml) {
  /** Where the operator's own Lease lies. */
  static final String SYSTEM = "keepstep-system";

  private static final String PLACEHOLDER = "the-watched-namespace";

  /** Of an operator that looks after one namespace, as one of two replicas. */
  static final ShippedRights NAMESPACED =
      render("keepstep", "watchNamespaces={" + PLACEHOLDER + "}");

  /** Of one that looks after all of them. */
  static final ShippedRights CLUSTER_WIDE = render("wide-keepstep", "watchNamespaces=null");

  private static ShippedRights render(String release, String values) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Binaries.find(Progress.STDERR).helm().toString(),
                "template",
                release,
                "../helm/keepstep",
                "--namespace=" + SYSTEM,
                "--kube-version=1.36.3",
                "--set=replicas=2," + values,
                "--show-only=templates/rbac-operator.yaml",
                "--show-only=templates/admission-policy.yaml"));
    try {
      Process helm =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
      String yaml = new String(helm.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (helm.waitFor() != 0) {
        throw new IllegalStateException("helm template failed");
      }
      return new ShippedRights("system:serviceaccount:" + SYSTEM + ":" + release, yaml);
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Gives the rights, where one namespace is looked after in that one. */
  void give(KubernetesClient administrator, String namespace) {
    for (HasMetadata object : objects(namespace)) {
      administrator.resource(object).fieldManager("helm").forceConflicts().serverSideApply();
    }
  }

  /** Whoever uses it is the operator's ServiceAccount, and may do what that may. */
  Config as(Config administrator) {
    administrator.setImpersonateUsername(account);
    return administrator;
  }

  /** Each verb that is granted, as {@code where group/resource verb}. */
  Set<String> granted() {
    Set<String> all = new TreeSet<>();
    for (HasMetadata object : objects(PLACEHOLDER)) {
      switch (object) {
        case ClusterRole role -> add(all, "cluster", role.getRules());
        case Role role ->
            add(all, UsedRights.where(role.getMetadata().getNamespace()), role.getRules());
        default -> {}
      }
    }
    return all;
  }

  private static void add(Set<String> all, String where, List<PolicyRule> rules) {
    for (PolicyRule rule : rules) {
      for (String group : rule.getApiGroups()) {
        for (String resource : rule.getResources()) {
          rule.getVerbs().forEach(verb -> all.add(UsedRights.line(where, group, resource, verb)));
        }
      }
    }
  }

  private Collection<HasMetadata> objects(String namespace) {
    return Arrays.stream(yaml.replace(PLACEHOLDER, namespace).split("\n---\n", -1))
        .filter(document -> document.contains("kind:"))
        .map(
            document ->
                (HasMetadata)
                    Serialization.unmarshal(
                        new ByteArrayInputStream(document.getBytes(StandardCharsets.UTF_8))))
        .toList();
  }
}
