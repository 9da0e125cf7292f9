package dev.keepstep.core.json;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A JSON object taken apart field by field; each error names the path of the field and what was
 * found there. A field that is null counts as absent.
 */
public final class JsonObject {
  private final Map<String, @Nullable Object> fields;
  private final String path;

  private JsonObject(Map<String, @Nullable Object> fields, String path) {
    this.fields = fields;
    this.path = path;
  }

  static JsonObject of(Map<?, ?> map, String path) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    map.forEach((key, value) -> fields.put(String.valueOf(key), value));
    return new JsonObject(Collections.unmodifiableMap(fields), path);
  }

  /** The names of the fields, in the order in which they were given. */
  public Set<String> names() {
    return fields.keySet();
  }

  public boolean has(String name) {
    return fields.get(name) != null;
  }

  public String string(String name) {
    return required(name, optionalString(name));
  }

  public Optional<String> optionalString(String name) {
    return Optional.ofNullable(typed(name, String.class, "a string"));
  }

  public long integer(String name) {
    return required(name, optionalInteger(name));
  }

  public Optional<Long> optionalInteger(String name) {
    return Optional.ofNullable(typed(name, Long.class, "an integer"));
  }

  public double number(String name) {
    return required(name, optionalNumber(name));
  }

  public Optional<Double> optionalNumber(String name) {
    Number value = typed(name, Number.class, "a number");
    return value == null ? Optional.empty() : Optional.of(value.doubleValue());
  }

  public boolean bool(String name) {
    return required(name, optionalBool(name));
  }

  public Optional<Boolean> optionalBool(String name) {
    return Optional.ofNullable(typed(name, Boolean.class, "true or false"));
  }

  public JsonObject object(String name) {
    return required(name, optionalObject(name));
  }

  public Optional<JsonObject> optionalObject(String name) {
    Map<?, ?> value = typed(name, Map.class, "an object");
    return value == null ? Optional.empty() : Optional.of(of(value, path + "." + name));
  }

  /** The elements of an array of objects; an error names the index. */
  public List<JsonObject> objects(String name) {
    List<?> list = required(name, Optional.ofNullable(typed(name, List.class, "an array")));
    List<JsonObject> objects = new ArrayList<>();
    for (int i = 0; i < list.size(); i++) {
      String at = path + "." + name + "[" + i + "]";
      if (!(list.get(i) instanceof Map<?, ?> map)) {
        throw new JsonException(at + " is not an object");
      }
      objects.add(of(map, at));
    }
    return objects;
  }

  /** The elements of an array of strings. */
  public List<String> strings(String name) {
    List<?> list = required(name, Optional.ofNullable(typed(name, List.class, "an array")));
    List<String> strings = new ArrayList<>();
    for (int i = 0; i < list.size(); i++) {
      if (!(list.get(i) instanceof String text)) {
        throw new JsonException(path + "." + name + "[" + i + "] is not a string");
      }
      strings.add(text);
    }
    return strings;
  }

  /** An object all of whose values are strings; empty if the field is absent. */
  public Map<String, String> stringMap(String name) {
    Map<String, String> map = new LinkedHashMap<>();
    optionalObject(name).ifPresent(o -> o.names().forEach(key -> map.put(key, o.string(key))));
    return map;
  }

  /** The plain values, as {@link Json#read} gives them. */
  public Map<String, @Nullable Object> toMap() {
    return fields;
  }

  private <T> @Nullable T typed(String name, Class<T> type, String expected) {
    Object value = fields.get(name);
    if (value != null && !type.isInstance(value)) {
      throw new JsonException(
          "%s.%s is %s, expected %s".formatted(path, name, Json.write(value), expected));
    }
    return type.cast(value);
  }

  private <T> T required(String name, Optional<T> value) {
    return value.orElseThrow(() -> new JsonException(path + "." + name + " is missing"));
  }
}
