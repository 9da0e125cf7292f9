package dev.keepstep.operator.reconcile;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keepstep.localcluster.LocalCluster;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * What an older operator left on a real cluster, as {@code UpgradeInMidRun} recorded it: jobs with
 * their status, Leases, pods and nodes, with the UIDs, the owners of fields and all else that only
 * an API server writes. So it is put where an API server keeps it, and not through one. The time of
 * recording becomes now, the namespace the stage's, and the nodes take its name.
 */
final class PreviousState {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern TIME =
      Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(?:\\.\\d+)?Z");

  /** Kinds as their files are named, and where they are kept. */
  private static final Map<String, String> KEPT =
      Map.of(
          "trainingjobs", "/registry/keepstep.dev/trainingjobs/",
          "leases", "/registry/leases/",
          "pods", "/registry/pods/",
          "nodes", "/registry/minions/");

  private final Map<String, JsonNode> lists = new LinkedHashMap<>();
  private final List<String> nodes = new ArrayList<>();

  private PreviousState() {}

  /**
   * Reads what was recorded.
   *
   * @param folder of the class path
   * @param namespace where it is to be
   */
  static PreviousState read(String folder, String namespace) throws IOException {
    Map<String, String> texts = new LinkedHashMap<>();
    for (String kind : KEPT.keySet()) {
      try (InputStream in = PreviousState.class.getResourceAsStream(folder + kind + ".json")) {
        texts.put(kind, new String(in.readAllBytes(), StandardCharsets.UTF_8));
      }
    }
    Duration ago = Duration.between(newest(texts), Instant.now());
    String recordedIn =
        JSON.readTree(texts.get("trainingjobs")).at("/items/0/metadata/namespace").asText();
    PreviousState state = new PreviousState();
    List<String> names = new ArrayList<>();
    for (JsonNode node : JSON.readTree(texts.get("nodes")).path("items")) {
      names.add(node.at("/metadata/name").asText());
      state.nodes.add(names.getLast() + "-" + namespace);
    }
    for (Map.Entry<String, String> text : texts.entrySet()) {
      String moved =
          TIME.matcher(text.getValue())
              .replaceAll(t -> later(t.group(), ago))
              .replaceAll(word(recordedIn), namespace);
      for (String name : names) {
        moved = moved.replaceAll(word(name), name + "-" + namespace);
      }
      state.lists.put(text.getKey(), JSON.readTree(moved));
    }
    return state;
  }

  private static String word(String name) {
    return "(?<![\\w-])" + Pattern.quote(name) + "(?![\\w-])";
  }

  private static Instant newest(Map<String, String> texts) {
    return texts.values().stream()
        .flatMap(text -> TIME.matcher(text).results())
        .map(time -> Instant.parse(time.group()))
        .max(Instant::compareTo)
        .orElseThrow();
  }

  /** Of the same precision: the kinds of time differ in it. */
  private static String later(String time, Duration by) {
    String moved = Instant.parse(time).plus(by).toString();
    int length = time.length() - 1;
    String digits = moved.substring(0, moved.length() - 1);
    String full = digits.contains(".") ? digits : digits + ".";
    return time.contains(".")
        ? (full + "0".repeat(9)).substring(0, length) + "Z"
        : digits.replaceFirst("\\..*", "") + "Z";
  }

  /** The nodes' names, as they are now. */
  List<String> nodes() {
    return nodes;
  }

  /** Puts all of it into a cluster, which has its datastore on this machine. */
  void putInto(LocalCluster cluster) throws IOException, InterruptedException {
    URI etcd = URI.create(cluster.status().datastore() + "/v3/kv/put");
    try (HttpClient client = HttpClient.newHttpClient()) {
      for (Map.Entry<String, JsonNode> list : lists.entrySet()) {
        for (JsonNode item : list.getValue().path("items")) {
          ObjectNode object = (ObjectNode) item;
          JsonNode metadata = object.path("metadata");
          ((ObjectNode) metadata).remove("resourceVersion");
          String namespace = metadata.path("namespace").asText("");
          String key =
              KEPT.get(list.getKey())
                  + (namespace.isEmpty() ? "" : namespace + "/")
                  + metadata.path("name").asText();
          String body =
              JSON.createObjectNode()
                  .put("key", base64(key))
                  .put("value", base64(object.toString()))
                  .toString();
          HttpResponse<String> answer =
              client.send(
                  HttpRequest.newBuilder(etcd).POST(BodyPublishers.ofString(body)).build(),
                  BodyHandlers.ofString());
          if (answer.statusCode() != 200) {
            throw new IOException("etcd does not take " + key + ": " + answer.body());
          }
        }
      }
    }
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
