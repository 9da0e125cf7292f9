package dev.keepstep.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keepstep.core.random.Source;
import dev.keepstep.core.random.Stream;
import java.util.List;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class AugmentationTest {
  private static final Stream STREAM = Stream.of(7, Source.AUGMENTATION);
  private static final List<Document> DOCUMENTS =
      new DocumentGenerator(1, 40, 0.02).documents(Split.TRAIN, 100);

  private final Augmentation augmentation = new Augmentation(STREAM, 0.5);

  @Property(tries = 300)
  void theValuesStayWholeInOneLineAndNoWordIsAdded(
      @ForAll @IntRange(max = 99) int index,
      @ForAll @LongRange(max = 1L << 40) long step,
      @ForAll @IntRange(max = 4095) int place,
      @ForAll @DoubleRange(max = 1) double strength) {
    Document document = DOCUMENTS.get(index);
    Document varied = new Augmentation(STREAM, strength).vary(document, step, place);
    assertThat(varied.size()).isLessThanOrEqualTo(document.size());
    assertThat(varied.lines()).noneMatch(List::isEmpty);
    for (Field field : Field.WANTED) {
      Document.Span span = varied.truth().get(field);
      assertThat(varied.tokens().subList(span.from(), span.to() + 1))
          .allMatch(token -> token.field() == field);
      assertThat(varied.lines().stream().filter(line -> has(line, field))).hasSize(1);
    }
    assertThat(valueOf(varied, Field.PRICE)).isEqualTo(valueOf(document, Field.PRICE));
    assertThat(valueOf(varied, Field.DELIVERY_DATE))
        .isEqualTo(valueOf(document, Field.DELIVERY_DATE));
  }

  @Test
  void sameStepAndPlaceVaryTheSameWay() {
    Document document = DOCUMENTS.getFirst();
    for (int step = 0; step < 50; step++) {
      assertThat(new Augmentation(STREAM, 0.5).vary(document, step, 3))
          .isEqualTo(augmentation.vary(document, step, 3));
    }
  }

  @Test
  void otherStepsAndPlacesVaryOtherwise() {
    Document document = DOCUMENTS.getFirst();
    assertThat(
            java.util.stream.IntStream.range(0, 100)
                .mapToObj(i -> augmentation.vary(document, i / 10, i % 10))
                .distinct())
        .hasSizeGreaterThan(60);
  }

  @Test
  void wordsAreMovedShuffledReplacedAndDeleted() {
    int deleted = 0;
    int replaced = 0;
    int moved = 0;
    int shuffled = 0;
    for (int step = 0; step < 20; step++) {
      for (int i = 0; i < DOCUMENTS.size(); i++) {
        Document before = DOCUMENTS.get(i);
        Document after = augmentation.vary(before, step, i);
        List<String> had = sorted(before);
        List<String> has = sorted(after);
        deleted += has.size() < had.size() ? 1 : 0;
        replaced += has.size() == had.size() && !has.equals(had) ? 1 : 0;
        boolean sameWords = has.equals(had);
        boolean sameLengths = lengths(before).equals(lengths(after));
        moved += sameWords && !sameLengths ? 1 : 0;
        shuffled += sameWords && sameLengths && !before.equals(after) ? 1 : 0;
      }
    }
    assertThat(List.of(deleted, replaced, moved, shuffled)).allMatch(count -> count > 20);
  }

  @Test
  void strengthZeroChangesNothing() {
    Augmentation none = new Augmentation(STREAM, 0);
    assertThat(none.vary(DOCUMENTS.getFirst(), 1, 1)).isSameAs(DOCUMENTS.getFirst());
  }

  private static boolean has(List<Token> line, Field field) {
    return line.stream().anyMatch(token -> token.field() == field);
  }

  private static String valueOf(Document document, Field field) {
    return document.tokens().stream()
        .filter(token -> token.field() == field)
        .map(Token::text)
        .collect(Collectors.joining(" "));
  }

  private static List<String> sorted(Document document) {
    return document.tokens().stream().map(Token::text).sorted().toList();
  }

  private static List<Integer> lengths(Document document) {
    return document.lines().stream().map(List::size).toList();
  }
}
