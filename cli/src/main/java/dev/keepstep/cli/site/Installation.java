package dev.keepstep.cli.site;

import dev.keepstep.cli.Home;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a cluster needs before a TrainingJob can be applied: the chart, a namespace, a Secret. */
public final class Installation {
  public static final String SYSTEM_NAMESPACE = "keepstep-system";
  public static final String RELEASE = "keepstep";
  private static final Map<String, String> RESTRICTED =
      Map.of("pod-security.kubernetes.io/enforce", "restricted");

  private final KubernetesClient client;

  public Installation(KubernetesClient client) {
    this.client = client;
  }

  /**
   * Installs or upgrades the chart and waits until the operator is ready.
   *
   * @param image the operator's, with a tag
   * @param values more of the chart's values, as {@code key=value}
   */
  public void chart(Helm helm, String image, List<String> values)
      throws IOException, InterruptedException {
    chart(helm, image, values, Optional.empty());
  }

  /** The same with another chart than this checkout's. */
  public void chart(Helm helm, Path chart, String image, List<String> values)
      throws IOException, InterruptedException {
    chart(helm, chart, image, values, Optional.empty());
  }

  /**
   * The same with a file of values.
   *
   * @param file YAML or JSON, for what {@code key=value} cannot say
   */
  public void chart(Helm helm, String image, List<String> values, Optional<Path> file)
      throws IOException, InterruptedException {
    chart(helm, Home.root().resolve("helm/keepstep"), image, values, file);
  }

  private void chart(Helm helm, Path chart, String image, List<String> values, Optional<Path> file)
      throws IOException, InterruptedException {
    namespace(SYSTEM_NAMESPACE);
    int colon = image.lastIndexOf(':');
    if (colon <= image.lastIndexOf('/')) {
      throw dev.keepstep.cli.UserError.usage(
          "--operator-image \"" + image + "\" has no tag", "write it as REPOSITORY:TAG");
    }
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "upgrade",
                "--install",
                RELEASE,
                chart.toString(),
                "--namespace",
                SYSTEM_NAMESPACE,
                "--wait",
                "--timeout",
                "180s",
                "--set",
                "image.repository=" + image.substring(0, colon),
                "--set",
                "image.tag=" + image.substring(colon + 1)));
    values.forEach(value -> arguments.addAll(List.of("--set-string", value)));
    file.ifPresent(f -> arguments.addAll(List.of("--values", f.toString())));
    helm.run(arguments);
  }

  /** A namespace in which only unprivileged pods run; one that is there stays as it is. */
  public void namespace(String name) {
    if (client.namespaces().withName(name).get() == null) {
      client
          .resource(
              new NamespaceBuilder()
                  .withNewMetadata()
                  .withName(name)
                  .withLabels(RESTRICTED)
                  .endMetadata()
                  .build())
          .create();
    }
  }

  /** A Secret with an access key, as {@code checkpoint.s3.credentialsSecret} expects it. */
  public void secret(String namespace, String name, Storage.Credentials credentials) {
    client
        .resource(
            new SecretBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace(namespace)
                .endMetadata()
                .withStringData(
                    Map.of(
                        "AWS_ACCESS_KEY_ID", credentials.accessKey(),
                        "AWS_SECRET_ACCESS_KEY", credentials.secretKey()))
                .build())
        .serverSideApply();
  }
}
