package dev.keepstep.cli.documents;

import dev.keepstep.cli.Exit;
import dev.keepstep.cli.Home;
import dev.keepstep.cli.Output;
import dev.keepstep.cli.UserError;
import dev.keepstep.cli.images.ImageSpec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code keepstep documents}. */
@Command(
    name = "documents",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Write the documents that the built-in training generates, as JSON Lines, or check a file of",
      "your own as a training would read it (format: docs/reference/documents.md). A training reads",
      "such a file when its parameter documentsFrom names it; on the written one it ends with the bits",
      "that it has on the generated documents with the same settings."
    },
    footerHeading = "%n",
    footer = {
      "  ./keepstep documents --out orders.jsonl --documents 500 --noise 0.05",
      "  ./keepstep documents --check mine.jsonl"
    })
public final class DocumentsCommand implements Callable<Integer> {
  private static final String MAIN = "dev.keepstep.trainer.DocumentsMain";
  private static final int BAD_INPUT = 64;

  /** One of the two. */
  static final class What {
    @Option(
        names = "--out",
        paramLabel = "FILE",
        description = "Write the generated documents here; - for standard output.")
    @Nullable String out;

    @Option(
        names = "--check",
        paramLabel = "FILE",
        description = "Read this file and say what is in it, or what is wrong with it.")
    @Nullable Path check;
  }

  @ArgGroup(multiplicity = "1")
  What what = new What();

  @Option(
      names = "--documents",
      paramLabel = "N",
      description = "Documents to learn from (default: 3000).")
  @Nullable String documents;

  @Option(
      names = "--calibration-documents",
      paramLabel = "N",
      description = "Documents on which the threshold is chosen (default: 400).")
  @Nullable String calibrationDocuments;

  @Option(
      names = "--test-documents",
      paramLabel = "N",
      description = "Documents that are reported on (default: 667).")
  @Nullable String testDocuments;

  @Option(
      names = "--vendors",
      paramLabel = "N",
      description = "Vendors they come from; as many others are only tested on (default: 40).")
  @Nullable String vendors;

  @Option(
      names = "--noise",
      paramLabel = "SHARE",
      description = "OCR errors per character of a well scanned page (default: 0.02).")
  @Nullable String noise;

  @Option(
      names = "--data-seed",
      paramLabel = "N",
      description = "Which collection of documents (default: 1).")
  @Nullable String dataSeed;

  @Mixin Output output = new Output();

  @Override
  public Integer call() throws IOException, InterruptedException {
    Map<String, String> settings = settings();
    if (what.check != null) {
      if (!settings.isEmpty()) {
        throw UserError.usage(
            "--check reads a file, and "
                + option(settings.keySet().iterator().next())
                + " says what to generate",
            "leave it out, or say --out in place of --check");
      }
      String file = what.check.toAbsolutePath().toString();
      tell(run(List.of("check", file), Exit.FAILED), file);
      return Exit.OK;
    }
    String out = String.valueOf(what.out);
    List<String> words = new ArrayList<>(List.of("write"));
    words.add(out.equals("-") ? out : Path.of(out).toAbsolutePath().toString());
    settings.forEach((name, value) -> words.add(name + "=" + value));
    String printed = run(words, Exit.USAGE);
    if (!out.equals("-")) {
      tell(printed, out);
    }
    return Exit.OK;
  }

  /** Those that were given, under the names that the trainer has for them. */
  private Map<String, String> settings() {
    Map<String, String> settings = new LinkedHashMap<>();
    put(settings, "documents", documents);
    put(settings, "calibrationDocuments", calibrationDocuments);
    put(settings, "testDocuments", testDocuments);
    put(settings, "vendors", vendors);
    put(settings, "noise", noise);
    put(settings, "dataSeed", dataSeed);
    return settings;
  }

  private static void put(Map<String, String> settings, String name, @Nullable String value) {
    if (value != null) {
      settings.put(name, value);
    }
  }

  private static String option(String name) {
    return "--" + name.replaceAll("([A-Z])", "-$1").toLowerCase(java.util.Locale.ROOT);
  }

  private String run(List<String> words, int exitIfRefused)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseSerialGC", "-Xmx512m", "-cp"));
    command.add(ImageSpec.classPath(Home.root().resolve("trainer-image")));
    command.add(MAIN);
    command.addAll(words);
    ProcessBuilder builder = new ProcessBuilder(command);
    boolean toOutput = words.contains("-");
    if (toOutput) {
      builder.redirectOutput(ProcessBuilder.Redirect.INHERIT);
    }
    Process process = builder.start();
    process.getOutputStream().close();
    String printed =
        toOutput ? "" : new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    String wrong = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    int code = process.waitFor();
    if (code == BAD_INPUT) {
      throw refusal(wrong.strip(), exitIfRefused);
    }
    if (code != 0) {
      throw UserError.failed(
          "the trainer's documents program ended with %d: %s"
              .formatted(code, wrong.lines().findFirst().orElse("no message")),
          "check that the file can be written and the disk has room");
    }
    return printed;
  }

  /** The trainer names a job's fields; here they are options. */
  private static UserError refusal(String sentence, int exit) {
    String field = "spec.training.parameters.";
    if (sentence.startsWith(field)) {
      int end = sentence.indexOf(' ');
      sentence = option(sentence.substring(field.length(), end)) + sentence.substring(end);
    }
    return exit == Exit.USAGE
        ? UserError.usage(sentence, "")
        : UserError.failed(sentence, "docs/reference/documents.md has the format");
  }

  private void tell(String printed, String file) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("split", "documents", "words"));
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("file", file);
    printed
        .lines()
        .map(line -> List.of(line.split(" ")))
        .forEach(
            row -> {
              rows.add(row);
              Map<String, @Nullable Object> split = new LinkedHashMap<>();
              split.put("documents", Long.parseLong(row.get(1)));
              split.put("words", Long.parseLong(row.get(2)));
              json.put(row.get(0), split);
            });
    output.table(rows);
    output.resultJson(json);
  }
}
