package dev.keepstep.core.checkpoint;

import dev.keepstep.core.checkpoint.Manifest.Chunk;
import dev.keepstep.core.checkpoint.Manifest.Part;
import dev.keepstep.core.checkpoint.Manifest.StoredTensor;
import dev.keepstep.core.json.Json;
import dev.keepstep.core.json.JsonException;
import dev.keepstep.core.json.JsonObject;
import dev.keepstep.core.proof.Envelope;
import dev.keepstep.core.proof.Sha256;
import dev.keepstep.core.tensor.DType;
import dev.keepstep.core.tensor.TensorSpec;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A manifest as text: one JSON object on one line, in one form only. The last field is the SHA-256
 * of the text without it, and the reader takes only what the writer would have written, so a single
 * changed bit, an added field or a cut is noticed.
 */
public final class ManifestCodec {
  /** What this program writes; it reads no other. */
  public static final String FORMAT = "keepstep-checkpoint/1";

  private static final Pattern FORMATS = Pattern.compile("keepstep-checkpoint/([0-9]{1,6})");

  private ManifestCodec() {}

  /** Why a text is not taken for a manifest; one sentence. */
  public static final class Rejected extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String reason;

    Rejected(String reason) {
      super(reason);
      this.reason = reason;
    }

    public String reason() {
      return reason;
    }
  }

  /** UTF-8, ending in a line feed. */
  public static byte[] write(Manifest manifest) {
    Map<String, @Nullable Object> map = toMap(manifest);
    map.put("sha256", Sha256.hex(Json.write(map).getBytes(StandardCharsets.UTF_8)));
    return (Json.write(map) + "\n").getBytes(StandardCharsets.UTF_8);
  }

  /**
   * @throws Rejected if the text is anything but what {@link #write} gives for some manifest
   */
  public static Manifest read(byte[] text) {
    Manifest manifest;
    try {
      String json = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(text)).toString();
      JsonObject object = Json.readObject(json, "manifest");
      requireFormat(object.string("format"));
      manifest = fromJson(object);
    } catch (CharacterCodingException e) {
      throw new Rejected("the manifest is not UTF-8");
    } catch (JsonException | IllegalArgumentException | ArithmeticException e) {
      throw new Rejected("the manifest has no sense: " + e.getMessage());
    }
    if (!Arrays.equals(text, write(manifest))) {
      throw new Rejected("the manifest was altered: its text is not the one that was written");
    }
    return manifest;
  }

  private static void requireFormat(String format) {
    Matcher matcher = FORMATS.matcher(format);
    if (!matcher.matches()) {
      throw new Rejected("the manifest's format is \"" + format + "\", which is not Keepstep's");
    }
    if (!format.equals(FORMAT)) {
      throw new Rejected(
          "the manifest's format is %s and this program reads %s: use the program that wrote it, or a later one"
              .formatted(format, FORMAT));
    }
  }

  private static Map<String, @Nullable Object> toMap(Manifest manifest) {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    map.put("format", FORMAT);
    map.put("step", manifest.id().step());
    map.put("epoch", manifest.epoch());
    map.put("writer", manifest.id().writer());
    manifest.parent().ifPresent(parent -> map.put("parent", parent.toString()));
    map.put("envelope", manifest.envelope().toJson());
    map.put("fingerprint", manifest.fingerprint());
    map.put("parts", manifest.parts().stream().map(ManifestCodec::toMap).toList());
    map.put("tensors", manifest.tensors().stream().map(ManifestCodec::toMap).toList());
    return map;
  }

  private static Map<String, @Nullable Object> toMap(Part part) {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    map.put("name", part.name());
    map.put("length", part.length());
    map.put("crc64nvme", part.crc64nvme());
    return map;
  }

  private static Map<String, @Nullable Object> toMap(StoredTensor tensor) {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    map.put("name", tensor.spec().name());
    map.put("dtype", tensor.spec().dtype().text());
    map.put("shape", tensor.spec().shape());
    map.put("chunks", tensor.chunks().stream().map(ManifestCodec::toMap).toList());
    return map;
  }

  private static Map<String, @Nullable Object> toMap(Chunk chunk) {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    map.put("part", chunk.part());
    map.put("offset", chunk.offset());
    map.put("length", chunk.length());
    map.put("sha256", chunk.sha256());
    return map;
  }

  private static Manifest fromJson(JsonObject json) {
    return new Manifest(
        new CheckpointId(json.integer("step"), Math.toIntExact(json.integer("writer"))),
        json.integer("epoch"),
        json.optionalString("parent").map(CheckpointId::parse),
        Envelope.fromJson(json.object("envelope")),
        json.string("fingerprint"),
        json.objects("parts").stream().map(ManifestCodec::part).toList(),
        json.objects("tensors").stream().map(ManifestCodec::tensor).toList());
  }

  private static Part part(JsonObject json) {
    return new Part(json.string("name"), json.integer("length"), json.string("crc64nvme"));
  }

  private static StoredTensor tensor(JsonObject json) {
    TensorSpec spec =
        new TensorSpec(json.string("name"), DType.parse(json.string("dtype")), shape(json));
    return new StoredTensor(
        spec, json.objects("chunks").stream().map(ManifestCodec::chunk).toList());
  }

  private static List<Long> shape(JsonObject json) {
    List<Long> shape = new ArrayList<>();
    if (!(json.toMap().get("shape") instanceof List<?> list)) {
      throw new JsonException("manifest: a tensor's shape is missing");
    }
    for (Object length : list) {
      if (!(length instanceof Long number)) {
        throw new JsonException("manifest: a tensor's shape has a dimension of " + length);
      }
      shape.add(number);
    }
    return shape;
  }

  private static Chunk chunk(JsonObject json) {
    return new Chunk(
        Math.toIntExact(json.integer("part")),
        json.integer("offset"),
        json.integer("length"),
        json.string("sha256"));
  }
}
