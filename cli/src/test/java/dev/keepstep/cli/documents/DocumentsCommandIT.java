package dev.keepstep.cli.documents;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keepstep.cli.Exit;
import dev.keepstep.cli.Keepstep;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The command as its user meets it; the trainer's jar is started as a process. */
class DocumentsCommandIT {
  @TempDir Path folder;
  private final StringWriter err = new StringWriter();

  private int run(String... words) {
    CommandLine line = Keepstep.commandLine();
    line.setErr(new PrintWriter(err, true));
    String[] all = new String[words.length + 1];
    all[0] = "documents";
    System.arraycopy(words, 0, all, 1, words.length);
    return line.execute(all);
  }

  @Test
  void whatItWritesItChecks() throws IOException {
    String file = folder.resolve("orders.jsonl").toString();
    assertThat(
            run(
                "--out",
                file,
                "--documents",
                "30",
                "--calibration-documents",
                "20",
                "--test-documents",
                "10",
                "-q"))
        .as(err.toString())
        .isEqualTo(Exit.OK);
    assertThat(Files.readAllLines(Path.of(file))).hasSize(60);
    assertThat(run("--check", file, "-q")).isEqualTo(Exit.OK);
  }

  @Test
  void aBadFileAndABadOptionAreOneSentence() throws IOException {
    Path file = Files.writeString(folder.resolve("mine.jsonl"), "{\"split\":\"train\"}\n");
    assertThat(run("--check", file.toString())).isEqualTo(Exit.FAILED);
    assertThat(run("--out", "-", "--data-seed", "x")).isEqualTo(Exit.USAGE);
    assertThat(run("--check", file.toString(), "--noise", "0.1")).isEqualTo(Exit.USAGE);
    assertThat(err.toString())
        .contains(
            "error: mine.jsonl line 1: words is missing",
            "error: --data-seed is \"x\": expected a whole number",
            "error: --check reads a file, and --noise says what to generate");
  }

  /** The page's own line is one that a training would read. */
  @Test
  void theDocumentedLineIsReadAsADocument() throws IOException {
    String page =
        Files.readString(dev.keepstep.cli.Home.root().resolve("docs/reference/documents.md"));
    String line =
        page.substring(
            page.indexOf("```json\n") + 8, page.indexOf("\n```", page.indexOf("```json\n") + 8));
    Path file =
        Files.writeString(
            folder.resolve("page.jsonl"),
            String.join(
                "\n",
                line,
                line.replace("\"train\"", "\"calibration\""),
                line.replace("\"train\"", "\"test\"")));
    assertThat(run("--check", file.toString())).as(err.toString()).isEqualTo(Exit.OK);
  }
}
