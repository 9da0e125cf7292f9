package dev.keepstep.operator.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.StandardHttpRequest;
import java.net.URI;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ApiRequestsTest {
  private static final String NAMESPACED =
      "https://server/apis/keepstep.dev/v1alpha1/namespaces/n/";

  @ParameterizedTest
  @CsvSource({
    "GET, trainingjobs?limit=500, , list, trainingjobs",
    "GET, trainingjobs?watch=true, , watch, trainingjobs",
    "GET, trainingjobs/job, , get, trainingjobs",
    "POST, trainingjobs, application/json, create, trainingjobs",
    "PATCH, trainingjobs/job/status, application/apply-patch+yaml, apply, trainingjobs/status",
    "PATCH, trainingjobs/job, application/merge-patch+json, patch, trainingjobs",
    "DELETE, trainingjobs/job, application/json, delete, trainingjobs",
  })
  void a_request_is_counted_by_verb_and_resource(
      String method, String path, String type, String verb, String resource) {
    // Given
    ApiRequests requests = new ApiRequests();

    // When
    requests.answered(request(NAMESPACED + path, method, type), 200);

    // Then
    assertThat(rendered(requests))
        .contains(
            "keepstep_api_requests_total{verb=\"%s\",resource=\"%s\",code=\"200\"} 1\n"
                .formatted(verb, resource));
  }

  @ParameterizedTest
  @CsvSource({
    "https://server/api/v1/nodes/node-1, nodes",
    "https://server/api/v1/namespaces/n/pods/pod/binding, pods/binding",
    "https://server/api/v1/namespaces, namespaces",
    "https://server/api/v1/namespaces/n, namespaces",
  })
  void resources_are_found_in_every_kind_of_path(String uri, String resource) {
    ApiRequests requests = new ApiRequests();
    requests.answered(request(uri, "GET", null), 404);
    assertThat(rendered(requests)).contains("resource=\"" + resource + "\",code=\"404\"} 1");
  }

  @ParameterizedTest
  @CsvSource({"https://server/version", "https://server/apis", "https://server/api/v1"})
  void what_names_no_resource_is_not_counted(String uri) {
    ApiRequests requests = new ApiRequests();
    requests.answered(request(uri, "GET", null), 200);
    assertThat(rendered(requests)).doesNotContain("{");
  }

  private static HttpRequest request(String uri, String method, String type) {
    return new StandardHttpRequest.Builder().uri(URI.create(uri)).method(method, type, "").build();
  }

  private static String rendered(ApiRequests requests) {
    StringBuilder text = new StringBuilder();
    requests.render(text);
    return text.toString();
  }
}
