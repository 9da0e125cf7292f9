package dev.keepstep.trainer.data;

import dev.keepstep.core.json.JsonException;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A file of documents, one a line.
 *
 * @param train the documents of each split, in the file's order; none empty
 */
public record DocumentFile(List<Document> train, List<Document> calibration, List<Document> test) {
  /** What a trainer's heap holds of documents with room to spare. */
  public static final long MAX_BYTES = 128L << 20;

  private static final int MAX_LINE = 1 << 20;

  public DocumentFile {
    train = List.copyOf(train);
    calibration = List.copyOf(calibration);
    test = List.copyOf(test);
  }

  /** The documents of a split. */
  public List<Document> of(Split split) {
    return switch (split) {
      case TRAIN -> train;
      case CALIBRATION -> calibration;
      case TEST -> test;
    };
  }

  /**
   * Reads all of it.
   *
   * @param name of the file, for errors
   * @throws IllegalArgumentException with one sentence: the line, the field, what is there
   */
  public static DocumentFile read(String name, InputStream bytes) throws IOException {
    List<DocumentLine> all = new ArrayList<>();
    InputStream in = new BufferedInputStream(bytes, 1 << 16);
    for (byte[] line = line(in, name, 1); line != null; line = line(in, name, all.size() + 1)) {
      all.add(parse(name, all.size() + 1, line));
    }
    return new DocumentFile(
        documents(name, all, Split.TRAIN),
        documents(name, all, Split.CALIBRATION),
        documents(name, all, Split.TEST));
  }

  private static List<Document> documents(String name, List<DocumentLine> all, Split split) {
    List<Document> some =
        all.stream().filter(line -> line.split() == split).map(DocumentLine::document).toList();
    if (some.isEmpty()) {
      throw new IllegalArgumentException(
          "%s: none of its %d documents has split \"%s\": each of train, calibration and test needs some"
              .formatted(name, all.size(), split.name().toLowerCase(Locale.ROOT)));
    }
    return some;
  }

  private static DocumentLine parse(String name, int number, byte[] line) {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(line)).toString();
      return DocumentLine.parse(text);
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("%s line %d: not UTF-8".formatted(name, number), e);
    } catch (JsonException e) {
      throw new IllegalArgumentException("%s line %d: %s".formatted(name, number, said(e)), e);
    }
  }

  /** Of one line of a file, neither "document" nor "line 1" is worth a word. */
  private static String said(JsonException e) {
    return String.valueOf(e.getMessage())
        .replaceFirst("^document\\.", "")
        .replaceFirst("^document is", "it is")
        .replaceFirst("JSON at line 1, column", "JSON at column");
  }

  /** The next line without its end; null after the last. */
  private static byte @Nullable [] line(InputStream in, String name, int number)
      throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream(4096);
    int next = in.read();
    if (next < 0) {
      return null;
    }
    for (; next >= 0 && next != '\n'; next = in.read()) {
      line.write(next);
      if (line.size() > MAX_LINE) {
        throw new IllegalArgumentException(
            "%s line %d: it has more than %d bytes: write one document a line"
                .formatted(name, number, MAX_LINE));
      }
    }
    return line.toByteArray();
  }
}
