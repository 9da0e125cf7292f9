package dev.keepstep.trainer.report;

import dev.keepstep.core.checkpoint.ObjectStore;
import dev.keepstep.core.json.Json;
import dev.keepstep.trainer.spi.ModelFile;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a finished run leaves under {@code result/}. Equal runs leave equal bytes in the model and
 * in {@code metrics.json}; only the curve has times in it.
 */
public final class ResultFiles {
  private final ObjectStore store;
  private final String folder;

  /**
   * @param folder ending in a slash
   */
  public ResultFiles(ObjectStore store, String folder) {
    this.store = store;
    this.folder = folder;
  }

  /**
   * The model.
   *
   * @return the file's SHA-256
   */
  public String model(ModelFile model) {
    put(model.name(), model.bytes());
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(model.bytes()));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** The figures and what they belong to. */
  public void metrics(Map<String, @Nullable Object> metrics) {
    put("metrics.json", Json.writePretty(metrics).getBytes(StandardCharsets.UTF_8));
  }

  /** The curve of the whole run. */
  public void curve(String lines) {
    put("curve.jsonl", lines.getBytes(StandardCharsets.UTF_8));
  }

  private void put(String name, byte[] bytes) {
    store.put(folder + name, bytes);
  }
}
