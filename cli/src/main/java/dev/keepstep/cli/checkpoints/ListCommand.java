package dev.keepstep.cli.checkpoints;

import dev.keepstep.cli.Exit;
import dev.keepstep.cli.Output;
import dev.keepstep.core.checkpoint.CheckpointReader.Inspection;
import dev.keepstep.core.checkpoint.Inventory;
import dev.keepstep.core.checkpoint.Manifest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code keepstep checkpoints list}. */
@Command(
    name = "list",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Every checkpoint of a run, newest first: what a restore would take, and what not and why.",
      "Reads manifests and lengths only; keepstep checkpoints verify reads every byte."
    })
final class ListCommand implements Callable<Integer> {
  @Mixin RunArguments run = new RunArguments();
  @Mixin Output output = new Output();

  @Override
  public Integer call() {
    try (OpenRun open = run.open()) {
      run.checkpoints(0, 0);
      Inventory inventory = open.inventory();
      List<List<String>> rows = new ArrayList<>();
      List<Map<String, @Nullable Object>> json = new ArrayList<>();
      rows.add(List.of("CHECKPOINT", "EPOCH", "SIZE", "AGE", "FINGERPRINT", "FROM", "STATE"));
      for (Inventory.Folder folder : inventory.folders()) {
        Inspection seen = open.reader().inspect(folder);
        Duration age = Duration.between(folder.lastWrite(), inventory.at());
        rows.add(row(folder, seen, age));
        json.add(json(folder, seen, age));
      }
      if (inventory.folders().isEmpty()) {
        output.result("no checkpoints under " + open.place());
      } else {
        output.table(rows);
      }
      output.resultJson(Map.of("place", open.place(), "checkpoints", json));
      return Exit.OK;
    }
  }

  private static List<String> row(Inventory.Folder folder, Inspection seen, Duration age) {
    return List.of(
        OpenRun.shortName(folder.id()),
        seen.manifest().map(m -> Long.toString(m.epoch())).orElse("-"),
        Amounts.bytes(folder.bytes()),
        Amounts.age(age),
        seen.manifest().map(m -> m.fingerprint().substring(0, 8)).orElse("-"),
        seen.manifest().flatMap(Manifest::parent).map(OpenRun::shortName).orElse("-"),
        state(folder, seen));
  }

  private static String state(Inventory.Folder folder, Inspection seen) {
    if (!folder.committed()) {
      return "unfinished";
    }
    return seen.problem().map(problem -> "passed over: " + problem).orElse("ok");
  }

  private static Map<String, @Nullable Object> json(
      Inventory.Folder folder, Inspection seen, Duration age) {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    map.put("id", folder.id().toString());
    map.put("step", folder.id().step());
    map.put("writer", folder.id().writer());
    map.put("committed", folder.committed());
    map.put("bytes", folder.bytes());
    map.put("ageSeconds", age.toSeconds());
    seen.manifest()
        .ifPresent(
            manifest -> {
              map.put("epoch", manifest.epoch());
              map.put("fingerprint", manifest.fingerprint());
              manifest.parent().ifPresent(parent -> map.put("parent", parent.toString()));
            });
    seen.problem().ifPresent(problem -> map.put("problem", problem));
    return map;
  }
}
