package dev.keepstep.trainer.data;

import dev.keepstep.core.json.Json;
import dev.keepstep.core.json.JsonException;
import dev.keepstep.core.json.JsonObject;
import dev.keepstep.trainer.data.Document.Span;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A document as one line of JSON, as {@code docs/reference/documents.md} has it: its split, its
 * words in reading order with their boxes, and which of them are which field.
 *
 * @param id what its owner calls it, for errors
 */
public record DocumentLine(Optional<String> id, Split split, Document document) {
  /** More words than a page has. */
  public static final int MAX_WORDS = 4096;

  /** More characters than a word has. */
  public static final int MAX_TEXT = 256;

  /** A document of a file says nothing of who made it out, and nothing asks. */
  static final int UNKNOWN_VENDOR = -1;

  private static final Set<String> FIELDS = Set.of("id", "split", "page", "words", "fields");
  private static final Set<String> OF_A_WORD = Set.of("text", "box");
  private static final double LINE_HEIGHT = 0.8;

  /** A name in the format for each field that is looked for. */
  private static String name(Field field) {
    return switch (field) {
      case NONE -> "";
      case PRODUCT -> "product";
      case PRICE -> "price";
      case DELIVERY_DATE -> "deliveryDate";
    };
  }

  /** The line, without a line feed. */
  public String render() {
    List<Map<String, @Nullable Object>> words = new ArrayList<>();
    List<List<Token>> lines = document.lines();
    for (int line = 0; line < lines.size(); line++) {
      double top = round((double) line / lines.size());
      double bottom = round((line + LINE_HEIGHT) / lines.size());
      for (Token token : lines.get(line)) {
        double left = decimal(token.x());
        double right = Math.max(left, Math.min(1, decimal(Page.after(token))));
        Map<String, @Nullable Object> word = new LinkedHashMap<>();
        word.put("text", token.text());
        word.put("box", List.of(left, top, right, bottom));
        words.add(word);
      }
    }
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    Map<Field, Span> truth = document.truth();
    for (Field field : Field.WANTED) {
      Span span = truth.get(field);
      if (span != null) {
        fields.put(name(field), List.of(span.from(), span.to()));
      }
    }
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    id.ifPresent(text -> map.put("id", text));
    map.put("split", split.name().toLowerCase(Locale.ROOT));
    map.put("words", words);
    map.put("fields", fields);
    return Json.write(map);
  }

  /**
   * Reads a line.
   *
   * @throws JsonException naming the field, what is there and what is expected
   */
  public static DocumentLine parse(String line) {
    JsonObject json = Json.readObject(line, "document");
    known(json.names(), FIELDS, "document");
    double[] page = json.has("page") ? numbers(json, "document", "page", 2) : new double[] {1, 1};
    if (!(page[0] > 0 && page[1] > 0)) {
      throw new JsonException("document.page has no area: expected [width, height]");
    }
    List<JsonObject> words = json.objects("words");
    if (words.isEmpty() || words.size() > MAX_WORDS) {
      throw new JsonException(
          "document.words has %d words, expected 1 to %d".formatted(words.size(), MAX_WORDS));
    }
    Field[] fields = fields(json.object("fields"), words.size());
    List<List<Token>> lines = new ArrayList<>();
    double[] before = null;
    for (int i = 0; i < words.size(); i++) {
      String at = "document.words[" + i + "]";
      known(words.get(i).names(), OF_A_WORD, at);
      String text = words.get(i).string("text");
      if (text.isBlank() || text.length() > MAX_TEXT) {
        throw new JsonException(
            "%s.text has %d characters, expected 1 to %d that are not all blank"
                .formatted(at, text.length(), MAX_TEXT));
      }
      double[] box = box(words.get(i), at, page);
      if (before == null || !sameLine(before, box)) {
        lines.add(new ArrayList<>());
      }
      lines.getLast().add(new Token(text, (float) (box[0] / page[0]), fields[i]));
      before = box;
    }
    requireOneLineEach(lines);
    return new DocumentLine(
        json.optionalString("id"), split(json), new Document(UNKNOWN_VENDOR, lines));
  }

  private static Split split(JsonObject json) {
    String word = json.string("split");
    return switch (word) {
      case "train" -> Split.TRAIN;
      case "calibration" -> Split.CALIBRATION;
      case "test" -> Split.TEST;
      default ->
          throw new JsonException(
              "document.split is \"%s\", expected train, calibration or test".formatted(word));
    };
  }

  /** Whether the middle of a word's box is as high as the box of the word before it. */
  private static boolean sameLine(double[] before, double[] box) {
    double middle = (box[1] + box[3]) / 2;
    return middle >= before[1] && middle <= before[3];
  }

  private static double[] box(JsonObject word, String at, double[] page) {
    double[] box = numbers(word, at, "box", 4);
    if (!(0 <= box[0] && box[0] <= box[2] && box[2] <= page[0])
        || !(0 <= box[1] && box[1] <= box[3] && box[3] <= page[1])) {
      throw new JsonException(
          "%s.box is %s, expected [left, top, right, bottom] within the page, %s by %s"
              .formatted(at, Json.write(word.toMap().get("box")), page[0], page[1]));
    }
    return box;
  }

  private static double[] numbers(JsonObject json, String at, String name, int count) {
    Object value = json.toMap().get(name);
    if (!(value instanceof List<?> list)
        || list.size() != count
        || !list.stream().allMatch(Number.class::isInstance)) {
      throw new JsonException(
          value == null
              ? "%s.%s is missing".formatted(at, name)
              : "%s.%s is %s, expected %d numbers".formatted(at, name, Json.write(value), count));
    }
    return list.stream().mapToDouble(number -> ((Number) number).doubleValue()).toArray();
  }

  private static Field[] fields(JsonObject json, int words) {
    Field[] of = new Field[words];
    java.util.Arrays.fill(of, Field.NONE);
    Set<String> names = new TreeSet<>();
    for (Field field : Field.WANTED) {
      String name = name(field);
      names.add(name);
      double[] span = numbers(json, "document.fields", name, 2);
      if (!(span[0] >= 0 && span[0] <= span[1] && span[1] < words)
          || span[0] != (int) span[0]
          || span[1] != (int) span[1]) {
        throw new JsonException(
            "document.fields.%s is %s, expected [first, last] among the document's words, 0 to %d"
                .formatted(name, Json.write(json.toMap().get(name)), words - 1));
      }
      for (int word = (int) span[0]; word <= (int) span[1]; word++) {
        if (of[word] != Field.NONE) {
          throw new JsonException(
              "document.fields.%s has word %d, which is %s already"
                  .formatted(name, word, name(of[word])));
        }
        of[word] = field;
      }
    }
    known(json.names(), names, "document.fields");
    return of;
  }

  private static void requireOneLineEach(List<List<Token>> lines) {
    Map<Field, Integer> seen = new EnumMap<>(Field.class);
    for (int line = 0; line < lines.size(); line++) {
      for (Token token : lines.get(line)) {
        Integer other = token.field() == Field.NONE ? null : seen.put(token.field(), line);
        if (other != null && other != line) {
          throw new JsonException(
              "document.fields.%s goes over two lines by its words' boxes: a value is a run of words in one line"
                  .formatted(name(token.field())));
        }
      }
    }
  }

  private static void known(Set<String> names, Set<String> known, String at) {
    for (String name : names) {
      if (!known.contains(name)) {
        throw new JsonException(
            "%s.%s is not known: expected %s"
                .formatted(at, name, String.join(", ", new TreeSet<>(known))));
      }
    }
  }

  /** The shortest decimal that is read as the same float. */
  private static double decimal(float value) {
    return Double.parseDouble(Float.toString(value));
  }

  private static double round(double value) {
    return Math.round(value * 1e6) / 1e6;
  }
}
