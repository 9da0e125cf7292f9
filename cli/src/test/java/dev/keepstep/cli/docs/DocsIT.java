package dev.keepstep.cli.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keepstep.cli.Home;
import dev.keepstep.localcluster.Binaries;
import dev.keepstep.localcluster.LocalCluster;
import dev.keepstep.localcluster.Progress;
import dev.keepstep.localcluster.junit.CustomResources;
import dev.keepstep.localcluster.junit.TestNamespace;
import dev.keepstep.localcluster.junit.UsesLocalCluster;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the documentation shows, a real API server takes; what it says to type can be typed. */
@UsesLocalCluster
class DocsIT {
  private static final Pattern EXPLAINED =
      Pattern.compile("kubectl explain (trainingjobs?[.a-zA-Z0-9]*)");
  private static final Pattern CLUSTER =
      Pattern.compile("(?:^|\\s)(?:keepstep-cluster|\\./keepstep cluster)((?: [a-z0-9]+)+)");

  /** The first word of an argument, not of a verb. */
  private static final Set<String> VERBS_OF_TWO = Set.of("node", "image", "apiserver", "s3");

  @TempDir Path folder;

  @Test
  void every_object_that_is_shown_is_taken(LocalCluster cluster, TestNamespace namespace)
      throws IOException {
    define(cluster);
    List<String> objects = new ArrayList<>();
    for (Pages.Page page : Pages.all()) {
      page.blocks("yaml").stream().filter(DocsIT::whole).forEach(objects::add);
    }
    try (Stream<Path> examples = Files.walk(Home.root().resolve("docs/examples"))) {
      examples.filter(f -> f.toString().endsWith(".yaml")).map(Pages::read).forEach(objects::add);
    }
    assertThat(objects).isNotEmpty();
    for (String object : objects) {
      Path file = Files.writeString(folder.resolve("object.yaml"), object);
      assertThat(
              cluster.kubectl(
                  "-n", namespace.name(), "apply", "--dry-run=server", "-f", file.toString()))
          .as(object)
          .contains("created");
    }
  }

  @Test
  void every_field_that_is_to_be_explained_is_explained(LocalCluster cluster) {
    define(cluster);
    Set<String> fields = new TreeSet<>();
    for (Pages.Page page : Pages.all()) {
      page.commands().stream()
          .flatMap(c -> EXPLAINED.matcher(c).results())
          .map(m -> m.group(1).replaceFirst("\\.$", ""))
          .forEach(fields::add);
    }
    assertThat(fields).isNotEmpty();
    for (String field : fields) {
      assertThat(cluster.kubectl("explain", field)).as(field).contains("DESCRIPTION:");
    }
  }

  @Test
  void every_verb_of_the_local_cluster_exists() throws Exception {
    Set<List<String>> verbs = new java.util.LinkedHashSet<>();
    for (Pages.Page page : Pages.all()) {
      page.commands().stream()
          .flatMap(c -> CLUSTER.matcher(c).results())
          .map(DocsIT::verb)
          .forEach(verbs::add);
    }
    assertThat(verbs).hasSizeGreaterThan(5);
    for (List<String> verb : verbs) {
      List<String> command = new ArrayList<>();
      command.add(Binaries.find(Progress.STDERR).cluster().toString());
      command.addAll(verb);
      command.add("--help");
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor()).as("%s: %s", verb, said).isZero();
      // a parent's help would do for a verb that it has not
      assertThat(said).as("%s", verb).contains(String.join(" ", verb));
    }
  }

  private static List<String> verb(MatchResult command) {
    List<String> words = Arrays.asList(command.group(1).strip().split(" "));
    return VERBS_OF_TWO.contains(words.getFirst()) && words.size() > 1
        ? words.subList(0, 2)
        : words.subList(0, 1);
  }

  /** A fragment has no kind, and nothing that would tell whether it is right. */
  private static boolean whole(String yaml) {
    return yaml.contains("apiVersion:") && yaml.contains("kind:") && yaml.contains("metadata:");
  }

  private static void define(LocalCluster cluster) {
    try (KubernetesClient client =
        new KubernetesClientBuilder().withConfig(cluster.clientConfig()).build()) {
      CustomResources.define(client, Home.root().resolve("crds/trainingjobs.keepstep.dev.yaml"));
    }
  }
}
