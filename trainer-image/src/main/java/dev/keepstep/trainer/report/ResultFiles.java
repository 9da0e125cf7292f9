package dev.keepstep.trainer.report;

import dev.keepstep.core.checkpoint.ObjectStore;
import dev.keepstep.core.json.Json;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.jspecify.annotations.Nullable;

/**
 * What a finished run leaves under {@code result/}. Equal runs leave equal bytes in {@code
 * model.zip} and {@code metrics.json}; only the curve has times in it.
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
   * The model as DL4J's own format.
   *
   * @param model of DL4J's own parts, so that it loads anywhere
   * @return the file's SHA-256
   */
  public String model(MultiLayerNetwork model) {
    byte[] bytes = timeless(serialised(model));
    put("model.zip", bytes);
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
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

  private static byte[] serialised(MultiLayerNetwork model) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      ModelSerializer.writeModel(model, bytes, true);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** The same entries with one fixed time: ModelSerializer puts the current one into each. */
  private static byte[] timeless(byte[] zip) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(zip.length);
    try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(zip));
        ZipOutputStream out = new ZipOutputStream(bytes)) {
      for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        ZipEntry same = new ZipEntry(entry.getName());
        same.setTimeLocal(java.time.LocalDateTime.of(1980, 1, 1, 0, 0));
        out.putNextEntry(same);
        in.transferTo(out);
        out.closeEntry();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
