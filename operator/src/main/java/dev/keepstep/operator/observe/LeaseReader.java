package dev.keepstep.operator.observe;

import dev.keepstep.core.contract.LeaseKeys;
import dev.keepstep.core.contract.LeaseKeys.Phase;
import dev.keepstep.core.decide.money.AttemptCost;
import dev.keepstep.operator.observe.LeaseFacts.Replay;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseSpec;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Reads an attempt's Lease. A trainer may be anybody's program: what it writes badly counts as not
 * written.
 */
public final class LeaseReader {
  private LeaseReader() {}

  /** What is reported on a Lease. */
  public static LeaseFacts read(Lease lease) {
    Map<String, String> notes =
        Optional.ofNullable(lease.getMetadata().getAnnotations()).orElse(Map.of());
    Optional<LeaseSpec> spec = Optional.ofNullable(lease.getSpec());
    return new LeaseFacts(
        spec.map(LeaseSpec::getHolderIdentity).filter(h -> !h.isEmpty()),
        spec.map(LeaseSpec::getRenewTime).map(Object::toString),
        text(notes, LeaseKeys.PHASE)
            .flatMap(
                w -> Arrays.stream(Phase.values()).filter(p -> p.word().equals(w)).findFirst()),
        number(notes, LeaseKeys.STEP),
        number(notes, LeaseKeys.CHECKPOINT_STEP).filter(s -> s > 0),
        text(notes, LeaseKeys.STEP_MILLIS)
            .flatMap(t -> parse(t, Double::parseDouble))
            .filter(ms -> ms > 0 && ms < 1e12)
            .map(ms -> Duration.ofNanos(Math.round(ms * 1e6))),
        text(notes, LeaseKeys.DIGEST),
        text(notes, LeaseKeys.FINGERPRINT),
        number(notes, LeaseKeys.RESUMED_AT),
        text(notes, LeaseKeys.REPLAY).flatMap(LeaseReader::replay),
        text(notes, LeaseKeys.MESSAGE),
        text(notes, LeaseKeys.PASSED_OVER),
        text(notes, LeaseKeys.HANDOVER).filter("true"::equals).isPresent());
  }

  /** What the operator itself wrote of the attempt's cost, and of its predecessor's. */
  public static Stream<AttemptCost> costs(Lease lease) {
    return AttemptCost.kept(
        Optional.ofNullable(lease.getMetadata().getAnnotations()).orElse(Map.of()));
  }

  private static Optional<Replay> replay(String text) {
    String[] said = text.split(" ", 2);
    String[] parts = said[0].split("/", -1);
    if (parts.length != 2) {
      return Optional.empty();
    }
    Optional<String> difference = said.length < 2 ? Optional.empty() : Optional.of(said[1]);
    return parse(parts[0], Long::parseLong)
        .flatMap(
            equal ->
                parse(parts[1], Long::parseLong).map(all -> new Replay(equal, all, difference)));
  }

  private static Optional<Long> number(Map<String, String> notes, String key) {
    return text(notes, key).flatMap(t -> parse(t, Long::parseLong)).filter(n -> n >= 0);
  }

  private static Optional<String> text(Map<String, String> notes, String key) {
    return Optional.ofNullable(notes.get(key)).map(String::strip).filter(t -> !t.isEmpty());
  }

  private static <T> Optional<T> parse(String text, Function<String, T> parser) {
    try {
      return Optional.of(parser.apply(text));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }
}
