package dev.keepstep.operator;

import java.util.ArrayList;
import java.util.List;

/** A JVM of its own on the tests' class path. */
public final class ChildJvm {
  private ChildJvm() {}

  /**
   * Not started yet.
   *
   * @param main what it runs
   * @param flags of the JVM, besides those that the operator always has
   */
  public static ProcessBuilder of(Class<?> main, String... flags) {
    List<String> command =
        new ArrayList<>(
            List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path"))));
    command.addAll(List.of(flags));
    command.add(main.getName());
    return new ProcessBuilder(command).redirectErrorStream(true);
  }
}
