package dev.keepstep.cli.images;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 over everything that an image is made of, to know whether it is there already. */
final class InputHash {
  /** Raised when the layout changes: images made by an older layout are then made anew. */
  private static final String LAYOUT = "keepstep-image/1";

  private final MessageDigest digest;

  InputHash() {
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
    text(LAYOUT);
  }

  InputHash text(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    digest.update((bytes.length + ":").getBytes(StandardCharsets.UTF_8));
    digest.update(bytes);
    return this;
  }

  InputHash file(Path file) throws IOException {
    text(file.getFileName().toString()).text(Long.toString(Files.size(file)));
    byte[] buffer = new byte[1 << 20];
    try (InputStream in = Files.newInputStream(file)) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        digest.update(buffer, 0, n);
      }
    }
    return this;
  }

  /** 64 hex digits. */
  String hex() {
    return HexFormat.of().formatHex(digest.digest());
  }
}
