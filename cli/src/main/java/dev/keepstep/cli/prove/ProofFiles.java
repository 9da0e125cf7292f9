package dev.keepstep.cli.prove;

import dev.keepstep.cli.Output;
import dev.keepstep.cli.ResultFolder;
import dev.keepstep.cli.Table;
import dev.keepstep.cli.Words;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Where a result goes: to standard output, and as {@code proof.json} and {@code report.html} into a
 * folder.
 *
 * @param out the folder
 */
record ProofFiles(Output output, ResultFolder out) {
  /**
   * Tells a proof.
   *
   * @param command what made it
   */
  void tell(Proof proof, String command) throws IOException {
    tell(
        proof.toJson(),
        () -> ProofReport.html(proof, command),
        proof.table(),
        proof.sentence(),
        proof.took());
  }

  /** Tells what became of a run that changed its CPU. */
  void tell(CpuResult result, String command) throws IOException {
    tell(
        result.toJson(),
        () -> result.html(command),
        result.table(),
        result.sentence(),
        result.took());
  }

  private void tell(
      Map<String, ? extends @Nullable Object> json,
      Supplier<String> page,
      List<List<String>> table,
      String sentence,
      Duration took)
      throws IOException {
    ResultFolder.Written written = out.write("proof.json", json, page);
    output.resultJson(json);
    output.result("");
    Table.align(table).forEach(output::result);
    output.result("");
    output.result(sentence + " (" + Words.duration(took) + ")");
    output.result("report %s, figures %s".formatted(written.report(), written.figures()));
  }
}
