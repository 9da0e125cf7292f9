package dev.keepstep.core.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.StringReader;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;

class MetricDiffTest {
  private static final List<Metric> PREVIOUS =
      List.of(
          new Metric("machine only accuracy", 1859, 2000),
          new Metric("accuracy at 95 % target", 1837, 1939),
          new Metric("automation rate", 1939, 2000),
          new Metric("gone", 1, 2),
          new Metric("of half the data", 10, 20));
  private static final List<Metric> CURRENT =
      List.of(
          new Metric("machine only accuracy", 1859, 2000),
          new Metric("accuracy at 95 % target", 1838, 1939),
          new Metric("automation rate", 1938, 2000),
          new Metric("of half the data", 5, 10),
          new Metric("new & <shiny>", 0, 0));

  @Test
  void theTableShowsBothWithFiveDecimalsAndCounts() {
    assertThat(MetricDiff.of(PREVIOUS, CURRENT).table())
        .isEqualTo(
            """
            machine only accuracy    previous 0.92950 (1859/2000)  current 0.92950 (1859/2000)  unchanged
            accuracy at 95 % target  previous 0.94740 (1837/1939)  current 0.94791 (1838/1939)  better
            automation rate          previous 0.96950 (1939/2000)  current 0.96900 (1938/2000)  worse
            gone                     previous 0.50000 (1/2)        current -                    missing
            of half the data         previous 0.50000 (10/20)      current 0.50000 (5/10)       unchanged, of other samples
            new & <shiny>            previous -                    current - (0/0)              missing
            """);
  }

  @Test
  void onlyTheSameCountsAreIdentical() {
    assertThat(MetricDiff.of(PREVIOUS, PREVIOUS).identical()).isTrue();
    assertThat(MetricDiff.of(PREVIOUS, CURRENT).identical()).isFalse();
  }

  /** Shares that look the same to 5 decimals are still told apart. */
  @Test
  void aDifferenceBelowTheDecimalsShowsAsBetterOrWorse() {
    MetricDiff diff =
        MetricDiff.of(
            List.of(new Metric("m", 999_999_998, 1_000_000_000)),
            List.of(new Metric("m", 999_999_999, 1_000_000_000)));

    assertThat(diff.rows().getFirst().change()).isEqualTo(MetricDiff.Change.BETTER);
  }

  @Test
  void junitXmlHasACasePerMetric() throws Exception {
    String xml = MetricDiff.of(PREVIOUS, CURRENT).junitXml("metrics");

    Element suite =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new InputSource(new StringReader(xml)))
            .getDocumentElement();

    assertThat(suite.getAttribute("tests")).isEqualTo("6");
    assertThat(suite.getAttribute("failures")).isEqualTo("5");
    assertThat(suite.getElementsByTagName("failure").getLength()).isEqualTo(5);
    assertThat(((Element) suite.getElementsByTagName("testcase").item(5)).getAttribute("name"))
        .isEqualTo("new & <shiny>");
  }

  @Test
  void whatIsNoShareIsRefused() {
    assertThatThrownBy(() -> new Metric("m", 3, 2))
        .hasMessage("metric m is 3 of 2, which is no share");
    assertThatThrownBy(
            () -> MetricDiff.of(List.of(new Metric("m", 1, 2), new Metric("m", 1, 2)), List.of()))
        .hasMessage("two metrics are called \"m\"");
  }
}
