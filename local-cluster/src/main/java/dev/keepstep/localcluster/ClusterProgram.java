package dev.keepstep.localcluster;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * {@code keepstep-cluster}, for one cluster.
 *
 * @param path the program
 * @param name the cluster's name
 * @param environment added to this JVM's own
 * @param progress hears what the program says it does
 */
record ClusterProgram(Path path, String name, Map<String, String> environment, Progress progress) {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Runs a verb to its end and returns its standard output. */
  String call(List<String> arguments) {
    List<String> command = new ArrayList<>(List.of(path.toString()));
    command.addAll(arguments);
    command.addAll(List.of("--name", name));
    String what = "keepstep-cluster " + String.join(" ", arguments) + " (cluster " + name + ")";
    return Program.run(command, environment, progress).orThrow(what);
  }

  /** Runs kubectl, which takes no flags of ours and whose standard error is nobody's progress. */
  String kubectl(Path kubeconfig, List<String> arguments) {
    List<String> command =
        new ArrayList<>(List.of(path.toString(), "kubectl", "--kubeconfig", kubeconfig.toString()));
    command.addAll(arguments);
    return Program.run(command, environment, Progress.NONE)
        .orThrow("kubectl " + String.join(" ", arguments));
  }

  /** Reads what {@code status} and {@code up} print with {@code --format json}. */
  static ClusterStatus parse(String json) {
    try {
      return JSON.readValue(json, ClusterStatus.class);
    } catch (JsonProcessingException e) {
      throw new LocalClusterException("keepstep-cluster's status is not readable: " + json, e);
    }
  }
}
