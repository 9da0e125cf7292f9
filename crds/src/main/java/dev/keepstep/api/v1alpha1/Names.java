package dev.keepstep.api.v1alpha1;

/**
 * Names of what belongs to an attempt: derived, never drawn, so that a repeated create is the same
 * create.
 */
public final class Names {
  private Names() {}

  /** The pod of a worker: {@code <job>-<attempt>-<worker>}. */
  public static String pod(String job, int attempt, int worker) {
    return job + "-" + attempt + "-" + worker;
  }

  /** The attempt's Lease: {@code <job>-<attempt>}. */
  public static String lease(String job, int attempt) {
    return job + "-" + attempt;
  }

  /** The pod that deletes a deleted job's objects in S3: {@code <job>-cleanup}. */
  public static String cleanup(String job) {
    return job + "-cleanup";
  }
}
