package dev.keepstep.operator.faults;

import java.util.Map;

/**
 * One request of an operator.
 *
 * @param method HTTP's
 * @param path without the query
 * @param query empty if there is none
 */
public record Call(String method, String path, String query) {
  private static final Map<String, String> VERBS =
      Map.of("POST", "create", "PUT", "update", "PATCH", "patch", "DELETE", "delete");

  /** Whether it changes something. */
  public boolean write() {
    return VERBS.containsKey(method);
  }

  /** Whether it is a watch, which has no end of its own. */
  public boolean watch() {
    return query.contains("watch=true");
  }

  /** What it is done to, as {@code pods/job-1-0}, without group and namespace. */
  public String object() {
    String rest = path.replaceFirst("^/apis?/(?:[^/]*\\.[^/]*/|[^/]*/(?=v\\d))?v[^/]*/", "");
    return rest.replaceFirst("^namespaces/[^/]+/(?=.)", "");
  }

  @Override
  public String toString() {
    return VERBS.getOrDefault(method, "get") + " " + object();
  }
}
