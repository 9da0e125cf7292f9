package dev.keepstep.cli.simulate;

import dev.keepstep.cli.UserError;
import dev.keepstep.core.decide.capacity.PlacementPolicy;
import dev.keepstep.core.decide.capacity.Policies;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import picocli.CommandLine.Option;

/** Which policies: Keepstep's, and users' own from jars. */
final class PolicyOptions {
  @Option(
      names = "--policy",
      paramLabel = "NAME",
      split = ",",
      defaultValue = "default",
      description = {
        "default, uniform-progress, greedy, on-demand, one of --policy-jar by its name, or a class",
        "by its full name; several side by side (default: default)."
      })
  List<String> names = new ArrayList<>();

  @Option(
      names = "--policy-jar",
      paramLabel = "JAR",
      split = ",",
      description = "Jars or class folders with policies of your own (docs/how-to/simulate.md).")
  List<Path> jars = new ArrayList<>();

  /** The policies, in the order given. */
  List<PlacementPolicy> policies() {
    ClassLoader loader = loader();
    List<PlacementPolicy> known = new ArrayList<>(Policies.all());
    if (!jars.isEmpty()) {
      try {
        ServiceLoader.load(PlacementPolicy.class, loader).forEach(known::add);
      } catch (ServiceConfigurationError e) {
        throw UserError.usage("--policy-jar " + jars + ": " + e.getMessage(), "");
      }
    }
    return names.stream()
        .distinct()
        .map(
            name ->
                known.stream()
                    .filter(p -> p.name().equals(name))
                    .findFirst()
                    .orElseGet(() -> byClass(name, loader, known)))
        .toList();
  }

  private static PlacementPolicy byClass(
      String name, ClassLoader loader, List<PlacementPolicy> known) {
    if (!name.contains(".")) {
      throw UserError.usage(
          "--policy " + name + ": no such policy",
          "there are " + String.join(", ", known.stream().map(PlacementPolicy::name).toList()));
    }
    try {
      Class<?> type = Class.forName(name, true, loader);
      return (PlacementPolicy) type.getDeclaredConstructor().newInstance();
    } catch (ClassNotFoundException e) {
      throw UserError.usage(
          "--policy " + name + ": no such class", "name the jar that has it with --policy-jar");
    } catch (ReflectiveOperationException | ClassCastException e) {
      throw UserError.usage(
          "--policy " + name + ": " + e.getMessage(),
          "it needs a public constructor without arguments and to implement "
              + PlacementPolicy.class.getName());
    }
  }

  /** Lives as long as the command: policies load classes when they first need them. */
  @SuppressWarnings("PMD.CloseResource")
  private ClassLoader loader() {
    ClassLoader own = PolicyOptions.class.getClassLoader();
    if (jars.isEmpty()) {
      return own;
    }
    List<URL> urls = new ArrayList<>();
    for (Path jar : jars) {
      if (!Files.exists(jar)) {
        throw UserError.usage("--policy-jar " + jar + ": no such file", "correct the path");
      }
      try {
        urls.add(jar.toUri().toURL());
      } catch (MalformedURLException e) {
        throw UserError.usage("--policy-jar " + jar + ": " + e.getMessage(), "");
      }
    }
    return new URLClassLoader(urls.toArray(URL[]::new), own);
  }
}
