package dev.keepstep.api.v1alpha1;

/** Labels and annotations that Keepstep puts on what it makes. */
public final class Labels {
  private static final String PREFIX = TrainingJob.GROUP + "/";

  /** Name of the job, on its pods and Leases. */
  public static final String JOB = PREFIX + "job";

  /** UID of the job, on its pods and Leases: a re-created job of the same name is another one. */
  public static final String JOB_UID = PREFIX + "job-uid";

  /** Number of the attempt, decimal. */
  public static final String ATTEMPT = PREFIX + "attempt";

  /** Index of the worker, decimal. */
  public static final String WORKER = PREFIX + "worker";

  /** Capacity that the attempt was placed on: {@code spot} or {@code on-demand}. */
  public static final String CAPACITY = PREFIX + "capacity";

  /** {@code true} on the pod of an attempt that was placed as a standby. */
  public static final String STANDBY = PREFIX + "standby";

  /** Kubernetes's recommended label for who made an object. */
  public static final String MANAGED_BY = "app.kubernetes.io/managed-by";

  /** Value of {@link #MANAGED_BY}. */
  public static final String MANAGED_BY_KEEPSTEP = "keepstep";

  /** Annotation of a pod: the spec file's text, which the pod mounts. */
  public static final String SPEC_ANNOTATION = PREFIX + "spec";

  /** Annotation of a Lease: what the operator had counted when the attempt was recorded, JSON. */
  public static final String HISTORY_ANNOTATION = PREFIX + "history";

  /**
   * Finalizer of a job whose {@code spec.checkpoint.onDelete} is Delete: its objects in S3 go
   * first.
   */
  public static final String CHECKPOINTS_FINALIZER = PREFIX + "checkpoints";

  private Labels() {}
}
