package dev.keepstep.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DocumentFileTest {
  private static final String GOOD =
      """
      {"id":"po-1","split":"train","page":[200,100],"words":[\
      {"text":"Item","box":[10,10,30,18]},{"text":"Oak","box":[40,11,50,19]},\
      {"text":"desk","box":[60,12,70,20]},{"text":"9.50","box":[10,30,20,38]},\
      {"text":"1.2.2027","box":[10,50,20,58]}],\
      "fields":{"product":[1,2],"price":[3,3],"deliveryDate":[4,4]}}""";

  private static DocumentFile read(String text) throws IOException {
    return DocumentFile.read(
        "orders.jsonl", new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void wordsAreLinesByTheirBoxes() {
    Document document = DocumentLine.parse(GOOD).document();
    assertThat(document.lines().stream().map(line -> line.stream().map(Token::text).toList()))
        .containsExactly(List.of("Item", "Oak", "desk"), List.of("9.50"), List.of("1.2.2027"));
    assertThat(document.lines().getFirst().get(1)).isEqualTo(new Token("Oak", 0.2f, Field.PRODUCT));
    assertThat(document.truth().get(Field.PRODUCT)).isEqualTo(new Document.Span(1, 2));
  }

  /** So that a training on the written set has the bits of one on the generated set. */
  @Test
  void whatTheGeneratorMakesIsReadAsItWas() throws IOException {
    DocumentGenerator generator = new DocumentGenerator(7, 20, 0.05);
    StringBuilder text = new StringBuilder();
    for (Split split : Split.values()) {
      for (Document document : generator.documents(split, 700)) {
        text.append(new DocumentLine(Optional.empty(), split, document).render()).append('\n');
      }
    }
    DocumentFile file = read(text.toString());
    for (Split split : Split.values()) {
      List<Document> made = generator.documents(split, 700);
      assertThat(file.of(split).stream().map(Document::lines).toList())
          .isEqualTo(made.stream().map(Document::lines).toList());
      assertThat(DataDigest.of(file.of(split))).isEqualTo(DataDigest.of(made));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      textBlock =
          """
          "split":"train" | "split":"dev" | split is "dev", expected train, calibration or test
          "split":"train", | | split is missing
          "fields" | "feilds" | feilds is not known: expected fields, id, page, split, words
          [40,11,50,19] | [40,11,50] | words[1].box is [40,11,50], expected 4 numbers
          [40,11,50,19] | [50,11,40,19] | words[1].box is [50,11,40,19], expected [left, top, right, bottom] within the page, 200.0 by 100.0
          [10,50,20,58] | [10,50,20,101] | words[4].box is [10,50,20,101], expected [left, top, right, bottom] within the page, 200.0 by 100.0
          "text":"desk" | "txt":"desk" | words[2].txt is not known: expected box, text
          "text":"desk" | "text":" " | words[2].text has 1 characters, expected 1 to 256 that are not all blank
          "text":"desk" | "text":7 | words[2].text is 7, expected a string
          "price":[3,3], | | fields.price is missing
          "price":[3,3] | "price":[3,9] | fields.price is [3,9], expected [first, last] among the document's words, 0 to 4
          "price":[3,3] | "price":[2,3] | fields.price has word 2, which is product already
          "price":[3,3] | "price":[3,3.5] | fields.price is [3,3.5], expected [first, last] among the document's words, 0 to 4
          "product":[1,2],"price":[3,3] | "product":[2,3],"price":[1,1] | fields.product goes over two lines by its words' boxes: a value is a run of words in one line
          "page":[200,100] | "page":[0,100] | page has no area: expected [width, height]
          }} | } | not valid JSON at column
          """)
  void whatIsWrongIsNamedWithLineAndField(String part, String instead, String message) {
    String bad = GOOD.replace(part, instead == null ? "" : instead);
    assertThat(bad).isNotEqualTo(GOOD);
    assertThatThrownBy(() -> read(GOOD + "\n" + bad + "\n"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("orders.jsonl line 2: " + message)
        .satisfies(e -> assertThat(e.getMessage().lines()).hasSize(1));
  }

  @Test
  void aFileWithoutTestDocumentsOrWithBlankLinesIsRefused() {
    assertThatThrownBy(() -> read(GOOD + "\n"))
        .hasMessage(
            "orders.jsonl: none of its 1 documents has split \"calibration\": each of train,"
                + " calibration and test needs some");
    assertThatThrownBy(() -> read(GOOD + "\n\n" + GOOD))
        .hasMessageStartingWith("orders.jsonl line 2: expected JSON, found nothing");
    assertThatThrownBy(() -> read(""))
        .hasMessageStartingWith("orders.jsonl: none of its 0 documents has split \"train\"");
    assertThatThrownBy(() -> read("[1]\n"))
        .hasMessage("orders.jsonl line 1: it is not a JSON object");
  }

  @Test
  void aLineWithoutEndIsNotReadIntoMemory() {
    assertThatThrownBy(() -> read("x".repeat(3_000_000)))
        .hasMessage(
            "orders.jsonl line 1: it has more than 1048576 bytes: write one document a line");
  }

  @Test
  void splitsKeepTheFilesOrder() throws IOException {
    String other = GOOD.replace("Oak", "Elm").replace("\"train\"", "\"test\"");
    DocumentFile file =
        read(
            List.of(
                    GOOD,
                    other,
                    GOOD.replace("\"train\"", "\"calibration\""),
                    GOOD.replace("Oak", "Ash"))
                .stream()
                .collect(Collectors.joining("\r\n")));
    assertThat(file.of(Split.TRAIN).stream().map(d -> d.tokens().get(1).text()))
        .containsExactly("Oak", "Ash");
    assertThat(file.of(Split.TEST)).hasSize(1);
  }
}
