package dev.keepstep.operator.reconcile;

import dev.keepstep.operator.observe.Fleet;
import io.fabric8.kubernetes.api.model.Node;
import java.util.Collection;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/** The fleet, read anew only after a node has come, gone or changed its labels. */
final class CachedFleet {
  private final Supplier<Collection<Node>> nodes;
  private final AtomicLong changes = new AtomicLong();
  private volatile Read last = new Read(-1, Fleet.of(java.util.List.of()));

  private record Read(long changes, Fleet fleet) {}

  CachedFleet(Supplier<Collection<Node>> nodes) {
    this.nodes = nodes;
  }

  /** True, for a filter that lets all pass. */
  boolean changed() {
    changes.incrementAndGet();
    return true;
  }

  Fleet get() {
    Read read = last;
    long now = changes.get(); // before the nodes: what changes meanwhile is read the next time
    if (read.changes() != now) {
      read = new Read(now, Fleet.of(nodes.get()));
      last = read;
    }
    return read.fleet();
  }
}
