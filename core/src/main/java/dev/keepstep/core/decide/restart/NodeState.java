package dev.keepstep.core.decide.restart;

/** What is known of the node that an attempt ran on. */
public enum NodeState {
  /** Its Node object is there and says Ready. */
  READY("Ready"),
  /** Tainted {@code node.kubernetes.io/not-ready}. */
  NOT_READY("node.kubernetes.io/not-ready"),
  /** Tainted {@code node.kubernetes.io/unreachable}. */
  UNREACHABLE("node.kubernetes.io/unreachable"),
  /** Tainted {@code node.kubernetes.io/out-of-service}. */
  OUT_OF_SERVICE("node.kubernetes.io/out-of-service"),
  /** Its Node object is gone, seen by a read that succeeded. */
  GONE("Node object gone"),
  /** Not known: no node yet, or nodes could not be read. Never evidence for anything. */
  UNKNOWN("unknown");

  private final String sign;

  NodeState(String sign) {
    this.sign = sign;
  }

  /** The taint or the words by which this state shows. */
  public String sign() {
    return sign;
  }
}
