package dev.keepstep.localcluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

class LocalS3IT {

  private final HttpClient http = HttpClient.newHttpClient();

  private HttpResponse<String> get(LocalS3 s3, String path) throws Exception {
    URI uri = URI.create(s3.location().hostEndpoint() + path);
    return http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void itIsARealS3ServerThatRefusesAnUnsignedRequest() throws Exception {
    try (LocalS3 s3 = LocalS3.start()) {
      HttpResponse<String> answer = get(s3, "/");

      assertThat(answer.statusCode()).isEqualTo(403);
      assertThat(answer.body()).contains("<Code>AccessDenied</Code>");
    }
  }

  @Test
  void killedItRefusesConnectionsAndStartedAgainItIsAtTheSameAddressWithItsData() throws Exception {
    try (LocalS3 s3 = LocalS3.start()) {
      Files.createDirectory(s3.data().resolve("bucket"));
      s3.kill();
      Assertions.assertThatThrownBy(() -> get(s3, "/")).isInstanceOf(ConnectException.class);

      s3.startAgain();

      assertThat(get(s3, "/bucket").statusCode()).isEqualTo(403);
      assertThat(s3.data().resolve("bucket")).isDirectory();
    }
  }

  @Test
  void twoRunSideBySideAndClosedTheyLeaveNothing() {
    Path data;
    try (LocalS3 one = LocalS3.start();
        LocalS3 two = LocalS3.start()) {
      data = one.data();
      assertThat(one.location().hostEndpoint()).isNotEqualTo(two.location().hostEndpoint());
    }
    assertThat(data.getParent()).doesNotExist();
    assertThat(Traces.processes(data.getParent())).isEmpty();
  }
}
