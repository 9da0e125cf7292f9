package dev.keepstep.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keepstep.localcluster.junit.DeclaredLines;
import dev.keepstep.localcluster.logs.Declared;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;

/**
 * Gives each test its {@link Product}, and the cluster that they share to the first that asks;
 * holds what the operator printed meanwhile against what the test declares.
 */
final class ProductExtension
    implements ParameterResolver, TestExecutionExceptionHandler, AfterEachCallback {
  private static final Namespace STORE = Namespace.create(ProductExtension.class);
  private static final AtomicInteger TESTS = new AtomicInteger();
  private static final int LONGEST = 30;

  /** The cluster of all tests, closed by JUnit with their root. */
  private record Shared(RealCluster real) implements AutoCloseable {
    @Override
    public void close() throws IOException, InterruptedException {
      try (real) {
        assertQuiet(real, "after the last test", List.of());
      }
    }
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == Product.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    RealCluster cluster =
        context
            .getRoot()
            .getStore(STORE)
            .computeIfAbsent(Shared.class, _ -> new Shared(RealCluster.up()), Shared.class)
            .real();
    return context
        .getStore(STORE)
        .computeIfAbsent(Product.class, _ -> new Product(cluster, name(context)), Product.class);
  }

  /** A test that fails says what the cluster had to say, before its namespace goes. */
  @Override
  public void handleTestExecutionException(ExtensionContext context, Throwable failure)
      throws Throwable {
    Product product = context.getStore(STORE).get(Product.class, Product.class);
    if (product != null) {
      System.err.println(product.diagnosis());
    }
    throw failure;
  }

  @Override
  public void afterEach(ExtensionContext context) throws IOException, InterruptedException {
    Product product = context.getStore(STORE).get(Product.class, Product.class);
    if (product != null) {
      assertQuiet(product.real(), product.namespace(), DeclaredLines.of(context));
    }
  }

  /** The operator has warned of nothing, and thrown nothing, that is not declared. */
  private static void assertQuiet(RealCluster real, String about, List<Declared> declared)
      throws IOException, InterruptedException {
    assertThat(real.operatorLogs().troubles(about, declared))
        .as("what the operator's pods warned of, and the test does not declare")
        .isEmpty();
  }

  private static String name(ExtensionContext context) {
    String method = context.getTestMethod().map(m -> m.getName()).orElse("class");
    String words =
        method
            .replaceAll("([a-z])([A-Z])", "$1-$2")
            .toLowerCase(Locale.ROOT)
            .replaceAll("[^a-z0-9]+", "-");
    return "e%d-%s"
        .formatted(TESTS.incrementAndGet(), words.substring(0, Math.min(LONGEST, words.length())))
        .replaceAll("-+$", "");
  }
}
