package dev.keepstep.operator.observe;

import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.http.Interceptor;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Whether the API server could be reached, as the operator's own requests found it.
 *
 * <p>An API server that was away comes back with nodes that nobody could report on: Kubernetes's
 * node lifecycle controller calls them unreachable, until their kubelets get through again, one
 * after the other. For that time their state says nothing of them.
 */
public final class ApiReach implements Interceptor {
  /** No kubelet is late because of less. */
  private static final Duration OUTAGE = Duration.ofSeconds(3);

  /** A kubelet reports every 10 s, and may first wait as long for a request that is lost. */
  private static final Duration SETTLES = Duration.ofSeconds(30);

  private static final int SERVER_ERROR = 500;

  private final LongSupplier nanos;
  private boolean failing;
  private long firstFailed;
  private long lastFailed;
  private boolean wasAway;
  private long backSince;

  public ApiReach() {
    this(System::nanoTime);
  }

  /**
   * @param nanos a clock that only goes on
   */
  ApiReach(LongSupplier nanos) {
    this.nanos = nanos;
  }

  @Override
  public void after(
      HttpRequest request,
      HttpResponse<?> response,
      AsyncBody.Consumer<List<ByteBuffer>> consumer) {
    if (response.code() < SERVER_ERROR) {
      answered();
    } else {
      failed();
    }
  }

  @Override
  public void afterConnectionFailure(HttpRequest request, Throwable failure) {
    failed();
  }

  synchronized void failed() {
    lastFailed = nanos.getAsLong();
    if (!failing) {
      failing = true;
      firstFailed = lastFailed;
    }
  }

  synchronized void answered() {
    if (away()) {
      wasAway = true;
      backSince = nanos.getAsLong();
    }
    failing = false;
  }

  /** Whether it is away, or was until so short a while ago that nodes may not have reported. */
  public synchronized boolean settling() {
    return away() || wasAway && nanos.getAsLong() - backSince < SETTLES.toNanos();
  }

  /** By failures alone: who has nothing to ask for a while does not know. */
  private boolean away() {
    return failing && lastFailed - firstFailed >= OUTAGE.toNanos();
  }
}
