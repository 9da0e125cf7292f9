package dev.keepstep.trainer.data;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** SHA-256 over documents: every word, its place and its field. */
public final class DataDigest {
  private DataDigest() {}

  /** {@code sha256:} and 64 hex digits. */
  public static String of(List<Document> documents) {
    return ofAll(List.of(documents));
  }

  /** The same over several lists, one after another. */
  public static String ofAll(List<List<Document>> lists) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (int i = 0; i < lists.size(); i++) {
        if (i > 0) {
          digest.update((byte) 0x1d); // the group separator: no text begins with it
        }
        update(digest, lists.get(i));
      }
      return "sha256:" + HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private static void update(MessageDigest digest, List<Document> documents) {
    ByteBuffer place = ByteBuffer.allocate(2 * Integer.BYTES + 1);
    for (Document document : documents) {
      for (List<Token> line : document.lines()) {
        for (Token token : line) {
          byte[] text = token.text().getBytes(StandardCharsets.UTF_8);
          place.clear();
          place.putInt(text.length).putFloat(token.x()).put((byte) token.field().ordinal());
          digest.update(place.flip());
          digest.update(text);
        }
        digest.update((byte) '\n');
      }
      digest.update((byte) '\f');
    }
  }
}
