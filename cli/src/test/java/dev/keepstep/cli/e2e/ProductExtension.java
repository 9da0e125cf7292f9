package dev.keepstep.cli.e2e;

import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;

/** Gives each test its {@link Product}, and the cluster that they share to the first that asks. */
final class ProductExtension implements ParameterResolver, TestExecutionExceptionHandler {
  private static final Namespace STORE = Namespace.create(ProductExtension.class);
  private static final AtomicInteger TESTS = new AtomicInteger();
  private static final int LONGEST = 30;

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
            .computeIfAbsent(RealCluster.class, _ -> RealCluster.up(), RealCluster.class);
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
