package dev.keepstep.operator.metrics;

import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.http.Interceptor;
import io.fabric8.kubernetes.client.http.StandardHttpRequest;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;

/** Counts what the API server has answered, by verb, resource and code. */
public final class ApiRequests implements Interceptor {
  private static final String APPLY = "application/apply-patch";
  private static final String RESOURCE_BEGINS = "namespaces";

  private final Map<String, LongAdder> counts = new ConcurrentSkipListMap<>();

  @Override
  public void after(
      HttpRequest request,
      HttpResponse<?> response,
      AsyncBody.Consumer<List<ByteBuffer>> consumer) {
    answered(request, response.code());
  }

  void answered(HttpRequest request, int code) {
    List<String> path = path(request.uri());
    if (path.isEmpty()) {
      return; // not a resource: versions, health
    }
    String labels =
        "verb=\"%s\",resource=\"%s\",code=\"%d\""
            .formatted(verb(request, path.size() > 1), resource(path), code);
    counts.computeIfAbsent(labels, _ -> new LongAdder()).increment();
  }

  /** What the path names below the API's version: resource, name, subresource. */
  private static List<String> path(URI uri) {
    List<String> parts = Arrays.stream(uri.getPath().split("/")).filter(p -> !p.isEmpty()).toList();
    int from =
        switch (parts.isEmpty() ? "" : parts.getFirst()) {
          case "api" -> 2;
          case "apis" -> 3;
          default -> parts.size();
        };
    List<String> rest = parts.subList(Math.min(from, parts.size()), parts.size());
    return rest.size() > 2 && rest.getFirst().equals(RESOURCE_BEGINS)
        ? rest.subList(2, rest.size())
        : rest;
  }

  private static String resource(List<String> path) {
    return path.size() > 2 ? path.get(0) + "/" + path.get(2) : path.getFirst();
  }

  private static String verb(HttpRequest request, boolean named) {
    return switch (request.method()) {
      case "GET" -> watches(request) ? "watch" : named ? "get" : "list";
      case "POST" -> "create";
      case "PUT" -> "update";
      case "PATCH" ->
          request instanceof StandardHttpRequest s && s.getContentType().startsWith(APPLY)
              ? "apply"
              : "patch";
      case "DELETE" -> "delete";
      case String other -> other.toLowerCase(java.util.Locale.ROOT);
    };
  }

  private static boolean watches(HttpRequest request) {
    return String.valueOf(request.uri().getQuery()).contains("watch=true");
  }

  void render(StringBuilder text) {
    OperatorMetrics.head(
        text,
        "keepstep_api_requests_total",
        "counter",
        "Requests that the API server has answered.");
    counts.forEach(
        (labels, count) ->
            text.append("keepstep_api_requests_total{")
                .append(labels)
                .append("} ")
                .append(count.sum())
                .append('\n'));
  }
}
