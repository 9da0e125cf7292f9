package dev.keepstep.trainer.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keepstep.core.checkpoint.ObjectStore;
import dev.keepstep.core.checkpoint.testing.InMemoryObjectStore;
import dev.keepstep.core.contract.TerminationMessage;
import dev.keepstep.trainer.DocumentsMain;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A training on a file of documents. */
class OwnDocumentsTest {
  @TempDir Path folder;

  private Path written() throws IOException {
    Path file = folder.resolve("orders.jsonl");
    DocumentsMain.main(
        new String[] {
          "write",
          file.toString(),
          "documents=40",
          "vendors=10",
          "calibrationDocuments=20",
          "testDocuments=30"
        });
    return file;
  }

  private static SmallRun on(String location) {
    return SmallRun.normal()
        .without()
        .with("batchSize", "6")
        .with("hidden1", "24")
        .with("hidden2", "12")
        .with("augmentation", "0.5")
        .with("documentsFrom", location);
  }

  @Test
  void theWrittenSetTrainsToTheBitsOfTheGeneratedOne() throws IOException, InterruptedException {
    TerminationMessage generated = SmallRun.normal().attempt(new InMemoryObjectStore(), 1);
    Path file = written();

    TerminationMessage fromVolume = on(file.toString()).attempt(new InMemoryObjectStore(), 1);
    ObjectStore store = new InMemoryObjectStore();
    store.put("data/orders.jsonl", Files.readAllBytes(file));
    TerminationMessage fromS3 = on("s3://bucket/data/orders.jsonl").attempt(store, 1);

    assertThat(fromVolume.cause()).as(fromVolume.message()).isEqualTo("Done");
    assertThat(fromVolume.fingerprint()).isEqualTo(generated.fingerprint());
    assertThat(fromVolume.metrics()).isEqualTo(generated.metrics());
    assertThat(fromS3.fingerprint()).isEqualTo(generated.fingerprint());
  }

  @Test
  void aRunDoesNotGoOnWithOtherDocuments() throws IOException, InterruptedException {
    Path file = written();
    ObjectStore store = new InMemoryObjectStore();
    on(file.toString()).attempt(store, 1);
    Files.writeString(
        file, Files.readString(file).replaceFirst("\"text\":\"[^\"]+\"", "\"text\":\"x\""));
    TerminationMessage other = on(file.toString()).attempt(store, 2);
    assertThat(other.cause()).isEqualTo("OtherRun");
    assertThat(other.message()).contains("data is \"sha256:");
  }

  @Test
  void badOnesAreRefusedWithOneSentenceBeforeAnythingIsStored()
      throws IOException, InterruptedException {
    Path file = written();
    Files.writeString(file, "{\"split\":\"train\"}\n" + Files.readString(file));
    InMemoryObjectStore store = new InMemoryObjectStore();
    assertRefused(store, file.toString(), "orders.jsonl line 1: words is missing");
    assertRefused(
        store,
        "/nowhere.jsonl",
        "spec.training.parameters.documentsFrom is \"/nowhere.jsonl\": there is no such file in"
            + " the trainer's container");
    assertRefused(
        store,
        "orders.jsonl",
        "spec.training.parameters.documentsFrom is \"orders.jsonl\": expected s3://bucket/key or"
            + " the absolute path of a file");
    assertRefused(
        store,
        "s3://bucket/none.jsonl",
        "spec.training.parameters.documentsFrom is \"s3://bucket/none.jsonl\": there is no such"
            + " object");
    assertThat(store.contents()).isEmpty();
  }

  private static void assertRefused(ObjectStore store, String location, String message)
      throws InterruptedException {
    TerminationMessage end = on(location).attempt(store, 1);
    assertThat(end.cause()).isEqualTo("BadConfiguration");
    assertThat(end.message()).isEqualTo(message);
  }
}
