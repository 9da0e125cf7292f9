package dev.keepstep.trainer.spi;

import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * {@code spec.training.parameters}, read one by one: each call names a parameter, its default and
 * its bounds. What was read makes up the run's identity, defaults included; what was not is
 * refused.
 */
public final class Parameters {
  private static final String FIELD = "spec.training.parameters.";

  private final Map<String, String> given;
  private final Set<String> known = new HashSet<>();
  private final Map<String, String> effective = new TreeMap<>();

  public Parameters(Map<String, String> given) {
    this.given = Map.copyOf(given);
  }

  /** A whole number from {@code least} to {@code most}. */
  public int integer(String name, int otherwise, int least, int most) {
    long value = whole(name, otherwise);
    if (value < least || value > most) {
      throw wrong(name, "expected %d to %d".formatted(least, most));
    }
    effective.put(name, Long.toString(value));
    return (int) value;
  }

  /** Any whole number of 64 bits. */
  public long integer64(String name, long otherwise) {
    long value = whole(name, otherwise);
    effective.put(name, Long.toString(value));
    return value;
  }

  /** A number from {@code least} to {@code most}. */
  public double number(String name, double otherwise, double least, double most) {
    known.add(name);
    String text = given.get(name);
    double value;
    try {
      value = text == null ? otherwise : Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw wrong(name, "expected a number");
    }
    if (!(value >= least && value <= most)) {
      throw wrong(name, "expected a number from %s to %s".formatted(least, most));
    }
    effective.put(name, Double.toString(value));
    return value;
  }

  /** Some text; empty if the job does not say. */
  public Optional<String> text(String name) {
    known.add(name);
    Optional<String> value = Optional.ofNullable(given.get(name));
    value.ifPresent(text -> effective.put(name, text));
    return value;
  }

  /** One of a few words. */
  public String oneOf(String name, String otherwise, List<String> words) {
    known.add(name);
    String value = given.getOrDefault(name, otherwise);
    if (!words.contains(value)) {
      throw wrong(name, "expected one of " + String.join(", ", words));
    }
    effective.put(name, value);
    return value;
  }

  /** Whether the job gives it. */
  public boolean given(String name) {
    return given.containsKey(name);
  }

  /**
   * What to throw for a value that makes no sense.
   *
   * @param mend what is expected instead
   */
  public IllegalArgumentException wrong(String name, String mend) {
    return new IllegalArgumentException(
        given.containsKey(name)
            ? "%s%s is \"%s\": %s".formatted(FIELD, name, given.get(name), mend)
            : "%s%s is not given: %s".formatted(FIELD, name, mend));
  }

  /** What was read, with the defaults of what was left out. */
  public Map<String, String> effective() {
    return Collections.unmodifiableMap(new TreeMap<>(effective));
  }

  /**
   * Called by the trainer once the program has read what it reads.
   *
   * @throws IllegalArgumentException naming a parameter that was given and not read
   */
  public void refuseRest() {
    for (String name : new TreeMap<>(given).keySet()) {
      if (!known.contains(name)) {
        throw new IllegalArgumentException(
            known.isEmpty()
                ? "%s%s is not known to this program: it reads none".formatted(FIELD, name)
                : "%s%s is not known to this program: it reads %s"
                    .formatted(FIELD, name, String.join(", ", known.stream().sorted().toList())));
      }
    }
  }

  private long whole(String name, long otherwise) {
    known.add(name);
    String text = given.get(name);
    try {
      return text == null ? otherwise : Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw wrong(name, "expected a whole number");
    }
  }
}
