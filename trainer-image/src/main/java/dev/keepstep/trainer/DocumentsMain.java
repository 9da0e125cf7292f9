package dev.keepstep.trainer;

import dev.keepstep.core.contract.ExitCode;
import dev.keepstep.trainer.data.Document;
import dev.keepstep.trainer.data.DocumentFile;
import dev.keepstep.trainer.data.DocumentGenerator;
import dev.keepstep.trainer.data.DocumentLine;
import dev.keepstep.trainer.data.Split;
import dev.keepstep.trainer.extract.DocumentSource.Synthetic;
import dev.keepstep.trainer.spi.Parameters;
import java.io.BufferedWriter;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Documents as files, for {@code keepstep documents}: {@code write FILE|- [name=value …]} writes
 * the generator's, {@code check FILE} reads a file as a training would. Prints {@code split count
 * words} for each split; ends with 64 and one sentence if something is wrong.
 */
public final class DocumentsMain {
  private DocumentsMain() {}

  public static void main(String[] args) throws IOException {
    try {
      switch (args.length == 0 ? "" : args[0]) {
        case "write" -> write(args[1], List.of(args).subList(2, args.length));
        case "check" -> check(Path.of(args[1]));
        default -> throw new IllegalArgumentException("expected write or check");
      }
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage());
      System.exit(ExitCode.BAD_CONFIGURATION.code());
    }
  }

  private static void write(String to, List<String> settings) throws IOException {
    Map<String, String> given = new TreeMap<>();
    for (String setting : settings) {
      int equals = setting.indexOf('=');
      given.put(setting.substring(0, equals), setting.substring(equals + 1));
    }
    Parameters parameters = new Parameters(given);
    Synthetic synthetic = Synthetic.parse(parameters);
    parameters.refuseRest();
    boolean toOutput = to.equals("-");
    try (OutputStream out = toOutput ? System.out : new FileOutputStream(to);
        Writer writer =
            new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8), 1 << 16)) {
      DocumentGenerator generator = synthetic.generator();
      split(writer, generator, Split.TRAIN, synthetic.documents(), toOutput);
      split(writer, generator, Split.CALIBRATION, synthetic.calibrationDocuments(), toOutput);
      split(writer, generator, Split.TEST, synthetic.testDocuments(), toOutput);
    }
  }

  private static void split(
      Writer writer, DocumentGenerator generator, Split split, int count, boolean silent)
      throws IOException {
    long words = 0;
    for (int i = 0; i < count; i++) {
      Document document = generator.document(split, i);
      words += document.size();
      String id = split.name().toLowerCase(Locale.ROOT) + "-" + i;
      writer.write(new DocumentLine(Optional.of(id), split, document).render());
      writer.write('\n');
    }
    if (!silent) {
      tell(split, count, words);
    }
  }

  private static void check(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new IllegalArgumentException(file + ": there is no such file");
    }
    try (InputStream in = Files.newInputStream(file)) {
      long size = Files.size(file);
      if (size > DocumentFile.MAX_BYTES) {
        throw new IllegalArgumentException(
            "%s: it has %d bytes, and at most %d are read"
                .formatted(file, size, DocumentFile.MAX_BYTES));
      }
      DocumentFile documents = DocumentFile.read(String.valueOf(file.getFileName()), in);
      for (Split split : Split.values()) {
        List<Document> some = documents.of(split);
        tell(split, some.size(), some.stream().mapToLong(Document::size).sum());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void tell(Split split, int documents, long words) {
    System.out.println(split.name().toLowerCase(Locale.ROOT) + " " + documents + " " + words);
  }
}
