package dev.keepstep.cli;

import dev.keepstep.cli.bench.BenchCommand;
import dev.keepstep.cli.checkpoints.CheckpointsCommand;
import dev.keepstep.cli.cluster.ClusterCommand;
import dev.keepstep.cli.compare.CompareCommand;
import dev.keepstep.cli.demo.DemoCommand;
import dev.keepstep.cli.documents.DocumentsCommand;
import dev.keepstep.cli.experiment.ExperimentCommand;
import dev.keepstep.cli.images.ImagesCommand;
import dev.keepstep.cli.prove.ProveCommand;
import dev.keepstep.cli.runreport.ReportCommand;
import dev.keepstep.cli.simulate.SimulateCommand;
import dev.keepstep.cli.simulate.Spans;
import dev.keepstep.cli.variance.VarianceCommand;
import dev.keepstep.core.checkpoint.StorageFailure;
import java.io.PrintWriter;
import java.util.Objects;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The {@code keepstep} command. Without a subcommand it prints its help. */
@Command(
    name = "keepstep",
    mixinStandardHelpOptions = true,
    versionProvider = Keepstep.Version.class,
    // every subcommand is registered here, in the order in which the help lists them
    subcommands = {
      DemoCommand.class,
      ProveCommand.class,
      ReportCommand.class,
      CompareCommand.class,
      VarianceCommand.class,
      SimulateCommand.class,
      ExperimentCommand.class,
      BenchCommand.class,
      ImagesCommand.class,
      CheckpointsCommand.class,
      DocumentsCommand.class,
      ClusterCommand.class
    },
    synopsisSubcommandLabel = "COMMAND",
    description = "Train on spot nodes and get the bits that an undisturbed run would have given.",
    footerHeading = "%n",
    footer = {
      "Start with:  ./keepstep demo   (needs Linux and root; see README.md)",
      "Exit codes:  0 it worked and what was compared is equal, 1 it failed or differs, 2 usage."
    })
public final class Keepstep implements Callable<Integer> {
  /** Prints a stack trace beside an unexpected error when set to anything. */
  static final String DEBUG = "KEEPSTEP_DEBUG";

  @Spec CommandSpec spec = CommandSpec.create();

  /** Runs the command and ends the JVM with its exit code. */
  public static void main(String[] args) {
    System.exit(commandLine().execute(args));
  }

  /** The command line with its error handling, as {@code main} and the tests use it. */
  public static CommandLine commandLine() {
    CommandLine line = new CommandLine(new Keepstep());
    // its options are another program's to read, --help among them
    Objects.requireNonNull(line.getSubcommands().get("cluster"))
        .setUnmatchedOptionsArePositionalParams(true);
    return line.registerConverter(Spans.class, new Spans.Converter())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setUsageHelpAutoWidth(true)
        .setParameterExceptionHandler((failure, _) -> usage(failure))
        .setExecutionExceptionHandler((failure, at, _) -> failed(failure, at));
  }

  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getOut());
    return Exit.OK;
  }

  private static int usage(ParameterException failure) {
    CommandLine at = failure.getCommandLine();
    tell(
        root(at).getErr(),
        String.valueOf(failure.getMessage()),
        at.getCommandSpec().qualifiedName() + " --help lists what it takes");
    return Exit.USAGE;
  }

  private static int failed(Exception failure, CommandLine at) {
    if (failure instanceof UserError error) {
      tell(root(at).getErr(), String.valueOf(error.getMessage()), error.mend().orElse(""));
      return error.exitCode();
    }
    if (failure instanceof StorageFailure storage) {
      tell(root(at).getErr(), message(storage), mend(storage));
      return Exit.FAILED;
    }
    boolean debug = System.getenv(DEBUG) != null;
    String message =
        failure.getMessage() == null
            ? "no message"
            : failure.getMessage().lines().findFirst().get();
    tell(
        root(at).getErr(),
        "unexpected " + failure.getClass().getSimpleName() + ": " + message,
        debug ? "" : "set " + DEBUG + "=1 to see where, and please report it");
    if (debug) {
      failure.printStackTrace(root(at).getErr());
    }
    return Exit.FAILED;
  }

  /** What storage says, which names a TrainingJob's field where here a command line named it. */
  private static String message(StorageFailure failure) {
    return String.valueOf(failure.getMessage()).replaceFirst("^spec\\.checkpoint\\.s3\\.", "");
  }

  private static String mend(StorageFailure failure) {
    return switch (failure) {
      case StorageFailure.Denied _ ->
          "sign in as the AWS SDK expects it: AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or"
              + " AWS_PROFILE";
      case StorageFailure.Unavailable _ -> "check --s3-endpoint, --s3-region and the network";
      case StorageFailure.NoSuchBucket _, StorageFailure.Refused _ ->
          "check the bucket's name, and whether this machine reaches that server by another address:"
              + " --s3-endpoint names it";
      case StorageFailure.NotFound _,
          StorageFailure.PreconditionFailed _,
          StorageFailure.OutOfSpace _ ->
          "";
    };
  }

  private static CommandLine root(CommandLine at) {
    CommandLine root = at;
    while (root.getParent() != null) {
      root = root.getParent();
    }
    return root;
  }

  private static void tell(PrintWriter err, String message, String mend) {
    err.println("error: " + message);
    if (!mend.isEmpty()) {
      err.println("  mend: " + mend);
    }
    err.flush();
  }

  /** The jar's version; a checkout's classes have none. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = Keepstep.class.getPackage().getImplementationVersion();
      return new String[] {
        "keepstep " + (version == null ? "(unpackaged)" : version),
        "Java " + Runtime.version() + " on " + System.getProperty("os.arch")
      };
    }
  }
}
