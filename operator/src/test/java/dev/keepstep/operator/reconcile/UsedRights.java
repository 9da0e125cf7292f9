package dev.keepstep.operator.reconcile;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;

/**
 * What the operators of these tests did, by the API server's own audit log: kept in a file by the
 * JVM that ran them, and compared with what the chart grants when all of them have run.
 *
 * @param used each verb that was used with success, as {@link #line} writes it
 * @param refused what was asked for without the right to it
 */
record UsedRights(Set<String> used, Set<String> refused) {
  private static final Path USED = Path.of("target/rights/used.txt");
  private static final Path REFUSED = Path.of("target/rights/refused.txt");

  static String line(String where, String group, String resource, String verb) {
    return "%s %s/%s %s".formatted(where, group, resource, verb).strip();
  }

  /** A namespace that is looked after is as good as another. */
  static String where(String namespace) {
    return namespace.equals(ShippedRights.SYSTEM) ? "system" : "watched";
  }

  /**
   * Reads the lines of an audit log.
   *
   * @param account of the operator that looks after single namespaces
   */
  static UsedRights in(String auditLog, String account) {
    Set<String> used = new TreeSet<>();
    Set<String> refused = new TreeSet<>();
    auditLog
        .lines()
        .filter(line -> line.contains(account))
        .map(line -> Serialization.unmarshal(line, JsonNode.class))
        .filter(event -> event.at("/impersonatedUser/username").asText().equals(account))
        .forEach(
            event -> {
              JsonNode object = event.path("objectRef");
              String resource = object.path("resource").asText();
              String sub = object.path("subresource").asText();
              String namespace = object.path("namespace").asText();
              String line =
                  line(
                      namespace.isEmpty() ? "cluster" : where(namespace),
                      object.path("apiGroup").asText(),
                      sub.isEmpty() ? resource : resource + "/" + sub,
                      event.path("verb").asText());
              String decision =
                  event.path("annotations").path("authorization.k8s.io/decision").asText();
              (decision.equals("forbid") ? refused : used).add(line);
            });
    return new UsedRights(used, refused);
  }

  void keep() throws IOException {
    Files.createDirectories(USED.getParent());
    Files.write(USED, used);
    Files.write(REFUSED, refused);
  }

  static UsedRights kept() throws IOException {
    return new UsedRights(
        new TreeSet<>(Files.readAllLines(USED)), new TreeSet<>(Files.readAllLines(REFUSED)));
  }
}
