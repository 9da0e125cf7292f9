package dev.keepstep.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import java.util.List;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

class ChartsTest {
  private static Document parse(String svg) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(svg)));
  }

  @Test
  void ticksAreRoundAndWithinTheAxis() {
    assertThat(new Axis(0, 600, 0, 1).ticks(5)).containsExactly(0.0, 200.0, 400.0, 600.0);
    assertThat(new Axis(0, 0.93, 0, 1).ticks(4).stream().map(Axis::label))
        .containsExactly("0", "0.25", "0.5", "0.75");
  }

  @Test
  void aLineChartIsWellFormedThinnedAndMarked() throws Exception {
    List<LineChart.Point> points =
        IntStream.range(0, 5000).mapToObj(i -> new LineChart.Point(i, 1.0 / (i + 1))).toList();
    Document svg =
        parse(
            LineChart.svg(
                "step",
                List.of(new LineChart.Series("a < b", points, "a", false)),
                List.of(new LineChart.Mark(141, "notice"))));
    assertThat(svg.getElementsByTagName("path").getLength()).isEqualTo(1);
    String d =
        svg.getElementsByTagName("path").item(0).getAttributes().getNamedItem("d").getNodeValue();
    assertThat(d.split("L")).hasSize(160);
    assertThat(svg.getDocumentElement().getTextContent()).contains("notice", "step", "a < b");
  }

  @Test
  void aTimelineHasARowEachAndMarksWhatWasCut() throws Exception {
    Document svg =
        parse(
            TimelineChart.svg(
                List.of(
                    new TimelineChart.Bar("zone-b spot", 31, 100, "2", true),
                    new TimelineChart.Bar("zone-a spot", 0, 30, "1", true),
                    new TimelineChart.Bar("zone-b spot", 105, 200, "3", false))));
    assertThat(svg.getElementsByTagName("rect").getLength()).isEqualTo(5);
    assertThat(svg.getDocumentElement().getTextContent())
        .containsSubsequence("zone-a spot", "zone-b spot");
  }
}
