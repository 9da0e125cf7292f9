package dev.keepstep.localcluster;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A docker archive of one layer with one static program in it, for tests. */
final class TinyImage {

  private TinyImage() {}

  static Path write(Path tar, String name, Path program) throws IOException {
    byte[] layer = archive(new Entry("program", Files.readAllBytes(program)));
    String digest = sha256(layer);
    byte[] config =
        """
        {"architecture":"amd64","os":"linux","config":{"Entrypoint":["/program"]},\
        "rootfs":{"type":"layers","diff_ids":["sha256:%s"]}}"""
            .formatted(digest)
            .getBytes(StandardCharsets.UTF_8);
    byte[] manifest =
        """
        [{"Config":"config.json","RepoTags":["%s"],"Layers":["layer.tar"]}]"""
            .formatted(name)
            .getBytes(StandardCharsets.UTF_8);
    return Files.write(
        tar,
        archive(
            new Entry("config.json", config),
            new Entry("layer.tar", layer),
            new Entry("manifest.json", manifest)));
  }

  private record Entry(String name, byte[] content) {}

  private static byte[] archive(Entry... entries) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (Entry e : entries) {
      out.writeBytes(header(e));
      out.writeBytes(e.content);
      out.writeBytes(new byte[(512 - e.content.length % 512) % 512]);
    }
    out.writeBytes(new byte[1024]);
    return out.toByteArray();
  }

  /**
   * POSIX.1-1988 ustar: fields at fixed places, numbers in octal, a checksum over it all with
   * itself as blanks.
   */
  private static byte[] header(Entry e) {
    byte[] header = new byte[512];
    put(header, 0, e.name);
    put(header, 100, "0000755\0");
    put(header, 108, "0000000\0");
    put(header, 116, "0000000\0");
    put(header, 124, "%011o\0".formatted(e.content.length));
    put(header, 136, "00000000000\0");
    put(header, 148, "        ");
    put(header, 156, "0");
    put(header, 257, "ustar\00000");
    int sum = 0;
    for (byte b : header) {
      sum += b & 0xff;
    }
    put(header, 148, "%06o\0 ".formatted(sum));
    return header;
  }

  private static void put(byte[] header, int at, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(bytes, 0, header, at, bytes.length);
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
