package dev.keepstep.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DocumentGeneratorTest {
  private final DocumentGenerator generator = new DocumentGenerator(1, 40, 0.02);

  @Test
  void aDocumentIsAFunctionOfSeedSplitAndIndex() {
    // Given the documents made in order
    List<Document> inOrder = generator.documents(Split.TEST, 50);
    // When each is made alone, backwards, by another generator
    DocumentGenerator other = new DocumentGenerator(1, 40, 0.02);
    List<Document> alone =
        IntStream.range(0, 50).mapToObj(i -> other.document(Split.TEST, 49 - i)).toList();
    // Then they are the same
    assertThat(alone.reversed()).isEqualTo(inOrder);
  }

  @Test
  void seedsAndSplitsGiveOtherDocuments() {
    Set<Document> seen = new HashSet<>(generator.documents(Split.TRAIN, 200));
    seen.addAll(generator.documents(Split.CALIBRATION, 200));
    seen.addAll(generator.documents(Split.TEST, 200));
    seen.addAll(new DocumentGenerator(2, 40, 0.02).documents(Split.TRAIN, 200));
    assertThat(seen).hasSize(800);
  }

  @Test
  void everyFieldIsOneRunOfWordsInOneLine() {
    for (Document document : generator.documents(Split.TRAIN, 500)) {
      for (Field field : Field.WANTED) {
        List<List<Token>> withField =
            document.lines().stream()
                .filter(line -> line.stream().anyMatch(token -> token.field() == field))
                .toList();
        assertThat(withField).as("%s in %s", field, document).hasSize(1);
        Document.Span span = document.truth().get(field);
        assertThat(document.tokens().subList(span.from(), span.to() + 1))
            .allMatch(token -> token.field() == field);
      }
    }
  }

  @Test
  void vendorsAreManyAndSomeAreNeverSeenInTraining() {
    Set<Integer> train = vendors(Split.TRAIN, 1000);
    Set<Integer> test = vendors(Split.TEST, 1000);
    assertThat(train).hasSize(40).allMatch(vendor -> vendor < 40);
    assertThat(test).hasSizeGreaterThan(60);
    long unseen =
        generator.documents(Split.TEST, 1000).stream().filter(d -> d.vendor() >= 40).count();
    assertThat(unseen).isBetween(150L, 250L);
  }

  @Test
  void pagesHaveDecoysOfEveryKind() {
    // Given clean pages
    DocumentGenerator clean = new DocumentGenerator(1, 40, 0);
    // When words that look like money or a year but are no field are counted
    long money = 0;
    long dates = 0;
    for (Document document : clean.documents(Split.TRAIN, 200)) {
      for (Token token : document.tokens()) {
        boolean none = token.field() == Field.NONE;
        money += none && token.text().matches("[$]?\\d+[.,]\\d\\d") ? 1 : 0;
        dates += none && token.text().matches(".*202[3-6].*") ? 1 : 0;
      }
    }
    // Then there are more of them than of the values
    assertThat(money).isGreaterThan(300);
    assertThat(dates).isGreaterThan(200);
  }

  @Test
  void noiseChangesWordsAndLeavesTheValuesFindable() {
    List<Document> clean = new DocumentGenerator(1, 40, 0).documents(Split.TRAIN, 200);
    List<Document> noisy = new DocumentGenerator(1, 40, 0.05).documents(Split.TRAIN, 200);
    assertThat(noisy).isNotEqualTo(clean);
    assertThat(noisy).allMatch(document -> document.truth().size() == Field.WANTED.length);
    assertThat(words(noisy)).hasSizeGreaterThan(words(clean).size() * 3 / 2);
  }

  /** The data is part of what "the same seed gives the same bits" means. */
  @Test
  void theDocumentsOfThisReleaseStayTheSame() {
    assertThat(DataDigest.of(generator.documents(Split.TRAIN, 200))).isEqualTo(GOLDEN);
  }

  private static final String GOLDEN =
      "sha256:173cbfb504b9bb3dcec1c99cedbcbe97491e4b0f042579e146c2d645e3fd759d";

  private Set<Integer> vendors(Split split, int count) {
    return generator.documents(split, count).stream()
        .map(Document::vendor)
        .collect(Collectors.toSet());
  }

  private static Set<String> words(List<Document> documents) {
    return documents.stream()
        .flatMap(document -> document.tokens().stream())
        .map(Token::text)
        .collect(Collectors.toSet());
  }
}
