package dev.keepstep.operator.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.keepstep.api.v1alpha1.TrainingJob;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every field of the CRD's spec, by walking its schema: a real API server refuses what it may not
 * be, what it is has an effect, and it can be changed and changed back, or says in one sentence why
 * not.
 */
class EveryFieldIT {
  private static Trial.Ground ground;

  @BeforeAll
  static void raise() {
    ground = Trial.Ground.raise();
    ground.stage().with("PRICES", FieldsOverTime.PRICES).start();
  }

  @AfterAll
  static void strike() {
    ground.stage().close();
  }

  @AfterEach
  void clear() {
    ground
        .stage()
        .client
        .resources(TrainingJob.class)
        .inNamespace(ground.stage().namespace)
        .delete();
  }

  static List<String> registered() {
    return Fields.all().stream().map(Field::path).toList();
  }

  @Test
  void every_field_of_the_schema_is_registered() {
    Set<String> fields = new LinkedHashSet<>(SpecSchema.leaves().keySet());
    Set<String> covered = new LinkedHashSet<>(fields);
    covered.retainAll(registered());
    System.out.printf("%d of %d fields of the spec%n", covered.size(), fields.size());
    assertThat(registered()).containsExactlyInAnyOrderElementsOf(fields);
  }

  @ParameterizedTest
  @MethodSource("registered")
  void a_field_is_checked_has_an_effect_and_can_be_changed_back(String path) {
    Map<String, Field> fields = new LinkedHashMap<>();
    Fields.all().forEach(f -> fields.put(f.path(), f));
    Field field = fields.get(path);
    JsonNode schema = SpecSchema.leaves().get(path);
    Trial trial =
        new Trial(ground, path.replaceAll("[^A-Za-z0-9]", "-").toLowerCase(Locale.ROOT), path);

    // What it may not be
    for (String value : SpecSchema.nonsense(schema)) {
      // a rule on the whole may stumble over it before the field's own type is looked at
      trial.notCreatedWith(value, "spec." + path.replaceFirst("\\.?[^.]*$", ""));
    }
    for (Field.Refused refused : field.refused()) {
      field.prepare(trial).notCreatedWith(refused.value(), refused.sentence());
    }

    // What it is
    field.proof().on(field.prepare(trial));
  }
}
