package dev.keepstep.api.v1alpha1.schema;

import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.BeanPropertyDefinition;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;

/**
 * Bounds of what the Java types can hold. What JSON Schema's integer allows and an {@code int} does
 * not, or a quantity that is none, would otherwise be stored, and no client that reads all jobs
 * could read any.
 */
final class TypeBounds {
  /** As Kubernetes reads quantities. */
  private static final String QUANTITY =
      "^(\\+|-)?(([0-9]+(\\.[0-9]*)?)|(\\.[0-9]+))"
          + "(([KMGTPE]i)|[numkMGTPE]|([eE](\\+|-)?(([0-9]+(\\.[0-9]*)?)|(\\.[0-9]+))))?$";

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private TypeBounds() {}

  /** Sets them on a class's schema and on all below it. */
  static void set(JSONSchemaProps schema, Class<?> type) {
    set(schema, MAPPER.constructType(type));
  }

  private static void set(JSONSchemaProps schema, JavaType type) {
    if (schema.getItems() != null) {
      set(schema.getItems().getSchema(), type.getContentType());
    } else if (type.hasRawClass(Quantity.class)) {
      schema.setPattern(QUANTITY);
    } else if (type.hasRawClass(Integer.class) || type.hasRawClass(IntOrString.class)) {
      bound(schema);
    } else if (schema.getAdditionalProperties() != null
        && schema.getAdditionalProperties().getSchema() != null) {
      set(schema.getAdditionalProperties().getSchema(), type.getContentType());
    } else if (schema.getProperties() != null) {
      for (BeanPropertyDefinition property :
          MAPPER.getDeserializationConfig().introspect(type).findProperties()) {
        JSONSchemaProps field = schema.getProperties().get(property.getName());
        if (field != null) {
          set(field, property.getPrimaryType());
        }
      }
    }
  }

  private static void bound(JSONSchemaProps schema) {
    if (schema.getMaximum() == null) {
      schema.setMaximum((double) Integer.MAX_VALUE);
    }
    if (schema.getMinimum() == null) {
      schema.setMinimum((double) Integer.MIN_VALUE);
    }
  }
}
