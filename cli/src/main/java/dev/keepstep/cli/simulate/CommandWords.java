package dev.keepstep.cli.simulate;

/** The command line that made a report, as far as the JVM knows it. */
final class CommandWords {
  private CommandWords() {}

  static String get() {
    String[] arguments = ProcessHandle.current().info().arguments().orElse(new String[0]);
    StringBuilder words = new StringBuilder("./keepstep");
    boolean ours = false;
    for (String argument : arguments) {
      if (ours) {
        words.append(' ').append(argument);
      }
      ours |= argument.endsWith(".Keepstep");
    }
    return ours ? words.toString() : "./keepstep simulate";
  }
}
