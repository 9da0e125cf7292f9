package dev.keepstep.api.v1alpha1.schema;

import dev.keepstep.api.v1alpha1.Durations;
import dev.keepstep.api.v1alpha1.TrainingJobStatus;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What the operator counts on when it reads a status again: whoever else writes one is refused what
 * makes no sense, rather than the operator stumbling over it for ever.
 */
final class StatusBounds {
  private static final Set<String> SIGNED = Set.of("exitCode", "savedPercent");

  private static final List<String> DURATIONS =
      List.of(
          "deadline.suspendedFor",
          "zones.[].held",
          "interruptions.recent.[].changeover.total",
          "interruptions.recent.[].changeover.detection",
          "progress.stepTimes.[].stepTime",
          "cost.spotFor",
          "cost.onDemandFor",
          "cost.unpricedFor");

  private static final List<String> AMOUNTS =
      List.of(
          "attempt.charge.pricePerHour",
          "attempt.charge.onDemandPerHour",
          "standby.charge.pricePerHour",
          "standby.charge.onDemandPerHour",
          "cost.total",
          "cost.spot",
          "cost.onDemand",
          "cost.baseline",
          "cost.saved",
          "cost.recomputed",
          "cost.changeovers");

  private static final String AMOUNT = "^-?[0-9]{1,20}(\\.[0-9]{1,20})?$";

  /** More than 0, at most 1. */
  private static final String SHARE = "^(1|0\\.[0-9]{0,19}[1-9])$";

  /** The API server would be asked for an object of that name. */
  private static final String NAME = "^[a-z0-9]([-.a-z0-9]*[a-z0-9])?$";

  private StatusBounds() {}

  static void set(JSONSchemaProps status) {
    numbers(status, TrainingJobStatus.class);
    DURATIONS.forEach(path -> TrainingJobSchema.at(status, path).setPattern(Durations.PATTERN));
    AMOUNTS.forEach(path -> TrainingJobSchema.at(status, path).setPattern(AMOUNT));
    require(TrainingJobSchema.at(status, "interruptions.recent.[].changeover"), "total");
    require(TrainingJobSchema.at(status, "progress.stepTimes.[]"), "stepTime");
    TrainingJobSchema.at(status, "progress.steps").setMinimum(1.0);
    TrainingJobSchema.at(status, "endedStandby").setMinimum(1.0);
    for (String attempt : List.of("attempt", "standby")) {
      TrainingJobSchema.at(status, attempt + ".number").setMinimum(1.0);
      TrainingJobSchema.at(status, attempt + ".node").setPattern(NAME);
      TrainingJobSchema.at(status, attempt + ".pod").setPattern(NAME);
      TrainingJobSchema.at(status, attempt + ".charge.share").setPattern(SHARE);
      require(TrainingJobSchema.at(status, attempt + ".charge"), "share");
      require(TrainingJobSchema.at(status, attempt + ".end"), "kind");
    }
  }

  /** Numbers that are never null are always there, and count something. */
  private static void numbers(JSONSchemaProps schema, Class<?> type) {
    for (RecordComponent component : type.getRecordComponents()) {
      JSONSchemaProps field = schema.getProperties().get(component.getName());
      Class<?> raw = component.getType();
      if (field == null) {
        continue;
      }
      if (raw == Integer.class || raw == Long.class) {
        if (!component.getAnnotatedType().isAnnotationPresent(Nullable.class)) {
          require(schema, component.getName());
        }
        if (field.getMinimum() == null && !SIGNED.contains(component.getName())) {
          field.setMinimum(0.0);
        }
      } else if (raw.isRecord()) {
        numbers(field, raw);
      } else if (component.getGenericType() instanceof ParameterizedType list
          && raw == List.class
          && item(list) instanceof Class<?> item
          && item.isRecord()) {
        numbers(field.getItems().getSchema(), item);
      }
    }
  }

  private static Type item(ParameterizedType list) {
    return list.getActualTypeArguments()[0];
  }

  private static void require(JSONSchemaProps schema, String name) {
    Set<String> names =
        new TreeSet<>(schema.getRequired() == null ? List.of() : schema.getRequired());
    names.add(name);
    schema.setRequired(List.copyOf(names));
  }
}
