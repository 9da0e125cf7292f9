package dev.keepstep.cli.images;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keepstep.core.contract.TrainerEnv;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/**
 * The trainer's own image, layer for layer, with one environment variable more: the hook that takes
 * a source of randomness from the clock, for a negative control. No job can set it, since the API
 * server refuses its name in a template; an image can.
 */
public final class UnkeyedImage {
  /** The sources that can be left unkeyed. */
  public static final List<String> SOURCES = List.of("init", "sampling", "augmentation", "dropout");

  private static final ObjectMapper JSON = new ObjectMapper();

  private UnkeyedImage() {}

  /**
   * Writes it.
   *
   * @param source one of {@link #SOURCES}
   * @param folder where the archive goes, as {@code keepstep-trainer-without-SOURCE.tar}
   */
  public static BuiltImage write(BuiltImage trainer, String source, Path folder)
      throws IOException {
    if (!SOURCES.contains(source)) {
      throw new IllegalArgumentException("no source \"" + source + "\"");
    }
    Path tar = folder.resolve("keepstep-trainer-without-%s.tar".formatted(source));
    String reference = trainer.reference() + "-without-" + source;
    byte[] config = null;
    byte[] manifest = null;
    try (InputStream file = Files.newInputStream(trainer.tar());
        TarArchiveInputStream in = new TarArchiveInputStream(file);
        TarArchiveOutputStream out = new TarArchiveOutputStream(Files.newOutputStream(tar))) {
      TarArchiveEntry entry;
      while ((entry = in.getNextEntry()) != null) {
        switch (entry.getName()) {
          case "config.json" -> config = in.readAllBytes();
          case "manifest.json" -> manifest = in.readAllBytes();
          default -> {
            out.putArchiveEntry(entry);
            in.transferTo(out);
            out.closeArchiveEntry();
          }
        }
      }
      if (config == null || manifest == null) {
        throw new IOException(trainer.tar() + " is no image: it lacks config.json or its manifest");
      }
      byte[] changed = unkeyed(config, source);
      String id = sha256(changed);
      put(out, id + ".json", changed);
      put(out, "manifest.json", named(manifest, id + ".json", reference));
      out.finish();
      return new BuiltImage(reference, tar, "sha256:" + id, Files.size(tar), true);
    }
  }

  private static byte[] unkeyed(byte[] config, String source) throws IOException {
    ObjectNode image = (ObjectNode) JSON.readTree(config);
    ((ArrayNode) image.at("/config/Env")).add(TrainerEnv.TEST_UNSEED + "=" + source);
    return JSON.writeValueAsBytes(image);
  }

  private static byte[] named(byte[] manifest, String config, String reference) throws IOException {
    ArrayNode images = (ArrayNode) JSON.readTree(manifest);
    ObjectNode image = (ObjectNode) images.get(0);
    image.put("Config", config).putArray("RepoTags").add(reference);
    return JSON.writeValueAsBytes(images);
  }

  private static void put(TarArchiveOutputStream out, String name, byte[] bytes)
      throws IOException {
    TarArchiveEntry entry = new TarArchiveEntry(name);
    entry.setSize(bytes.length);
    out.putArchiveEntry(entry);
    out.write(bytes);
    out.closeArchiveEntry();
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JVM has SHA-256", e);
    }
  }
}
