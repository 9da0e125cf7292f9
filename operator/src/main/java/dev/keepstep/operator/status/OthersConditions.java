package dev.keepstep.operator.status;

import dev.keepstep.api.v1alpha1.ConditionType;
import dev.keepstep.api.v1alpha1.TrainingJobStatus;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Conditions that other controllers have put on a job, a queue for instance: nothing is decided by
 * them, and no write of ours changes them.
 */
public final class OthersConditions {
  private static final Set<String> OURS = Set.copyOf(ConditionType.words());
  private static final Predicate<Condition> ANOTHERS = c -> !OURS.contains(c.getType());

  private OthersConditions() {}

  /** A status as this operator means it; one that is not there is empty. */
  public static TrainingJobStatus without(@Nullable TrainingJobStatus status) {
    if (status == null) {
      return TrainingJobStatus.empty();
    }
    if (status.conditions().stream().noneMatch(ANOTHERS)) {
      return status;
    }
    StatusDraft draft = new StatusDraft(status);
    draft.conditions = status.conditions().stream().filter(ANOTHERS.negate()).toList();
    return draft.build();
  }

  /**
   * A status as it is to be written.
   *
   * @param there what it replaces; null: there was none
   */
  public static TrainingJobStatus with(
      TrainingJobStatus status, @Nullable TrainingJobStatus there) {
    List<Condition> others =
        there == null ? List.of() : there.conditions().stream().filter(ANOTHERS).toList();
    if (others.isEmpty()) {
      return status;
    }
    StatusDraft draft = new StatusDraft(status);
    draft.conditions = new ArrayList<>(status.conditions());
    draft.conditions.addAll(others);
    return draft.build();
  }
}
