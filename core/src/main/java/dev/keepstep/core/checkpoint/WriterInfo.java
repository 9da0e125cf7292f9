package dev.keepstep.core.checkpoint;

import dev.keepstep.core.json.Json;
import dev.keepstep.core.json.JsonObject;
import dev.keepstep.core.proof.Envelope;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who writes.
 *
 * @param jobUid of the TrainingJob object
 * @param attempt the operator's number of this placement
 * @param node where it runs
 * @param image digest of the container image
 * @param envelope measured on this node
 * @param resumedFrom the checkpoint whose state it begins with; empty: step 0
 */
public record WriterInfo(
    String jobUid,
    int attempt,
    String node,
    String image,
    Envelope envelope,
    Optional<CheckpointId> resumedFrom) {

  /**
   * @param token drawn for this claim, so that two processes with equal info are told apart
   */
  byte[] write(int number, String token) {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    map.put("format", "keepstep-writer/1");
    map.put("writer", number);
    map.put("jobUid", jobUid);
    map.put("attempt", attempt);
    map.put("node", node);
    map.put("image", image);
    map.put("envelope", envelope.toJson());
    resumedFrom.ifPresent(id -> map.put("resumedFrom", id.toString()));
    map.put("token", token);
    return (Json.write(map) + "\n").getBytes(StandardCharsets.UTF_8);
  }

  /**
   * @throws RuntimeException naming the field that is missing or has no sense
   */
  static WriterInfo read(byte[] text) {
    JsonObject json = Json.readObject(new String(text, StandardCharsets.UTF_8), "writer");
    return new WriterInfo(
        json.string("jobUid"),
        Math.toIntExact(json.integer("attempt")),
        json.string("node"),
        json.string("image"),
        Envelope.fromJson(json.object("envelope")),
        json.optionalString("resumedFrom").map(CheckpointId::parse));
  }
}
