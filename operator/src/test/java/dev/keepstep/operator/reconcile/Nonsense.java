package dev.keepstep.operator.reconcile;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Values that fit a schema and make no sense, or that do not quite fit it: a function of the seed.
 */
final class Nonsense {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private static final List<String> TEXTS =
      List.of(
          "",
          " ",
          "x",
          "nonsense",
          "true",
          "-1",
          "0",
          "1e999",
          "99999999999999999999",
          "0s",
          "1ms",
          "30s",
          "1h1m1s1ms",
          "99999h99999h99999h99999h",
          "-5m",
          "USD",
          "0.000001",
          "0.25",
          "1",
          "zone-a",
          "999999999.999999",
          "0000-01-01T00:00:00Z",
          "0001-01-01T00:00:00Z",
          "2026-02-30T25:61:61Z",
          "9999-12-31T23:59:59.999999999Z",
          "2026-01-01T00:00:00+14:00",
          "a/b",
          "../..",
          "{\"a\":",
          "\u202eesnesnon",
          "ﷺ💥",
          "http://[::1]:99999",
          "https://s3",
          "b".repeat(63),
          "Completed",
          "Interruption",
          "BudgetSpent",
          "Rotated",
          "on-demand",
          "${HOME} $(id) %s%n",
          "y".repeat(5000));

  private static final long[] NUMBERS = {
    0,
    1,
    2,
    -1,
    7,
    600,
    Integer.MAX_VALUE,
    Integer.MIN_VALUE,
    Integer.MAX_VALUE + 1L,
    999_999_999_999L,
    Long.MAX_VALUE,
    Long.MIN_VALUE
  };

  private final SplittableRandom random;

  Nonsense(long seed) {
    random = new SplittableRandom(seed);
  }

  boolean chance(double of) {
    return random.nextDouble() < of;
  }

  int below(int bound) {
    return random.nextInt(bound);
  }

  String text() {
    return TEXTS.get(random.nextInt(TEXTS.size()));
  }

  /**
   * An object of this schema.
   *
   * @param density how likely a field is there that need not be
   */
  ObjectNode object(JsonNode schema, double density) {
    ObjectNode object = JSON.objectNode();
    List<String> required = new ArrayList<>();
    schema.path("required").forEach(r -> required.add(r.asText()));
    for (Map.Entry<String, JsonNode> field : schema.path("properties").properties()) {
      if (required.contains(field.getKey()) || chance(density)) {
        object.set(field.getKey(), value(field.getValue(), density));
      }
    }
    return object;
  }

  private JsonNode value(JsonNode schema, double density) {
    return switch (schema.path("type").asText()) {
      case "integer" -> number(schema);
      case "boolean" -> JSON.booleanNode(random.nextBoolean());
      case "array" -> {
        ArrayNode array = JSON.arrayNode();
        for (int i = random.nextInt(4); i > 0; i--) {
          array.add(value(schema.get("items"), density));
        }
        yield array;
      }
      case "object" -> {
        if (schema.has("properties")) {
          yield object(schema, density);
        }
        ObjectNode map = JSON.objectNode();
        for (int i = random.nextInt(4); i > 0; i--) {
          map.set(text(), value(schema.path("additionalProperties"), density));
        }
        yield map;
      }
      default -> string(schema);
    };
  }

  /** Now and then one that is out of its bounds. */
  private JsonNode number(JsonNode schema) {
    for (int tries = 0; tries < 20; tries++) {
      long number = NUMBERS[random.nextInt(NUMBERS.length)];
      boolean fits =
          (!schema.has("minimum") || number >= schema.get("minimum").asDouble())
              && (!schema.has("maximum") || number <= schema.get("maximum").asDouble());
      if (fits || chance(0.02)) {
        return JSON.numberNode(number);
      }
    }
    return JSON.numberNode(1);
  }

  /** Now and then one that does not match. */
  private JsonNode string(JsonNode schema) {
    if (schema.has("enum") && !chance(0.02)) {
      return schema.get("enum").get(random.nextInt(schema.get("enum").size()));
    }
    for (int tries = 0; tries < 200; tries++) {
      String text = text();
      boolean fits =
          (!schema.has("pattern") || text.matches(schema.get("pattern").asText()))
              && (!schema.has("maxLength") || text.length() <= schema.get("maxLength").asInt())
              && (!schema.has("minLength") || text.length() >= schema.get("minLength").asInt())
              && (!schema.path("format").asText().equals("date-time")
                  || text.matches("[0-9]{4}-[0-9-]*T[0-9:.]*(Z|\\+14:00)"));
      if (fits || chance(0.001)) {
        return JSON.textNode(text);
      }
    }
    return JSON.textNode("True");
  }
}
