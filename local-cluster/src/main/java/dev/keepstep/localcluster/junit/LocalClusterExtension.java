package dev.keepstep.localcluster.junit;

import dev.keepstep.localcluster.Binaries;
import dev.keepstep.localcluster.LocalCluster;
import dev.keepstep.localcluster.LocalClusterException;
import dev.keepstep.localcluster.NodeSpec;
import dev.keepstep.localcluster.Progress;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives tests a cluster: one of each shape (part and S3) for all test classes of the JVM, brought
 * up by the first that asks and taken down when the test run ends. A namespace per test keeps the
 * tests apart.
 */
public final class LocalClusterExtension implements ParameterResolver {

  private static final Namespace STORE = Namespace.create(LocalClusterExtension.class);
  private static final AtomicInteger TESTS = new AtomicInteger();

  /** A running cluster, closed by JUnit with the root of all tests. */
  private record Shared(LocalCluster cluster) implements AutoCloseable {
    @Override
    public void close() {
      cluster.down();
    }
  }

  /** A test's client in a namespace of its own, closed by JUnit with the test. */
  private record Own(KubernetesClient client, TestNamespace namespace) implements AutoCloseable {
    @Override
    public void close() {
      client.namespaces().withName(namespace.name()).delete();
      client.close();
    }
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> type = parameter.getParameter().getType();
    return type == LocalCluster.class
        || type == KubernetesClient.class
        || type == TestNamespace.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    LocalCluster cluster = cluster(context);
    Class<?> type = parameter.getParameter().getType();
    if (type == LocalCluster.class) {
      return cluster;
    }
    Own own =
        context
            .getStore(STORE)
            .computeIfAbsent(
                "own " + context.getUniqueId(), key -> newNamespace(cluster, context), Own.class);
    return type == KubernetesClient.class ? own.client() : own.namespace();
  }

  private static LocalCluster cluster(ExtensionContext context) {
    UsesLocalCluster wanted = annotation(context);
    String shape = wanted.part() + (wanted.s3() ? " with S3" : "");
    ExtensionContext.Store store = context.getRoot().getStore(STORE);
    synchronized (STORE) {
      LocalCluster cluster =
          store.computeIfAbsent(shape, key -> new Shared(up(wanted)), Shared.class).cluster();
      for (int i = 1; i <= wanted.nodes(); i++) {
        String name = "node-" + i;
        if (cluster.status().node(name).filter(n -> n.running()).isEmpty()) {
          cluster.addNode(NodeSpec.onDemand(name, "zone-a"));
        }
      }
      return cluster;
    }
  }

  private static UsesLocalCluster annotation(ExtensionContext context) {
    return Optional.of(context.getRequiredTestClass())
        .map(c -> c.getAnnotation(UsesLocalCluster.class))
        .orElseThrow(
            () ->
                new LocalClusterException(
                    "%s asks for a local cluster: annotate it with @UsesLocalCluster"
                        .formatted(context.getRequiredTestClass().getSimpleName())));
  }

  private static LocalCluster up(UsesLocalCluster wanted) {
    // The process number keeps the test runs of several checkouts on one machine apart.
    String letter =
        switch (wanted.part()) {
          case WHOLE -> wanted.s3() ? "s" : "w";
          case CONTROL_PLANE -> "c";
          case API -> "a";
        };
    LocalCluster.Options options =
        LocalCluster.Options.named("test-" + letter + ProcessHandle.current().pid())
            .withPart(wanted.part());
    return LocalCluster.up(
        wanted.s3() ? options.withS3() : options, Binaries.find(Progress.STDERR), Progress.NONE);
  }

  private static Own newNamespace(LocalCluster cluster, ExtensionContext context) {
    String method = context.getTestMethod().map(m -> m.getName()).orElse("class");
    String word = method.toLowerCase(java.util.Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
    String name =
        "t%d-%s"
            .formatted(TESTS.incrementAndGet(), word.substring(0, Math.min(40, word.length())))
            .replaceAll("-+$", "");
    KubernetesClient client =
        new KubernetesClientBuilder()
            .withConfig(new ConfigBuilder(cluster.clientConfig()).withNamespace(name).build())
            .build();
    client
        .resource(new NamespaceBuilder().withNewMetadata().withName(name).endMetadata().build())
        .create();
    return new Own(client, new TestNamespace(name));
  }
}
