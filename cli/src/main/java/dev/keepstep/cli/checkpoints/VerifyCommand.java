package dev.keepstep.cli.checkpoints;

import dev.keepstep.cli.Exit;
import dev.keepstep.cli.Output;
import dev.keepstep.core.checkpoint.CheckpointId;
import dev.keepstep.core.checkpoint.Inventory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code keepstep checkpoints verify}. */
@Command(
    name = "verify",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Read checkpoints whole and compare every byte with its SHA-256; without names, all of them.",
      "Ends with 1 if one of them does not verify."
    })
final class VerifyCommand implements Callable<Integer> {
  private static final double NANOS = 1e9;

  @Mixin RunArguments run = new RunArguments();
  @Mixin Output output = new Output();

  @Override
  public Integer call() {
    try (OpenRun open = run.open()) {
      List<CheckpointId> chosen =
          run.checkpoints().isEmpty()
              ? open.inventory().folders().stream()
                  .filter(Inventory.Folder::committed)
                  .map(Inventory.Folder::id)
                  .toList()
              : run.checkpoints().stream().map(open::find).toList();
      if (chosen.isEmpty()) {
        output.result("no checkpoints under " + open.place());
      }
      List<Map<String, @Nullable Object>> json = new ArrayList<>();
      int bad = 0;
      for (CheckpointId id : chosen) {
        AtomicLong read = new AtomicLong();
        long began = System.nanoTime();
        Optional<String> problem = open.reader().verify(id, read::addAndGet);
        double seconds = (System.nanoTime() - began) / NANOS;
        bad += problem.isPresent() ? 1 : 0;
        output.result(
            "%s  %s  (%s in %.1f s)"
                .formatted(
                    OpenRun.shortName(id),
                    problem.map(p -> "passed over: " + p).orElse("verified"),
                    Amounts.bytes(read.get()),
                    seconds));
        json.add(json(id, problem, read.get()));
      }
      output.resultJson(Map.of("place", open.place(), "checkpoints", json));
      return bad == 0 ? Exit.OK : Exit.FAILED;
    }
  }

  private static Map<String, @Nullable Object> json(
      CheckpointId id, Optional<String> problem, long bytes) {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    map.put("id", id.toString());
    map.put("verified", problem.isEmpty());
    map.put("bytes", bytes);
    problem.ifPresent(p -> map.put("problem", p));
    return map;
  }
}
