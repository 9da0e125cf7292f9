package dev.keepstep.cli.chart;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keepstep.cli.Home;
import dev.keepstep.localcluster.Binaries;
import dev.keepstep.localcluster.LocalCluster;
import dev.keepstep.localcluster.Progress;
import dev.keepstep.localcluster.junit.TestNamespace;
import dev.keepstep.localcluster.junit.UsesLocalCluster;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The chart by real Helm, and what it renders by a real API server: whatever values its schema
 * takes give objects that a cluster takes, and what it does not take is told in one sentence.
 */
@UsesLocalCluster
class ChartIT {
  private static final Path CHART = Home.root().resolve("helm/keepstep");

  /** A Helm that its own release script has not built takes the cluster for an old one. */
  private static final String KUBERNETES = "--kube-version=1.36.3";

  @TempDir Path folder;

  /** How a program ended, and all that it said. */
  private record Said(int code, String text) {}

  @Test
  void lint_finds_nothing() throws Exception {
    Said lint = helm("lint", "--strict", CHART.toString());
    assertThat(lint.code()).as(lint.text()).isZero();
    assertThat(lint.text()).contains("1 chart(s) linted, 0 chart(s) failed");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "replicas=3,podDisruptionBudget.enabled=true",
        "watchNamespaces={team-a,team-b}",
        "capacity.provider=custom,capacity.spotLabel=pool=spot",
        "capacity.provider=custom,capacity.spotLabel=pool=spot,capacity.onDemandLabel=pool=other,capacity.spotTaint=pool=spot:NoSchedule",
        "image.tag=,image.digest=sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
        "image.pullSecrets[0].name=registry,image.pullPolicy=Always",
        "interruptions.terminationGrace=1h30m,interruptions.nodeGrace=500ms,statusInterval=1m30s",
        "metrics.service=true,networkPolicy.enabled=true",
        "rbac.create=false,rbac.userRoles=false,admissionPolicy.enabled=false,serviceAccount.create=false",
        "crds.install=false,serviceAccount.name=other,serviceAccount.annotations.a\\.b/c=d: e",
        "podLabels.team=a,podAnnotations.note=x: {y},priorityClassName=system-cluster-critical",
        "tolerations[0].operator=Exists,nodeSelector.kubernetes\\.io/arch=amd64,resources=null",
      })
  void whatever_the_schema_takes_a_cluster_takes(
      String values, LocalCluster cluster, TestNamespace namespace) throws Exception {
    String rendered = template("keepstep", namespace.name(), values);

    Path file =
        Files.writeString(folder.resolve("rendered.yaml"), inNamespace(rendered, namespace));
    String told =
        cluster.kubectl("apply", "--server-side", "--dry-run=server", "-f", file.toString());
    assertThat(told.lines()).isNotEmpty().allMatch(line -> line.contains("serverside-applied"));
  }

  /** The longest name that Helm takes, and one that holds the chart's own. */
  @ParameterizedTest
  @ValueSource(
      strings = {"a-release-with-the-longest-name-that-helm-takes-53-chars", "my-keepstep"})
  void names_fit_whatever_the_release_is_called(
      String release, LocalCluster cluster, TestNamespace namespace) throws Exception {
    String name = release.substring(0, Math.min(53, release.length())).replaceAll("-$", "x");
    String rendered =
        template(
            name,
            namespace.name(),
            "replicas=2,podDisruptionBudget.enabled=true,metrics.service=true");
    Path file = Files.writeString(folder.resolve("rendered.yaml"), rendered);
    cluster.kubectl("apply", "--server-side", "--dry-run=server", "-f", file.toString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          replica=2                                | replica
          replicas=-1                              | replicas
          replicas=many                            | replicas
          interruptions.nodeGrace=10               | interruptions.nodeGrace
          interruptions.nodeGrace=ten              | interruptions.nodeGrace
          interruptions.terminationGrace=1.5h      | interruptions.terminationGrace
          capacity.provider=azure                  | capacity.provider
          capacity.provider=custom                 | capacity.spotLabel
          capacity.spotTaint=spot                  | capacity.spotTaint
          image.digest=sha256:123                  | image.digest
          image.repository=                        | image.repository
          watchNamespaces={Team_A}                 | watchNamespaces.0
          workers=0                                | workers
          logLevel=loud                            | logLevel
          crds.install=perhaps                     | crds.install
          metrics.serviceMonitor=true              | metrics.service
          """)
  void what_the_schema_does_not_take_is_named(String values, String field) throws Exception {
    Said refused = helm("template", "keepstep", CHART.toString(), KUBERNETES, "--set", values);
    assertThat(refused.code()).as(refused.text()).isNotZero();
    // JSON pointer or dotted path, as this or another Helm writes it
    assertThat(refused.text().replace('/', '.')).contains(field);
    assertThat(refused.text()).doesNotContain("panic", "nil pointer");
  }

  /** Every value of values.yaml is in the README's table, and none other. */
  @Test
  void the_readme_has_every_value() throws Exception {
    List<String> documented = new ArrayList<>();
    Matcher row =
        Pattern.compile("^\\| (`[^|]*`) \\|", Pattern.MULTILINE).matcher(read("README.md"));
    while (row.find()) {
      Arrays.stream(row.group(1).split(","))
          .map(v -> v.strip().replace("`", ""))
          .forEach(documented::add);
    }
    List<String> values = new ArrayList<>();
    leaves("", Serialization.unmarshal(read("values.yaml"), java.util.Map.class), values);
    assertThat(documented).containsExactlyInAnyOrderElementsOf(values);
  }

  @Test
  void the_notes_name_the_next_command_and_a_file_that_is_there(LocalCluster cluster)
      throws Exception {
    String notes =
        helm(
                "install",
                "keepstep",
                CHART.toString(),
                "--dry-run=client",
                "--namespace=system",
                // another test's CRD may be there already, which is none of the notes' business
                "--set=crds.install=false",
                "--kubeconfig=" + cluster.kubeconfig())
            .text();
    assertThat(notes)
        .contains("kubectl -n system rollout status deployment/keepstep")
        .contains("kubectl apply -f docs/examples/purchase-orders.yaml");
    assertThat(Home.root().resolve("docs/examples/purchase-orders.yaml")).exists();
  }

  private static void leaves(String path, java.util.Map<?, ?> values, List<String> into) {
    values.forEach(
        (key, value) -> {
          String name = path.isEmpty() ? key.toString() : path + "." + key;
          if (value instanceof java.util.Map<?, ?> inner
              && !inner.isEmpty()
              && !name.equals("resources")) {
            leaves(name, inner, into);
          } else {
            into.add(name);
          }
        });
  }

  private static String read(String file) throws IOException {
    return Files.readString(CHART.resolve(file));
  }

  private String template(String release, String namespace, String values) throws Exception {
    List<String> arguments =
        new ArrayList<>(
            List.of("template", release, CHART.toString(), "--namespace", namespace, KUBERNETES));
    if (!values.isEmpty()) {
      arguments.addAll(List.of("--set", values));
    }
    Said rendered = helm(arguments.toArray(String[]::new));
    assertThat(rendered.code()).as(rendered.text()).isZero();
    return rendered.text();
  }

  /** Roles of watched namespaces that this cluster has not: there they would be. */
  private static String inNamespace(String rendered, TestNamespace namespace) {
    return rendered
        .replace("namespace: team-a", "namespace: " + namespace.name())
        .replace("namespace: team-b", "namespace: default");
  }

  private static Said helm(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Binaries.find(Progress.STDERR).helm().toString());
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Said(process.waitFor(), text);
  }
}
