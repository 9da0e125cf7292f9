package dev.keepstep.localcluster;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What {@code keepstep-cluster status --format json} prints.
 *
 * @param name the cluster's name
 * @param kubernetesVersion such as {@code v1.36.3}
 * @param mode {@code nodes}, {@code control-plane} or {@code api}
 * @param dir the folder with everything that the cluster writes
 * @param kubeconfig path of the administrator's kubeconfig
 * @param server the API's URL on loopback
 * @param datastore etcd's URL where the control plane is: on loopback unless {@code mode} is {@code
 *     nodes}
 * @param s3 the object store; null without one
 * @param components the control plane's programs
 * @param nodes the nodes that the tool knows, dead ones included until their Node object goes
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record ClusterStatus(
    String name,
    String kubernetesVersion,
    String mode,
    String dir,
    String kubeconfig,
    String server,
    String datastore,
    @Nullable S3 s3,
    List<Component> components,
    List<Node> nodes) {

  /** The object store; {@code running} is false after {@code s3 stop}. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record S3(
      String podEndpoint,
      String hostEndpoint,
      String accessKey,
      String secretKey,
      String region,
      boolean running) {}

  /** One program of the control plane. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Component(String name, int pid, boolean running) {}

  /**
   * One node: {@code ready} is the Node's condition, empty without an object; {@code pid} its first
   * process.
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Node(
      String name,
      String capacity,
      String zone,
      int gpus,
      String state,
      String address,
      int pid,
      boolean running,
      String ready) {}

  /** The node of that name. */
  public Optional<Node> node(String wanted) {
    return nodes.stream().filter(n -> n.name().equals(wanted)).findFirst();
  }
}
