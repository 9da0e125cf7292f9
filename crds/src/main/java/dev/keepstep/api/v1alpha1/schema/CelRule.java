package dev.keepstep.api.v1alpha1.schema;

import java.util.List;

/**
 * A rule that the API server checks at admission.
 *
 * @param path the field under which it stands
 * @param rule CEL
 * @param message what the user reads: the field and the mend
 * @param reason FieldValueInvalid, FieldValueForbidden, …
 */
record CelRule(String path, String rule, String message, String reason) {
  /**
   * As in batch/v1, a job can be changed while it is suspended and has never started. What has no
   * status may have a pod all the same, which the operator has not told yet; once it has told that
   * the job is suspended, it tells a start before it makes a pod.
   */
  private static final String FIXED =
      "!has(oldSelf.spec.suspend) || !oldSelf.spec.suspend"
          + " || !has(oldSelf.status) || has(oldSelf.status.startTime)";

  private static final String UNLESS =
      "cannot be changed, unless the job is suspended and has never started: create another job";

  private static final String TRAINED = "has(oldSelf.status) && has(oldSelf.status.progress)";

  private static final String CONTAINERS = "spec.template.spec.containers";

  /** Every rule; {@code AdmissionIT} has a case for each. */
  static final List<CelRule> ALL =
      List.of(
          invalid(
              "",
              "size(self.metadata.name) <= 52",
              "metadata.name must have at most 52 characters: pods are named after it"),
          locked(FIXED, "self.spec.seed == oldSelf.spec.seed", "spec.seed " + UNLESS),
          locked(
              FIXED,
              "self.spec.training.steps == oldSelf.spec.training.steps",
              "spec.training.steps " + UNLESS),
          locked(FIXED, same("spec.training", "parameters"), "spec.training.parameters " + UNLESS),
          locked(FIXED, same("spec.training", "program"), "spec.training.program " + UNLESS),
          locked(FIXED, same("spec.checkpoint", "from"), "spec.checkpoint.from " + UNLESS),
          invalid(
              "spec.checkpoint",
              "!has(self.from) || !has(self.s3.prefix) || self.from.prefix != self.s3.prefix"
                  + " || (has(self.from.bucket) && self.from.bucket != self.s3.bucket)",
              "spec.checkpoint.from names this job's own prefix: name the other run's"),
          locked(
              TRAINED,
              "self.spec.checkpoint.s3 == oldSelf.spec.checkpoint.s3 || "
                  + "self.spec.checkpoint.s3.bucket == oldSelf.spec.checkpoint.s3.bucket && "
                  + "self.spec.checkpoint.s3.region == oldSelf.spec.checkpoint.s3.region && "
                  + same("spec.checkpoint.s3", "prefix")
                  + " && "
                  + same("spec.checkpoint.s3", "endpoint"),
              "spec.checkpoint.s3's bucket, prefix, region and endpoint cannot be changed once"
                  + " training has begun: its checkpoints lie there"),
          new CelRule(
              "",
              same("spec", "managedBy"),
              "spec.managedBy cannot be changed: create another job",
              "FieldValueForbidden"),
          invalid(
              CONTAINERS,
              "self.exists(c, c.name == 'trainer')",
              "spec.template.spec.containers must have one named \"trainer\""),
          reserved(CONTAINERS),
          reserved("spec.template.spec.initContainers"),
          invalid(
              "spec.checkpoint.interval",
              "duration(self) >= duration('1s')",
              "spec.checkpoint.interval must be at least 1s; leave it out for the automatic one"),
          invalid(
              "spec.capacity.maxLifetime",
              "duration(self) >= duration('30s')",
              "spec.capacity.maxLifetime must be at least 30s; leave it out for never"),
          invalid(
              "spec.deadline",
              "has(self.after) != has(self.at)",
              "spec.deadline must have after or at: one of the two, not both and not neither"),
          invalid(
              "spec.deadline.after",
              "duration(self) > duration('0s')",
              "spec.deadline.after must be more than 0s; leave the deadline out for none"),
          invalid(
              "spec",
              "!has(self.deadline) || self.capacity.policy != 'SpotOnly'",
              "spec.deadline cannot be kept with spec.capacity.policy SpotOnly, which may wait for"
                  + " spot without end: use SpotPreferred, or remove the deadline"),
          invalid(
              "spec.budget.amount",
              "double(self) > 0.0",
              "spec.budget.amount must be more than 0; leave the budget out for no limit"),
          invalid(
              "spec.limits.hangTimeout",
              "duration(self) >= duration('30s')",
              "spec.limits.hangTimeout must be at least 30s, the time between two heartbeats"),
          invalid(
              "status",
              "!has(self.standby) || !has(self.attempt)"
                  + " || self.standby.number != self.attempt.number",
              "status.standby has the number of status.attempt: the operator gives each its own"));

  private static CelRule invalid(String path, String rule, String message) {
    return new CelRule(path, rule, message, "FieldValueInvalid");
  }

  /**
   * Stands at the variables themselves: a rule further up would walk through all fields of a pod at
   * each write of a status.
   */
  private static CelRule reserved(String containers) {
    return new CelRule(
        containers + ".[].env",
        "self.all(e, !e.name.startsWith('KEEPSTEP_'))",
        containers
            + ": environment variables named KEEPSTEP_… are reserved, Keepstep sets them: remove"
            + " them",
        "FieldValueForbidden");
  }

  /**
   * What is as it was is asked first: every write of a status passes these rules, and ends there.
   */
  private static CelRule locked(String since, String rule, String message) {
    return new CelRule("", rule + " || !(" + since + ")", message, "FieldValueForbidden");
  }

  /** An optional field is as it was: there before and now with one value, or neither time. */
  private static String same(String parent, String field) {
    String now = "self." + parent;
    String then = "oldSelf." + parent;
    return "(has(%1$s.%3$s) ? has(%2$s.%3$s) && %1$s.%3$s == %2$s.%3$s : !has(%2$s.%3$s))"
        .formatted(now, then, field);
  }
}
