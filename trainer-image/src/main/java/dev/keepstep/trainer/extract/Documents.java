package dev.keepstep.trainer.extract;

import dev.keepstep.trainer.data.DataDigest;
import dev.keepstep.trainer.data.Document;
import dev.keepstep.trainer.data.DocumentFile;
import dev.keepstep.trainer.data.DocumentGenerator;
import dev.keepstep.trainer.data.Split;
import dev.keepstep.trainer.spi.Inputs;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/**
 * The run's documents: those to learn from, and where the others come from when they are needed.
 */
interface Documents {
  /** Those to learn from. */
  List<Document> train();

  /** Those on which the threshold is chosen. */
  List<Document> calibration();

  /** Those that are reported on. */
  List<Document> test();

  /** The first few of the calibration documents. */
  List<Document> few(int most);

  /** Of what the bits depend on. */
  String digest();

  /**
   * As the settings say.
   *
   * @throws IllegalArgumentException with one sentence if a file of documents is not as it should
   *     be
   */
  static Documents open(ExtractorSettings settings, Inputs inputs) throws IOException {
    return switch (settings.source()) {
      case DocumentSource.Synthetic synthetic -> {
        DocumentGenerator generator = synthetic.generator();
        List<Document> train = generator.documents(Split.TRAIN, synthetic.documents());
        yield new Generated(synthetic, generator, train, DataDigest.of(train));
      }
      case DocumentSource.Given(String from) -> {
        try (InputStream in = inputs.open(DocumentSource.FROM, from, DocumentFile.MAX_BYTES)) {
          yield Read.of(DocumentFile.read(from.substring(from.lastIndexOf('/') + 1), in));
        }
      }
    };
  }

  /** Made by the generator, the others anew each time: the memory is better used otherwise. */
  record Generated(
      DocumentSource.Synthetic source,
      DocumentGenerator generator,
      List<Document> train,
      String digest)
      implements Documents {
    @Override
    public List<Document> calibration() {
      return generator.documents(Split.CALIBRATION, source.calibrationDocuments());
    }

    @Override
    public List<Document> test() {
      return generator.documents(Split.TEST, source.testDocuments());
    }

    @Override
    public List<Document> few(int most) {
      return generator.documents(Split.CALIBRATION, Math.min(most, source.calibrationDocuments()));
    }
  }

  /** Read from a file. */
  record Read(List<Document> train, List<Document> calibration, List<Document> test, String digest)
      implements Documents {
    static Read of(DocumentFile file) {
      List<Document> train = file.of(Split.TRAIN);
      List<Document> calibration = file.of(Split.CALIBRATION);
      List<Document> test = file.of(Split.TEST);
      return new Read(
          train, calibration, test, DataDigest.ofAll(List.of(train, calibration, test)));
    }

    @Override
    public List<Document> few(int most) {
      return calibration.subList(0, Math.min(most, calibration.size()));
    }
  }
}
