package dev.keepstep.cli.simulate;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keepstep.cli.UserError;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Optional;

/**
 * What a TrainingJob's file says, as far as a simulation needs it.
 *
 * @param name metadata.name
 * @param policy spec.capacity.policy
 * @param zones spec.capacity.zones; empty: any
 * @param work spec.training.estimatedDuration
 * @param deadline from the start
 * @param budget amount and currency
 * @param provisionTimeout how long a request for capacity may stay without an answer
 * @param interval spec.checkpoint.interval
 */
record JobFile(
    String name,
    String policy,
    List<String> zones,
    Optional<Spans> work,
    Optional<Spans> deadline,
    Optional<Budget> budget,
    Spans provisionTimeout,
    Optional<Spans> interval) {

  /** What it may cost. */
  record Budget(BigDecimal amount, String currency) {}

  /** Reads it, and says in one sentence what cannot be. */
  static JobFile read(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw UserError.usage("--job " + file + ": no such file", "correct the path");
    }
    return parse(file.toString(), Files.readString(file), Instant.now());
  }

  static JobFile parse(String file, String yaml, Instant now) {
    KubernetesSerialization serialization = new KubernetesSerialization();
    JsonNode job;
    try {
      job = serialization.convertValue(serialization.unmarshal(yaml), JsonNode.class);
    } catch (RuntimeException e) {
      throw UserError.usage(
          file + " is no Kubernetes object: " + firstLine(e), "give a TrainingJob's YAML");
    }
    if (!job.path("kind").asText().equals("TrainingJob")) {
      throw UserError.usage(
          "%s: kind is \"%s\"".formatted(file, job.path("kind").asText()),
          "give a TrainingJob's YAML");
    }
    JsonNode spec = job.path("spec");
    String policy = spec.at("/capacity/policy").asText("SpotPreferred");
    if (!List.of("SpotOnly", "SpotPreferred", "OnDemandOnly").contains(policy)) {
      throw UserError.usage(
          "spec.capacity.policy is " + policy, "give SpotOnly, SpotPreferred or OnDemandOnly");
    }
    List<String> zones = new ArrayList<>();
    spec.at("/capacity/zones").forEach(z -> zones.add(z.asText()));
    Optional<Spans> deadline = deadline(spec.path("deadline"), now);
    if (deadline.isPresent() && policy.equals("SpotOnly")) {
      throw UserError.usage(
          "spec.deadline cannot be kept with spec.capacity.policy SpotOnly: there may be no spot",
          "use SpotPreferred, or leave the deadline out");
    }
    return new JobFile(
        job.at("/metadata/name").asText("job"),
        policy,
        List.copyOf(zones),
        span(spec, "/training/estimatedDuration"),
        deadline,
        budget(spec.path("budget")),
        span(spec, "/capacity/provisionTimeout").orElse(new Spans(600)),
        span(spec, "/checkpoint/interval"));
  }

  private static Optional<Spans> deadline(JsonNode deadline, Instant now) {
    Optional<Spans> after =
        text(deadline, "/after").map(text -> Spans.of("spec.deadline.after", text));
    if (after.isPresent()) {
      if (after.get().seconds() <= 0) {
        throw UserError.usage(
            "spec.deadline.after is " + deadline.path("after").asText(), "give more than zero");
      }
      return after;
    }
    return text(deadline, "/at")
        .map(
            text -> {
              try {
                Duration left = Duration.between(now, Instant.parse(text));
                if (left.isNegative() || left.isZero()) {
                  throw UserError.usage(
                      "spec.deadline.at " + text + " is before now (" + now + ")",
                      "give a later one");
                }
                return new Spans(left.toMillis() / 1000.0);
              } catch (DateTimeException e) {
                throw UserError.usage(
                    "spec.deadline.at is \"" + text + "\"", "write it as 2026-12-01T06:00:00Z");
              }
            });
  }

  private static Optional<Budget> budget(JsonNode budget) {
    if (budget.isMissingNode() || budget.isNull()) {
      return Optional.empty();
    }
    String amount = budget.path("amount").asText();
    String currency = budget.path("currency").asText();
    try {
      BigDecimal money = new BigDecimal(amount);
      if (money.signum() <= 0) {
        throw UserError.usage(
            "spec.budget.amount is " + amount + ", nothing could be started", "give more than 0");
      }
      if (Currency.getAvailableCurrencies().stream()
          .noneMatch(c -> c.getCurrencyCode().equals(currency))) {
        throw UserError.usage(
            "spec.budget.currency is \"" + currency + "\"", "give an ISO 4217 code such as USD");
      }
      return Optional.of(new Budget(money, currency));
    } catch (NumberFormatException e) {
      throw UserError.usage("spec.budget.amount is \"" + amount + "\"", "write it as \"40.00\"");
    }
  }

  private static Optional<Spans> span(JsonNode spec, String path) {
    return text(spec, path).map(t -> Spans.of("spec" + path.replace('/', '.'), t));
  }

  private static Optional<String> text(JsonNode node, String path) {
    JsonNode value = node.at(path);
    return value.isMissingNode() || value.isNull() || value.asText().isEmpty()
        ? Optional.empty()
        : Optional.of(value.asText());
  }

  private static String firstLine(Throwable e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
  }
}
