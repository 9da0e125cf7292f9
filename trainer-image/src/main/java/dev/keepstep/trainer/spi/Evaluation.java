package dev.keepstep.trainer.spi;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How good a model is.
 *
 * @param figures in the order in which they are shown
 * @param facts numbers that belong to them and are no figures, such as a threshold; null where
 *     there is none
 */
public record Evaluation(List<Figure> figures, Map<String, @Nullable Number> facts) {
  public Evaluation {
    figures = List.copyOf(figures);
    facts = Collections.unmodifiableMap(new LinkedHashMap<>(facts));
    if (figures.stream().map(Figure::name).distinct().count() != figures.size()) {
      throw new IllegalArgumentException("two figures have the same name: " + figures);
    }
  }

  /** Without facts. */
  public static Evaluation of(Figure... figures) {
    return new Evaluation(List.of(figures), Map.of());
  }

  /** The figures by name, for people. */
  public Map<String, String> byName() {
    Map<String, String> byName = new LinkedHashMap<>();
    figures.forEach(figure -> byName.put(figure.name(), figure.text()));
    return byName;
  }
}
