package dev.keepstep.cli.e2e;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keepstep.cli.images.BuiltImage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/**
 * The trainer's own image, layer for layer, with one environment variable more: the test hook that
 * takes a source of randomness from the clock. No job can set it, since the API server refuses its
 * name in a template; an image can.
 */
final class UnseededImages {
  private static final String HOOK = "KEEPSTEP_TEST_UNSEED";
  private static final ObjectMapper JSON = new ObjectMapper();

  private UnseededImages() {}

  /**
   * Writes one archive with an image per source.
   *
   * @return the images' references by source
   */
  static Map<String, String> write(BuiltImage trainer, List<String> sources, Path tar)
      throws IOException {
    String config = null;
    ArrayNode manifest = JSON.createArrayNode();
    Map<String, String> references = new LinkedHashMap<>();
    try (InputStream file = Files.newInputStream(trainer.tar());
        TarArchiveInputStream in = new TarArchiveInputStream(file);
        TarArchiveOutputStream out = new TarArchiveOutputStream(Files.newOutputStream(tar))) {
      TarArchiveEntry entry;
      while ((entry = in.getNextEntry()) != null) {
        switch (entry.getName()) {
          case "config.json" -> config = new String(in.readAllBytes());
          case "manifest.json" -> manifest = (ArrayNode) JSON.readTree(in.readAllBytes());
          default -> {
            out.putArchiveEntry(entry);
            in.transferTo(out);
            out.closeArchiveEntry();
          }
        }
      }
      ArrayNode images = JSON.createArrayNode();
      for (String source : sources) {
        byte[] changed = unseeded(config, source);
        String name = sha256(changed) + ".json";
        put(out, name, changed);
        String reference = trainer.reference() + "-without-" + source;
        ObjectNode image = manifest.get(0).deepCopy();
        image.put("Config", name).putArray("RepoTags").add(reference);
        images.add(image);
        references.put(source, reference);
      }
      put(out, "manifest.json", JSON.writeValueAsBytes(images));
    }
    return references;
  }

  private static byte[] unseeded(String config, String source) throws IOException {
    ObjectNode image = (ObjectNode) JSON.readTree(config);
    ((ArrayNode) image.at("/config/Env")).add(HOOK + "=" + source);
    return JSON.writeValueAsBytes(image);
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
