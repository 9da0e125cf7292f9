package dev.keepstep.cli.runs;

import dev.keepstep.core.checkpoint.CheckpointKeys;
import dev.keepstep.core.checkpoint.Inventory;
import dev.keepstep.core.checkpoint.ObjectStore;
import dev.keepstep.core.checkpoint.RunIdentity;
import dev.keepstep.core.checkpoint.TrailLog;
import dev.keepstep.core.checkpoint.WriterInfo;
import dev.keepstep.core.checkpoint.Writers;
import dev.keepstep.core.json.JsonException;
import dev.keepstep.core.proof.Trail;
import dev.keepstep.core.proof.TrailEntry;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * All that a run has left in its bucket so far, its checkpoints' contents apart.
 *
 * @param identity what makes it this run; empty: there is no run under the prefix
 * @param writers by number
 * @param curves loss, accuracy and step time
 * @param trail digests and fingerprints by step
 * @param checkpoints as a listing shows them
 * @param metrics what it ended with; empty: it has not ended
 * @param problems what could not be read, for people
 */
public record RunFiles(
    Optional<RunIdentity> identity,
    List<WriterSeen> writers,
    Curves curves,
    Trail trail,
    Inventory checkpoints,
    Optional<MetricsFile> metrics,
    List<String> problems) {
  private static final String CURVE = "curve.jsonl";
  private static final Pattern WRITERS_CURVE = Pattern.compile("curve/([0-9]{6})\\.jsonl");

  public RunFiles {
    writers = List.copyOf(writers);
    problems = List.copyOf(problems);
  }

  /** Nothing was found, or nothing could be looked at. */
  public static RunFiles none() {
    return new RunFiles(
        Optional.empty(),
        List.of(),
        Curves.none(),
        Trail.empty(),
        new Inventory(List.of(), Instant.EPOCH),
        Optional.empty(),
        List.of());
  }

  /**
   * Reads them.
   *
   * @throws dev.keepstep.core.checkpoint.StorageFailure if the bucket cannot be read
   */
  public static RunFiles read(ObjectStore store, String prefix) {
    return new Reading(store, new CheckpointKeys(prefix)).files();
  }

  /** The same, with one more thing that could not be read. */
  public RunFiles withProblem(String problem) {
    List<String> more = new ArrayList<>(problems);
    more.add(problem);
    return new RunFiles(identity, writers, curves, trail, checkpoints, metrics, more);
  }

  /** The envelope of the attempt that came last; empty: no attempt was seen. */
  public Map<String, String> envelope() {
    return writers.isEmpty() ? Map.of() : writers.getLast().info().envelope().fields();
  }

  /** The highest step of which there is any trace. */
  public long lastStep() {
    long step = writers.stream().flatMapToLong(w -> w.lastStep().stream()).max().orElse(0);
    return Math.max(step, metrics.map(MetricsFile::steps).orElse(0L));
  }

  private static final class Reading {
    private final ObjectStore store;
    private final CheckpointKeys keys;
    private final List<String> problems = new ArrayList<>();
    private final Map<Integer, Instant> written = new HashMap<>();
    private final Map<Integer, Long> steps = new HashMap<>();

    Reading(ObjectStore store, CheckpointKeys keys) {
      this.store = store;
      this.keys = keys;
    }

    RunFiles files() {
      Optional<RunIdentity> identity =
          store.list(keys.run()).keys().contains(keys.run())
              ? attempt(keys.run(), () -> RunIdentity.read(store.get(keys.run())))
              : Optional.empty();
      List<ObjectStore.Listed> result = store.list(keys.result("")).objects();
      Curves curves = curves(result);
      Trail trail = TrailLog.readAll(store, keys);
      problems.addAll(trail.problems());
      Inventory checkpoints = Inventory.of(store, keys);
      Optional<MetricsFile> metrics = metrics(result);
      traces(trail, checkpoints);
      return new RunFiles(identity, writers(), curves, trail, checkpoints, metrics, problems);
    }

    private Curves curves(List<ObjectStore.Listed> result) {
      Map<Integer, String> files = new HashMap<>();
      String joined = "";
      for (ObjectStore.Listed listed : result) {
        String name = listed.key().substring(keys.result("").length());
        Matcher own = WRITERS_CURVE.matcher(name);
        if (own.matches()) {
          int writer = Integer.parseInt(own.group(1));
          files.put(writer, text(listed.key()));
          seen(writer, listed.modified());
        } else if (name.equals(CURVE)) {
          joined = text(listed.key());
        }
      }
      Curves curves = Curves.parse(files, joined);
      curves
          .byWriter()
          .forEach((writer, points) -> points.forEach(point -> reached(writer, point.step())));
      return curves;
    }

    private Optional<MetricsFile> metrics(List<ObjectStore.Listed> result) {
      String key = keys.result(MetricsFile.NAME);
      return result.stream().anyMatch(listed -> listed.key().equals(key))
          ? attempt(key, () -> MetricsFile.parse(text(key)))
          : Optional.empty();
    }

    private void traces(Trail trail, Inventory checkpoints) {
      for (ObjectStore.Listed listed : store.list(keys.trail()).objects()) {
        keys.parseTrail(listed.key()).ifPresent(file -> seen(file.writer(), listed.modified()));
      }
      for (TrailEntry entry : trail.entries()) {
        reached(entry.writer(), entry.step());
      }
      for (Inventory.Folder folder : checkpoints.folders()) {
        if (folder.committed()) {
          seen(folder.id().writer(), folder.lastWrite());
          reached(folder.id().writer(), folder.id().step());
        }
      }
    }

    private List<WriterSeen> writers() {
      Writers writers = new Writers(store, keys);
      List<WriterSeen> seen = new ArrayList<>();
      for (ObjectStore.Listed listed : store.list(keys.writers()).objects()) {
        Optional<Integer> number = keys.parseWriter(listed.key());
        if (number.isEmpty()) {
          continue;
        }
        int writer = number.get();
        Optional<WriterInfo> info = attempt(listed.key(), () -> writers.info(writer));
        if (info.isPresent()) {
          @Nullable Long step = steps.get(writer);
          seen.add(
              new WriterSeen(
                  writer,
                  info.get(),
                  listed.modified(),
                  written.getOrDefault(writer, listed.modified()),
                  step == null ? OptionalLong.empty() : OptionalLong.of(step)));
        }
      }
      return seen;
    }

    private void seen(int writer, Instant at) {
      written.merge(writer, at, (a, b) -> a.isAfter(b) ? a : b);
    }

    private void reached(int writer, long step) {
      steps.merge(writer, step, Math::max);
    }

    /** A file that cannot be understood is a gap in a report, not the end of it. */
    private <T> Optional<T> attempt(String key, java.util.function.Supplier<T> read) {
      try {
        return Optional.of(read.get());
      } catch (JsonException | IllegalArgumentException e) {
        problems.add(key + ": " + e.getMessage());
        return Optional.empty();
      }
    }

    private String text(String key) {
      return new String(store.get(key), StandardCharsets.UTF_8);
    }
  }
}
