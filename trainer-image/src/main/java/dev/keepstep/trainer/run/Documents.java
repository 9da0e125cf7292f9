package dev.keepstep.trainer.run;

import dev.keepstep.trainer.data.DataDigest;
import dev.keepstep.trainer.data.Document;
import dev.keepstep.trainer.data.DocumentGenerator;
import dev.keepstep.trainer.data.Split;
import java.util.List;

/**
 * The run's documents: those to learn from, and where the others come from when they are needed.
 *
 * @param digest of the ones to learn from
 */
record Documents(DocumentGenerator generator, List<Document> train, String digest) {
  static Documents generate(Parameters parameters) {
    DocumentGenerator generator =
        new DocumentGenerator(parameters.dataSeed(), parameters.vendors(), parameters.noise());
    List<Document> train = generator.documents(Split.TRAIN, parameters.documents());
    return new Documents(generator, train, DataDigest.of(train));
  }
}
