package dev.keepstep.core.checkpoint;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where everything of a run lies under its prefix. Numbers are padded, so a listing's order is
 * theirs.
 *
 * @param prefix of the run, without a slash at either end; may be empty
 */
public record CheckpointKeys(String prefix) {
  private static final Pattern IN_CHECKPOINT = Pattern.compile("([0-9]{12}-[0-9]{6})/(.+)");
  private static final Pattern WRITER = Pattern.compile("([0-9]{6})\\.json");
  private static final Pattern LEFT = Pattern.compile("([0-9]{6})\\.left");
  private static final Pattern TRAIL = Pattern.compile("([0-9]{6})-([0-9]{6})\\.jsonl");

  /** An object of a checkpoint. */
  public record InCheckpoint(CheckpointId id, String name) {}

  /** A file of a trail: the n-th of a writer. */
  public record TrailFile(int writer, int number) {}

  public CheckpointKeys {
    if (prefix.startsWith("/") || prefix.endsWith("/")) {
      throw new IllegalArgumentException(
          "prefix \"" + prefix + "\" begins or ends with a slash: leave that out");
    }
  }

  public String run() {
    return at("run.json");
  }

  public String writers() {
    return at("writers/");
  }

  public String writer(int number) {
    return writers() + "%06d.json".formatted(number);
  }

  /** The mark that the writer has ended and will write no more. */
  public String left(int number) {
    return writers() + "%06d.left".formatted(number);
  }

  public String checkpoints() {
    return at("checkpoints/");
  }

  /** Ends in a slash. */
  public String folder(CheckpointId id) {
    return checkpoints() + id + "/";
  }

  public String manifest(CheckpointId id) {
    return folder(id) + "manifest.json";
  }

  public String quarantined(CheckpointId id) {
    return folder(id) + "quarantined.json";
  }

  /** The n-th part, from 0. */
  public String part(CheckpointId id, int number) {
    return folder(id) + partName(number);
  }

  static String partName(int number) {
    return "part-%05d".formatted(number);
  }

  public String trail() {
    return at("trail/");
  }

  public String trail(int writer, int number) {
    return trail() + "%06d-%06d.jsonl".formatted(writer, number);
  }

  /** What a writer found when its bits were not those of an earlier one. */
  public String mismatch(int writer) {
    return trail() + "%06d-mismatch.json".formatted(writer);
  }

  /** A file of the result, such as {@code metrics.json}. */
  public String result(String name) {
    return at("result/" + name);
  }

  /** Which checkpoint an object belongs to; empty if to none. */
  public Optional<InCheckpoint> parseCheckpoint(String key) {
    return match(IN_CHECKPOINT, checkpoints(), key)
        .filter(m -> !m.group(1).endsWith("-000000"))
        .map(m -> new InCheckpoint(CheckpointId.parse(m.group(1)), m.group(2)));
  }

  /** The writer's number; empty if the object is no writer's claim. */
  public Optional<Integer> parseWriter(String key) {
    return match(WRITER, writers(), key).map(m -> Integer.parseInt(m.group(1)));
  }

  /** The number of the writer that has left; empty if the object is no such mark. */
  public Optional<Integer> parseLeft(String key) {
    return match(LEFT, writers(), key).map(m -> Integer.parseInt(m.group(1)));
  }

  public Optional<TrailFile> parseTrail(String key) {
    return match(TRAIL, trail(), key)
        .map(m -> new TrailFile(Integer.parseInt(m.group(1)), Integer.parseInt(m.group(2))));
  }

  private static Optional<Matcher> match(Pattern pattern, String folder, String key) {
    if (!key.startsWith(folder)) {
      return Optional.empty();
    }
    return Optional.of(pattern.matcher(key.substring(folder.length()))).filter(Matcher::matches);
  }

  private String at(String name) {
    return prefix.isEmpty() ? name : prefix + "/" + name;
  }
}
