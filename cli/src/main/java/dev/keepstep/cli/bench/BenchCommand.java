package dev.keepstep.cli.bench;

import dev.keepstep.cli.Exit;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code keepstep bench}. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    subcommands = ScaleCommand.class,
    description = {
      "Measure what checkpoints and determinism cost, each figure in turns with a peer's:",
      "",
      "  persist and restore, 44 and 400 MB     the AWS SDK's native client",
      "  stall in the loop; memory of a save    ModelSerializer; the state itself",
      "  a step beside a persist                a step alone",
      "  time lost at the automatic interval",
      "  a step with keyed draws                DL4J's fit()",
      "  a step at step 10,000,000              the same at step 1",
      "  updates a second, with --python        PyTorch",
      "  the trainer's resident set",
      "",
      "Takes about 3 minutes on 2 cores, building included, with a real S3 server of this machine."
          + " Bars are printed and not enforced. Other load moves times more than ratios: take the"
          + " ratios.",
      ""
    },
    footerHeading = "%nExit codes:%n",
    footer = {
      "  0 all was measured, 1 something failed, 2 usage.",
      "",
      "  keepstep bench",
      "  keepstep bench --python /opt/torch/bin/python3",
      "  keepstep bench scale --jobs 1000"
    })
public final class BenchCommand implements Callable<Integer> {
  @Option(
      names = "--python",
      paramLabel = "INTERPRETER",
      description = "A Python that has torch. Unset: no figures of PyTorch.")
  @Nullable String python;

  @Override
  public Integer call() throws IOException, InterruptedException {
    Benchmarks.find().costs(Optional.ofNullable(python));
    return Exit.OK;
  }
}
