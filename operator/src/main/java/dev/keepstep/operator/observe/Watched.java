package dev.keepstep.operator.observe;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.DeserializationConfig;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.PropertyName;
import com.fasterxml.jackson.databind.deser.BeanDeserializerBuilder;
import com.fasterxml.jackson.databind.deser.BeanDeserializerModifier;
import com.fasterxml.jackson.databind.deser.SettableBeanProperty;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.util.TokenBuffer;
import io.fabric8.kubernetes.api.model.WatchEvent;
import io.fabric8.kubernetes.internal.KubernetesDeserializer;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A watched object, read as it comes. API servers say first of what version and kind it is, so no
 * tree of the whole has to be made to look for that; where they don't, one is.
 */
final class Watched extends JsonDeserializer<Object> {
  private static final String VERSION = "apiVersion";
  private static final String KIND = "kind";

  /** Reads watched objects so. */
  static final class Reading extends SimpleModule {
    private static final long serialVersionUID = 1L;

    Reading() {
      setDeserializerModifier(
          new BeanDeserializerModifier() {
            private static final long serialVersionUID = 1L;

            @Override
            public BeanDeserializerBuilder updateBuilder(
                DeserializationConfig config,
                BeanDescription bean,
                BeanDeserializerBuilder builder) {
              if (bean.getBeanClass() == WatchEvent.class) {
                SettableBeanProperty object =
                    builder.findProperty(PropertyName.construct("object"));
                JsonDeserializer<?> usual = object.getValueDeserializer();
                builder.addOrReplaceProperty(
                    object.withValueDeserializer(new Watched((KubernetesDeserializer) usual)),
                    true);
              }
              return builder;
            }
          });
    }
  }

  private final KubernetesDeserializer kinds;
  private final Map<Class<?>, JsonDeserializer<Object>> readers = new ConcurrentHashMap<>();

  /**
   * @param kinds knows the class of each kind
   */
  Watched(KubernetesDeserializer kinds) {
    this.kinds = kinds;
  }

  @Override
  public @Nullable Object deserialize(JsonParser json, DeserializationContext context)
      throws IOException {
    if (json.currentToken() != JsonToken.START_OBJECT) {
      return kinds.deserialize(json, context);
    }
    String version = null;
    String kind = null;
    while ((version == null || kind == null)
        && json.nextToken() == JsonToken.FIELD_NAME
        && (json.currentName().equals(VERSION) || json.currentName().equals(KIND))) {
      boolean isVersion = json.currentName().equals(VERSION);
      if (json.nextToken() != JsonToken.VALUE_STRING) {
        TokenBuffer head = head(version, kind, json, context);
        head.writeFieldName(isVersion ? VERSION : KIND);
        head.copyCurrentStructure(json);
        json.nextToken();
        return asTree(head, json, context);
      }
      if (isVersion) {
        version = json.getText();
      } else {
        kind = json.getText();
      }
    }
    if (version != null && kind != null) {
      json.nextToken();
      Class<?> known = kinds.getRegisteredKind(version, kind);
      if (known != null) {
        return reader(known, context).deserialize(json, context);
      }
    }
    return asTree(head(version, kind, json, context), json, context);
  }

  /** What has been read already. */
  private static TokenBuffer head(
      @Nullable String version,
      @Nullable String kind,
      JsonParser json,
      DeserializationContext context)
      throws IOException {
    TokenBuffer head = new TokenBuffer(json, context);
    head.writeStartObject();
    if (version != null) {
      head.writeStringField(VERSION, version);
    }
    if (kind != null) {
      head.writeStringField(KIND, kind);
    }
    return head;
  }

  private JsonDeserializer<Object> reader(Class<?> type, DeserializationContext context)
      throws IOException {
    JsonDeserializer<Object> reader = readers.get(type);
    if (reader == null) {
      reader = context.findRootValueDeserializer(context.constructType(type));
      readers.put(type, reader);
    }
    return reader;
  }

  private @Nullable Object asTree(TokenBuffer head, JsonParser json, DeserializationContext context)
      throws IOException {
    while (json.currentToken() == JsonToken.FIELD_NAME) {
      head.copyCurrentStructure(json);
      json.nextToken();
    }
    head.writeEndObject();
    try (JsonParser all = head.asParserOnFirstToken()) {
      return kinds.deserialize(all, context);
    }
  }
}
