package dev.keepstep.cli.checkpoints;

import dev.keepstep.cli.Exit;
import dev.keepstep.cli.Output;
import dev.keepstep.cli.UserError;
import dev.keepstep.core.checkpoint.CheckpointId;
import dev.keepstep.core.checkpoint.Inventory;
import dev.keepstep.core.checkpoint.Retention;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code keepstep checkpoints prune}. */
@Command(
    name = "prune",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Delete a run's older checkpoints, and what crashed attempts left unfinished over a day ago.",
      "Reads the newest whole first: what it verified stays, and so does all that is newer.",
      "Safe while the run trains. --dry-run says what would go."
    })
final class PruneCommand implements Callable<Integer> {
  @Mixin RunArguments run = new RunArguments();

  @Option(
      names = "--keep",
      paramLabel = "N",
      defaultValue = "3",
      description = "How many sound checkpoints to keep (default: ${DEFAULT-VALUE}).")
  int keep = 3;

  @Option(names = "--dry-run", description = "Say what would be deleted and delete nothing.")
  boolean dryRun;

  @Mixin Output output = new Output();

  @Override
  public Integer call() {
    if (keep < 1) {
      throw UserError.usage("--keep is " + keep, "keep at least 1: a run goes on from its newest");
    }
    try (OpenRun open = run.open()) {
      run.checkpoints(0, 0);
      CheckpointId verified = newestThatVerifies(open);
      Retention retention = new Retention(open.store(), open.keys(), keep);
      Retention.Report report =
          dryRun
              ? retention.plan(verified, Integer.MAX_VALUE)
              : retention.apply(verified, Integer.MAX_VALUE);
      tell(report);
      return Exit.OK;
    }
  }

  private CheckpointId newestThatVerifies(OpenRun open) {
    List<CheckpointId> committed =
        open.inventory().folders().stream()
            .filter(Inventory.Folder::committed)
            .map(Inventory.Folder::id)
            .toList();
    for (CheckpointId id : committed) {
      var problem = open.reader().verify(id);
      if (problem.isEmpty()) {
        output.say("verified     %s, the newest that does".formatted(OpenRun.shortName(id)));
        return id;
      }
      output.say("passed over  %s: %s".formatted(OpenRun.shortName(id), problem.get()));
    }
    throw UserError.failed(
        committed.isEmpty()
            ? "there is no checkpoint under " + open.place()
            : "none of the %d checkpoints under %s verifies, so nothing is deleted"
                .formatted(committed.size(), open.place()),
        committed.isEmpty()
            ? "check bucket and prefix"
            : "keepstep checkpoints list and verify say what is wrong with each");
  }

  private void tell(Retention.Report report) {
    String word = dryRun ? "would go" : "deleted";
    List<List<String>> rows = new ArrayList<>();
    report.kept().forEach(id -> rows.add(List.of("kept", OpenRun.shortName(id))));
    report.deleted().forEach(id -> rows.add(List.of(word, OpenRun.shortName(id))));
    report
        .unfinished()
        .forEach(id -> rows.add(List.of(word, OpenRun.shortName(id) + " (unfinished)")));
    output.table(rows);
    output.result(
        "%s %s".formatted(dryRun ? "would free" : "freed", Amounts.bytes(report.freed())));
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("dryRun", dryRun);
    json.put("kept", names(report.kept()));
    json.put("deleted", names(report.deleted()));
    json.put("unfinished", names(report.unfinished()));
    json.put("freedBytes", report.freed());
    output.resultJson(json);
  }

  private static List<String> names(List<CheckpointId> ids) {
    return ids.stream().map(CheckpointId::toString).toList();
  }
}
