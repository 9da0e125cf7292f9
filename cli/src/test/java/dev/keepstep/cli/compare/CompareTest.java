package dev.keepstep.cli.compare;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keepstep.cli.Exit;
import dev.keepstep.cli.Keepstep;
import dev.keepstep.core.json.Json;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;

class CompareTest {
  @TempDir Path folder;
  private final StringWriter err = new StringWriter();

  @BeforeEach
  void baseline() throws IOException {
    write("before", 1, 1859, "a".repeat(64));
  }

  private void write(String name, long seed, int right, String fingerprint) throws IOException {
    Map<String, Object> file =
        Map.of(
            "format",
            "keepstep-metrics/1",
            "seed",
            seed,
            "steps",
            600,
            "fingerprint",
            fingerprint,
            "modelSha256",
            "c".repeat(64),
            "parameters",
            Map.of("batchSize", "32"),
            "metrics",
            Map.of(
                "machineOnlyAccuracy", Map.of("k", right, "n", 2000, "text", "not read"),
                "accuracyAt95", Map.of("k", 1837, "n", 1939, "text", "not read")));
    Files.writeString(
        Files.createDirectories(folder.resolve(name).resolve("result")).resolve("metrics.json"),
        Json.writePretty(file));
  }

  private int compare(String... more) {
    String[] words = new String[more.length + 3];
    words[0] = "compare";
    words[1] = folder.resolve("before").toString();
    System.arraycopy(more, 0, words, 2, more.length);
    words[words.length - 1] = "--quiet";
    return Keepstep.commandLine().setErr(new PrintWriter(err)).execute(words);
  }

  private Element junit(Path file) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new ByteArrayInputStream(Files.readString(file).getBytes(StandardCharsets.UTF_8)))
        .getDocumentElement();
  }

  @Test
  void theSameFiguresAreUnchangedWhateverTheBits() throws Exception {
    write("after", 1, 1859, "b".repeat(64));
    String after = folder.resolve("after").toString();
    Path xml = folder.resolve("drift.xml");
    assertThat(compare(after, "--junit", xml.toString())).isEqualTo(Exit.OK);
    assertThat(junit(xml).getAttribute("failures")).isEqualTo("0");
    assertThat(junit(xml).getElementsByTagName("testcase").getLength()).isEqualTo(2);

    assertThat(compare(after, "--bits", "--junit", xml.toString())).isEqualTo(Exit.FAILED);
    assertThat(junit(xml).getAttribute("failures")).isEqualTo("1");
    assertThat(junit(xml).getElementsByTagName("testcase").getLength()).isEqualTo(3);
  }

  @Test
  void oneFieldLessIsDriftAndNamesTheMetric() throws Exception {
    write("after", 2, 1858, "b".repeat(64));
    Path xml = folder.resolve("out/drift.xml");
    Path html = folder.resolve("out/drift.html");
    assertThat(
            compare(
                folder.resolve("after").toString(),
                "--junit",
                xml.toString(),
                "--html",
                html.toString()))
        .isEqualTo(Exit.FAILED);
    Element suite = junit(xml);
    assertThat(suite.getAttribute("tests")).isEqualTo("2");
    assertThat(suite.getAttribute("failures")).isEqualTo("1");
    Element failure = (Element) suite.getElementsByTagName("failure").item(0);
    assertThat(failure.getAttribute("message"))
        .isEqualTo("previous 0.92950 (1859/2000), current 0.92900 (1858/2000): worse");
    assertThat(((Element) failure.getParentNode()).getAttribute("name"))
        .isEqualTo("machine only accuracy");
    assertThat(Files.readString(html))
        .contains(
            "class=\"verdict bad\"", "Drift: 1 of 2 metrics moved", "seed: previous 1, current 2")
        .doesNotContain("http://", "https://");
  }

  @Test
  void anErrorIsOneSentenceAndLeavesNoJunitFile() throws Exception {
    Path xml = folder.resolve("drift.xml");
    Files.writeString(xml, "yesterday's");
    assertThat(compare(folder.resolve("nowhere").toString(), "--junit", xml.toString()))
        .isEqualTo(Exit.USAGE);
    assertThat(xml).doesNotExist();
    assertThat(err.toString().lines()).hasSize(2);
    assertThat(err.toString()).contains("nowhere\" is no file or folder", "  mend: ");
  }

  @Test
  void aFileThatIsNoMetricsFileIsNamedWithItsField() throws Exception {
    Path file =
        Files.writeString(folder.resolve("odd.json"), "{\"format\":\"keepstep-metrics/1\"}");
    assertThat(compare(file.toString())).isEqualTo(Exit.USAGE);
    assertThat(err.toString()).contains("odd.json: metrics.metrics is missing");
  }
}
