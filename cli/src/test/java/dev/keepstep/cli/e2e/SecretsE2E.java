package dev.keepstep.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keepstep.cli.Exit;
import dev.keepstep.cli.Keepstep;
import dev.keepstep.core.checkpoint.ObjectStore;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a trainer is trusted with shows nowhere, and what it may do it does. */
@OnRealNodes
class SecretsE2E {
  private static final String JOB = "trusted";
  private static final String CANARY = "canary-4f1e9b7a2c";
  private static final String KUBECONFIG = "kubeconfig";

  @TempDir Path folder;

  @Test
  void nothing_tells_a_secret_and_every_right_of_a_trainer_is_used(Product product)
      throws IOException {
    // Given a job whose trainer holds a secret of its user's beside its storage credentials
    product
        .client()
        .resource(
            new SecretBuilder()
                .withNewMetadata()
                .withName("canary")
                .withNamespace(product.namespace())
                .endMetadata()
                .addToStringData("key", CANARY)
                .build())
        .create();
    ExampleJob job =
        product
            .smallJob(JOB)
            .with("spec: {training: {steps: 5000}}")
            .withTrainer(
                "env: [{name: CANARY, valueFrom: {secretKeyRef: {name: canary, key: key}}}]");

    // When it is moved to another node, and completes
    new Lane(product, 1).run(job, JOB, List.of(new Lane.Planned(50, Lane.How.NOTICE)));

    // Then
    String credential = product.real().storage().credentials().orElseThrow().secretKey();
    Map<String, String> places = places(product);
    places.put("the run's report", report(product));
    assertThat(places).allSatisfy((place, text) -> assertThat(text).as(place).isNotEmpty());
    assertThat(places)
        .allSatisfy((place, text) -> assertThat(text).as(place).doesNotContain(CANARY, credential));
    assertThat(used(product)).isEqualTo(granted(product));
  }

  /** Everything that is written down or served for people to read. */
  private static Map<String, String> places(Product product) {
    String namespace = product.namespace();
    Map<String, String> places = new LinkedHashMap<>();
    for (String kind : List.of("trainingjobs", "events", "leases", "pods")) {
      places.put(kind, product.cluster().kubectl("-n", namespace, "get", kind, "-o", "yaml"));
    }
    // an earlier attempt's log goes with its node
    String last = product.status(JOB).attempt().pod();
    places.put("log of " + last, product.log(last));
    String operator =
        product
            .client()
            .pods()
            .inNamespace("keepstep-system")
            .list()
            .getItems()
            .getFirst()
            .getMetadata()
            .getName();
    places.put(
        "the operator's log", product.cluster().kubectl("-n", "keepstep-system", "logs", operator));
    places.put(
        "its metrics",
        product
            .cluster()
            .kubectl(
                "get",
                "--raw",
                "/api/v1/namespaces/keepstep-system/pods/" + operator + ":8080/proxy/metrics"));
    product
        .store()
        .list(namespace + "/" + JOB + "/")
        .keys()
        .forEach(
            key ->
                places.put(key, new String(product.store().get(key), StandardCharsets.ISO_8859_1)));
    return places;
  }

  /** What {@code keepstep report --job} writes. */
  private String report(Product product) throws IOException {
    Path page = folder.resolve("report.html");
    System.setProperty(KUBECONFIG, product.cluster().kubeconfig().toString());
    try (ObjectStore _ = product.store()) { // signs this process in, as a user would be
      assertThat(
              Keepstep.commandLine()
                  .execute(
                      "report",
                      "--job=" + JOB,
                      "--namespace=" + product.namespace(),
                      "--s3-endpoint=" + product.real().storage().hostEndpoint().orElseThrow(),
                      "--out=" + page))
          .isEqualTo(Exit.OK);
    } finally {
      System.clearProperty(KUBECONFIG);
    }
    String report = Files.readString(page);
    assertThat(report).contains("Complete").doesNotContain("Could not be read");
    return report;
  }

  /** The verbs that the trainer's Role grants. */
  private static Set<String> granted(Product product) {
    return product
        .client()
        .rbac()
        .roles()
        .inNamespace(product.namespace())
        .withName("keepstep-reporting")
        .get()
        .getRules()
        .stream()
        .flatMap(
            rule ->
                rule.getResources().stream()
                    .flatMap(r -> rule.getVerbs().stream().map(verb -> verb + " " + r)))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** What the trainers asked for, by the API server's audit log. */
  private static Set<String> used(Product product) {
    String account = "system:serviceaccount:" + product.namespace() + ":";
    return product
        .cluster()
        .logs("audit")
        .lines()
        .filter(line -> line.contains(account))
        .map(line -> Serialization.unmarshal(line, JsonNode.class))
        .filter(event -> event.at("/user/username").asText().startsWith(account))
        .map(event -> event.path("verb").asText() + " " + event.at("/objectRef/resource").asText())
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
