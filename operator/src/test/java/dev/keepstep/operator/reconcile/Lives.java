package dev.keepstep.operator.reconcile;

import dev.keepstep.operator.OperatorMain;
import dev.keepstep.operator.faults.Fault;
import dev.keepstep.operator.faults.FaultProxy;
import dev.keepstep.operator.metrics.OperatorMetrics;
import dev.keepstep.operator.observe.ApiReach;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.OperatorException;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Operators one after another: when one dies by a fault, the next begins at once, with nothing in
 * its memory, as a Deployment's pod would. The dead one's threads may go on for a while; its wire
 * carries nothing any more.
 */
final class Lives implements AutoCloseable {
  private final Stage stage;
  private final Clock clock;
  private final Fault.Choice choice;
  private final Set<Life> alive = new HashSet<>();
  private boolean retries = true;
  private int deaths;
  private boolean closed;

  Lives(Stage stage, Clock clock, Fault.Choice choice) {
    this.stage = stage;
    this.clock = clock;
    this.choice = choice;
  }

  /** Whether the operators' client tries a failed request again before it tells the operator. */
  Lives withRetries(boolean wanted) {
    retries = wanted;
    return this;
  }

  /** One operator, and its wire. */
  private final class Life {
    private final FaultProxy wire =
        new FaultProxy(TestApiServer.config(), choice, () -> succeeded(this));
    private final OperatorMetrics metrics = new OperatorMetrics();
    private final ApiReach reach = new ApiReach();
    private final KubernetesClient client = OperatorMain.client(config(), metrics, reach);
    private final Operator operator =
        OperatorMain.operator(stage.settings(), client, clock, metrics, reach);

    private Config config() {
      Config config = wire.config();
      if (!retries) {
        config.setRequestRetryBackoffLimit(0);
      }
      return config;
    }

    void end() {
      wire.close();
      operator.stop();
      client.close();
    }
  }

  /** Starts another operator; one that cannot start is started again, as a kubelet would. */
  Lives begin() {
    while (true) {
      Life life = new Life();
      synchronized (this) {
        if (closed) {
          life.end();
          return this;
        }
        alive.add(life);
      }
      try {
        life.operator.start();
        return this;
      } catch (OperatorException e) {
        synchronized (this) {
          alive.remove(life);
        }
        life.end();
      }
    }
  }

  private void succeeded(Life dead) {
    synchronized (this) {
      if (!alive.remove(dead)) {
        return;
      }
      deaths++;
    }
    Thread.ofVirtual().start(this::begin);
    Thread.ofVirtual().start(dead::end);
  }

  synchronized int deaths() {
    return deaths;
  }

  @Override
  public void close() {
    List<Life> all;
    synchronized (this) {
      closed = true;
      all = List.copyOf(alive);
      alive.clear();
    }
    all.forEach(Life::end);
  }
}
