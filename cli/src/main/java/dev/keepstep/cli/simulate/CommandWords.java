package dev.keepstep.cli.simulate;

/** The command line that made a report, as far as the JVM knows it. */
public final class CommandWords {
  private CommandWords() {}

  public static String get(String otherwise) {
    String[] arguments = ProcessHandle.current().info().arguments().orElse(new String[0]);
    StringBuilder words = new StringBuilder("./keepstep");
    boolean ours = false;
    for (String argument : arguments) {
      if (ours) {
        words.append(' ').append(argument);
      }
      ours |= argument.endsWith(".Keepstep");
    }
    return ours ? words.toString() : "./keepstep " + otherwise;
  }
}
