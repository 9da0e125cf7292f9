package dev.keepstep.core.contract;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The environment that the operator gives each trainer container.
 *
 * @param job name of the TrainingJob
 * @param namespace its namespace
 * @param uid UID of the TrainingJob
 * @param attempt number of this attempt, from 1
 * @param standby whether to warm up and wait for the handover before training
 * @param worker index of this worker, from 0
 * @param workers how many workers the attempt has
 * @param lease name of the attempt's Lease, in {@code namespace}
 * @param graceSeconds time between SIGTERM and SIGKILL
 * @param spec path of the spec file ({@link TrainerSpec})
 * @param podUid UID of the pod: the Lease's holder
 * @param node name of the node
 */
public record TrainerEnv(
    String job,
    String namespace,
    String uid,
    int attempt,
    boolean standby,
    int worker,
    int workers,
    String lease,
    int graceSeconds,
    String spec,
    String podUid,
    String node) {

  /** Names beginning so are Keepstep's own: a pod template that sets one is refused. */
  public static final String RESERVED_PREFIX = "KEEPSTEP_";

  public static final String JOB = "KEEPSTEP_JOB";
  public static final String NAMESPACE = "KEEPSTEP_NAMESPACE";
  public static final String UID = "KEEPSTEP_UID";
  public static final String ATTEMPT = "KEEPSTEP_ATTEMPT";
  public static final String STANDBY = "KEEPSTEP_STANDBY";
  public static final String WORKER = "KEEPSTEP_WORKER";
  public static final String WORKERS = "KEEPSTEP_WORKERS";
  public static final String LEASE = "KEEPSTEP_LEASE";
  public static final String GRACE_SECONDS = "KEEPSTEP_GRACE_SECONDS";
  public static final String SPEC = "KEEPSTEP_SPEC";
  public static final String POD_UID = "KEEPSTEP_POD_UID";
  public static final String NODE = "KEEPSTEP_NODE";

  /** Every variable of the contract, in the order of the record. */
  public static final List<String> NAMES =
      List.of(
          JOB,
          NAMESPACE,
          UID,
          ATTEMPT,
          STANDBY,
          WORKER,
          WORKERS,
          LEASE,
          GRACE_SECONDS,
          SPEC,
          POD_UID,
          NODE);

  /**
   * Another file for the termination message, for a trainer that is started without a kubelet. The
   * operator never sets this one or the next two.
   */
  public static final String TERMINATION_LOG = "KEEPSTEP_TERMINATION_LOG";

  /** Set to {@code true}: a line for every step, for whoever wants to act at a certain one. */
  public static final String STEP_LINES = "KEEPSTEP_STEP_LINES";

  /**
   * For proofs: names a source of randomness, which is then drawn from the clock, so that the
   * comparison is seen to fail. Its prefix is reserved, so no pod template can set it.
   */
  public static final String TEST_UNSEED = "KEEPSTEP_TEST_UNSEED";

  /** Where the operator mounts the spec file. */
  public static final String SPEC_PATH = "/etc/keepstep/spec.json";

  /** The container of the pod template that is the trainer. */
  public static final String CONTAINER = "trainer";

  public TrainerEnv {
    if (attempt < 1) {
      throw new IllegalArgumentException(ATTEMPT + " is " + attempt + ", expected 1 or more");
    }
    if (workers < 1 || worker < 0 || worker >= workers) {
      throw new IllegalArgumentException(
          "%s is %d of %s %d, expected 0 to %s - 1"
              .formatted(WORKER, worker, WORKERS, workers, WORKERS));
    }
    if (graceSeconds < 0) {
      throw new IllegalArgumentException(GRACE_SECONDS + " is negative: " + graceSeconds);
    }
  }

  /**
   * Reads the environment.
   *
   * @throws IllegalArgumentException naming the variable that is missing or has no sense
   */
  public static TrainerEnv parse(Map<String, String> environment) {
    return new TrainerEnv(
        text(environment, JOB),
        text(environment, NAMESPACE),
        text(environment, UID),
        number(environment, ATTEMPT),
        flag(environment, STANDBY),
        number(environment, WORKER),
        number(environment, WORKERS),
        text(environment, LEASE),
        number(environment, GRACE_SECONDS),
        text(environment, SPEC),
        text(environment, POD_UID),
        text(environment, NODE));
  }

  /** The environment as {@link #parse} reads it. */
  public Map<String, String> toMap() {
    Map<String, String> map = new LinkedHashMap<>();
    map.put(JOB, job);
    map.put(NAMESPACE, namespace);
    map.put(UID, uid);
    map.put(ATTEMPT, Integer.toString(attempt));
    map.put(STANDBY, Boolean.toString(standby));
    map.put(WORKER, Integer.toString(worker));
    map.put(WORKERS, Integer.toString(workers));
    map.put(LEASE, lease);
    map.put(GRACE_SECONDS, Integer.toString(graceSeconds));
    map.put(SPEC, spec);
    map.put(POD_UID, podUid);
    map.put(NODE, node);
    return map;
  }

  private static String text(Map<String, String> environment, String name) {
    String value = environment.get(name);
    if (value == null || value.isEmpty()) {
      throw new IllegalArgumentException(
          name
              + " is not set: a trainer is started by the operator, or with its contract's"
              + " variables set by hand (see docs/reference/contract.md)");
    }
    return value;
  }

  private static int number(Map<String, String> environment, String name) {
    String value = text(environment, name);
    try {
      return Integer.parseInt(value);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(name + " is \"" + value + "\", expected an integer", e);
    }
  }

  private static boolean flag(Map<String, String> environment, String name) {
    return switch (text(environment, name)) {
      case "true" -> true;
      case "false" -> false;
      case String other ->
          throw new IllegalArgumentException(
              name + " is \"" + other + "\", expected true or false");
    };
  }
}
