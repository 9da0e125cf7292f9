package dev.keepstep.cli.bench.scale;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhookConfiguration;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhookConfiguration;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.WebhookClientConfig;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Somebody else's controller as a process: account, rights, CRDs and webhooks as its own manifests
 * have them, but that the webhooks are served on loopback.
 *
 * @param name its program, as the local cluster builds it
 * @param account that it runs as, which its manifests make
 * @param manifests folders of its manifests
 * @param configuration its file, with the webhooks' port
 */
record Peer(
    String name, String namespace, String account, List<String> manifests, String configuration) {
  /** Of a Deployment and what belongs to it; the process takes its place. */
  private static final Set<String> LEFT_OUT =
      Set.of("Deployment", "Secret", "Service", "Namespace");

  static final Peer JOBSET =
      new Peer(
          "jobset",
          "jobset-system",
          "jobset-controller-manager",
          List.of("default"),
          """
          apiVersion: config.jobset.x-k8s.io/v1alpha1
          kind: Configuration
          leaderElection: {leaderElect: false}
          internalCertManagement: {enable: false}
          clientConnection: {qps: 500, burst: 1000}
          health: {healthProbeBindAddress: "0"}
          metrics: {bindAddress: "0"}
          webhook: {host: 127.0.0.1, port: %d}
          """);

  static final Peer TRAINER =
      new Peer(
          "trainer",
          "kubeflow-system",
          "kubeflow-trainer-controller-manager",
          List.of("base/crds", "base/rbac", "base/webhook"),
          """
          apiVersion: config.trainer.kubeflow.org/v1alpha1
          kind: Configuration
          leaderElection: {leaderElect: false}
          certManagement: {enable: false}
          clientConnection: {qps: 500, burst: 1000}
          health: {healthProbeBindAddress: "0"}
          metrics: {bindAddress: "0"}
          webhook: {host: 127.0.0.1, port: %d}
          controller: {groupKindConcurrency: {TrainJob.trainer.kubeflow.org: 5}}
          """);

  /** Writes a key and a certificate for loopback, which is its own authority. */
  static String certificate(Path folder) throws IOException, InterruptedException {
    Files.createDirectories(folder);
    Path store = folder.resolve("keys.p12");
    Process keytool =
        new ProcessBuilder(
                (Path.of(System.getProperty("java.home"), "bin", "keytool")
                        + " -genkeypair -alias tls -keyalg RSA -validity 30 -dname CN=127.0.0.1"
                        + " -ext san=ip:127.0.0.1 -ext bc=ca:true -storetype PKCS12"
                        + " -storepass changeit -keystore "
                        + store)
                    .split(" "))
            .inheritIO()
            .start();
    if (keytool.waitFor() != 0) {
      throw new IllegalStateException("keytool failed");
    }
    try (InputStream in = Files.newInputStream(store)) {
      char[] password = "changeit".toCharArray();
      KeyStore keys = KeyStore.getInstance("PKCS12");
      keys.load(in, password);
      String certificate = pem("CERTIFICATE", keys.getCertificate("tls").getEncoded());
      Files.writeString(folder.resolve("tls.crt"), certificate);
      Files.writeString(
          folder.resolve("tls.key"), pem("PRIVATE KEY", keys.getKey("tls", password).getEncoded()));
      return Base64.getEncoder().encodeToString(certificate.getBytes(StandardCharsets.US_ASCII));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String pem(String what, byte[] der) {
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
        .formatted(what, Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der), what);
  }

  /**
   * Applies the manifests.
   *
   * @param yaml as kustomize renders them
   * @return the names of its CRDs
   */
  List<String> apply(KubernetesClient client, String yaml, int port, String authority) {
    List<HasMetadata> items =
        client.load(new ByteArrayInputStream(yaml.getBytes(StandardCharsets.UTF_8))).items();
    items.stream()
        .filter(item -> !LEFT_OUT.contains(item.getKind()))
        .forEach(
            item -> {
              webhooks(item)
                  .forEach(
                      hook -> {
                        hook.setUrl("https://127.0.0.1:" + port + hook.getService().getPath());
                        hook.setCaBundle(authority);
                        hook.setService(null);
                      });
              client.resource(item).forceConflicts().serverSideApply();
            });
    return items.stream()
        .filter(CustomResourceDefinition.class::isInstance)
        .map(item -> item.getMetadata().getName())
        .toList();
  }

  private static Stream<WebhookClientConfig> webhooks(HasMetadata item) {
    return switch (item) {
      case MutatingWebhookConfiguration m -> m.getWebhooks().stream().map(w -> w.getClientConfig());
      case ValidatingWebhookConfiguration v ->
          v.getWebhooks().stream().map(w -> w.getClientConfig());
      default -> Stream.of();
    };
  }
}
