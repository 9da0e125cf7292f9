package dev.keepstep.trainer.report;

import dev.keepstep.core.contract.LeaseKeys;
import dev.keepstep.core.contract.TrainerEnv;
import dev.keepstep.core.json.Json;
import dev.keepstep.core.json.JsonException;
import dev.keepstep.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * The two requests that a trainer makes of the API server: apply its part of its attempt's Lease,
 * and look at the operator's part. The JDK's HTTP client is enough for two requests; a Kubernetes
 * client would be more code than this program.
 */
public final class LeaseClient {
  /** Where Kubernetes mounts a pod's credentials. */
  public static final Path SERVICE_ACCOUNT =
      Path.of("/var/run/secrets/kubernetes.io/serviceaccount");

  /** Another folder for them, for a trainer that is started by hand. */
  public static final String SERVICE_ACCOUNT_ENV = "KEEPSTEP_SERVICE_ACCOUNT";

  private static final Duration TIMEOUT = Duration.ofSeconds(8);
  private static final DateTimeFormatter MICRO_TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private final TrainerEnv env;
  private final URI lease;
  private final Path credentials;
  private final HttpClient http;

  private LeaseClient(TrainerEnv env, URI lease, Path credentials, HttpClient http) {
    this.env = env;
    this.lease = lease;
    this.credentials = credentials;
    this.http = http;
  }

  /**
   * A client for the cluster that this process runs in; empty outside of one, where there is nobody
   * to report to.
   *
   * @throws IOException if the cluster's certificate cannot be read
   */
  public static Optional<LeaseClient> inCluster(TrainerEnv env, Map<String, String> environment)
      throws IOException {
    String host = environment.get("KUBERNETES_SERVICE_HOST");
    if (host == null || host.isEmpty()) {
      return Optional.empty();
    }
    String port = environment.getOrDefault("KUBERNETES_SERVICE_PORT", "443");
    Path credentials =
        Optional.ofNullable(environment.get(SERVICE_ACCOUNT_ENV))
            .map(Path::of)
            .orElse(SERVICE_ACCOUNT);
    URI lease =
        URI.create(
            "https://%s:%s/apis/coordination.k8s.io/v1/namespaces/%s/leases/%s"
                .formatted(
                    host.contains(":") ? "[" + host + "]" : host,
                    port,
                    env.namespace(),
                    env.lease()));
    HttpClient http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1) // two small requests need no streams
            .connectTimeout(TIMEOUT)
            .sslContext(trusting(credentials.resolve("ca.crt")))
            .build();
    return Optional.of(new LeaseClient(env, lease, credentials, http));
  }

  /**
   * Applies what the trainer owns of the Lease; fields that it named before and names no more go.
   *
   * @throws IOException if the API server is not reached or refuses
   */
  public void apply(LeaseState state, Instant now) throws IOException, InterruptedException {
    Map<String, Object> body =
        Map.of(
            "apiVersion",
            "coordination.k8s.io/v1",
            "kind",
            "Lease",
            "metadata",
            Map.of("name", env.lease(), "annotations", state.annotations()),
            "spec",
            Map.of("holderIdentity", env.podUid(), "renewTime", MICRO_TIME.format(now)));
    URI target = URI.create(lease + "?fieldManager=" + LeaseKeys.TRAINER_MANAGER + "&force=true");
    send(
        request(target)
            .header("Content-Type", "application/apply-patch+yaml") // JSON is YAML
            .method("PATCH", HttpRequest.BodyPublishers.ofString(Json.write(body)))
            .build());
  }

  /**
   * Whether the operator has handed the run to this attempt.
   *
   * @throws IOException if the API server is not reached or refuses
   */
  public boolean handedOver() throws IOException, InterruptedException {
    String answer = send(request(lease).GET().build());
    try {
      return Json.readObject(answer, "Lease")
          .object("metadata")
          .optionalObject("annotations")
          .flatMap((JsonObject annotations) -> annotations.optionalString(LeaseKeys.HANDOVER))
          .filter("true"::equals)
          .isPresent();
    } catch (JsonException e) {
      throw new IOException("the Lease could not be read: " + e.getMessage(), e);
    }
  }

  private HttpRequest.Builder request(URI target) throws IOException {
    // read each time: the kubelet replaces it before it expires
    String token = Files.readString(credentials.resolve("token")).strip();
    return HttpRequest.newBuilder(target)
        .timeout(TIMEOUT)
        .header("Authorization", "Bearer " + token)
        .header("Accept", "application/json");
  }

  private String send(HttpRequest request) throws IOException, InterruptedException {
    HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() / 100 != 2) {
      throw new IOException(
          "%s of Lease %s/%s was answered %d"
              .formatted(request.method(), env.namespace(), env.lease(), answer.statusCode()));
    }
    return answer.body();
  }

  private static SSLContext trusting(Path certificates) throws IOException {
    try (InputStream in = Files.newInputStream(certificates)) {
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      int number = 0;
      for (Certificate certificate :
          CertificateFactory.getInstance("X.509").generateCertificates(in)) {
        store.setCertificateEntry("ca-" + number++, certificate);
      }
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(store);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IOException(certificates + " holds no certificate that can be used", e);
    }
  }
}
