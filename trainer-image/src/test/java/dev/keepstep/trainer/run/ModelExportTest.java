package dev.keepstep.trainer.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keepstep.core.checkpoint.CheckpointId;
import dev.keepstep.core.checkpoint.CheckpointKeys;
import dev.keepstep.core.checkpoint.Inventory;
import dev.keepstep.core.checkpoint.testing.InMemoryObjectStore;
import dev.keepstep.core.contract.TrainerSpec;
import dev.keepstep.trainer.spi.ModelFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ModelExportTest {
  private static final CheckpointId LAST = new CheckpointId(SmallRun.STEPS, 1);
  private static final TrainerSpec.Storage STORAGE =
      new TrainerSpec.Storage("b", "team/run", "here", Optional.empty(), true, Optional.empty());

  private static final InMemoryObjectStore STORE = new InMemoryObjectStore();

  @BeforeAll
  static void train() throws InterruptedException {
    SmallRun.normal().savingOften().attempt(STORE, 1);
  }

  @Test
  void theLastCheckpointsModelIsTheRunsByteForByte() {
    ModelFile model = ModelExport.of(STORE, STORAGE, LAST);

    assertThat(model.bytes()).isEqualTo(STORE.get("team/run/result/model.zip"));
  }

  @Test
  void anEarlierOnesModelIsOfItsStepAndReadByDl4jItself() throws IOException {
    CheckpointId earlier =
        Inventory.of(STORE, new CheckpointKeys("team/run")).folders().getLast().id();
    ModelFile model = ModelExport.of(STORE, STORAGE, earlier);

    MultiLayerNetwork net =
        ModelSerializer.restoreMultiLayerNetwork(new ByteArrayInputStream(model.bytes()), true);

    assertThat(net.getIterationCount()).isEqualTo((int) earlier.step());
  }

  @Test
  void anotherProgramsRunIsRefusedInOneSentence() {
    InMemoryObjectStore store = new InMemoryObjectStore();
    STORE.contents().forEach(store::put);
    String key = new CheckpointKeys("team/run").run();
    String run = new String(store.get(key), StandardCharsets.UTF_8);
    store.put(key, run.replace("extractor/1", "extractor/0").getBytes(StandardCharsets.UTF_8));

    assertThatThrownBy(() -> ModelExport.of(store, STORAGE, LAST))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("trained by purchase-order-extractor/0, and here is");
    assertThatThrownBy(() -> ModelExport.of(STORE, STORAGE, new CheckpointId(1_000, 1)))
        .hasMessage("checkpoint 000000001000-000001: there is no such checkpoint");
  }
}
