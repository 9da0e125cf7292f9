package dev.keepstep.operator.faults;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.internal.SSLUtils;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Stands between one operator and the API server, and lets go wrong what it is told to. It speaks
 * HTTP to the operator and TLS, with the operator's identity, to the API server; what passes is
 * passed as it is. Dead, it passes nothing, for ever: whatever the operator does after that, it
 * does in vain.
 */
public final class FaultProxy implements AutoCloseable {
  /** What belongs to a connection, or is written anew for it. */
  private static final Set<String> HOP =
      Set.of(
          "connection",
          "upgrade",
          "http2-settings",
          "host",
          "content-length",
          "transfer-encoding",
          "accept-encoding",
          "keep-alive");

  private static final int GONE = 410;

  private final Config target;
  private final URI upstream;
  private final Fault.Choice choice;
  private final Runnable onDeath;
  private final HttpServer server;
  private final HttpClient client;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Set<InputStream> streams = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean died = new AtomicBoolean();
  private volatile boolean dead;

  /**
   * A proxy that listens on loopback.
   *
   * @param onDeath is run once, when the operator dies by a fault
   */
  public FaultProxy(Config target, Fault.Choice choice, Runnable onDeath) {
    this.target = target;
    this.upstream = URI.create(target.getMasterUrl());
    this.choice = choice;
    this.onDeath = onDeath;
    try {
      client =
          HttpClient.newBuilder().sslContext(SSLUtils.sslContext(target)).executor(threads).build();
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 200);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  /** The way to the API server through here. */
  public Config config() {
    Config config = target;
    config.setMasterUrl("http://127.0.0.1:" + server.getAddress().getPort() + "/");
    // one stream per watch that can be held back, line by line
    config.setOnlyHttpWatches(true);
    config.setWatchReconnectInterval(50);
    return config;
  }

  private void handle(HttpExchange exchange) {
    try (exchange) {
      URI uri = exchange.getRequestURI();
      Call call =
          new Call(
              exchange.getRequestMethod(),
              uri.getPath(),
              uri.getRawQuery() == null ? "" : uri.getRawQuery());
      byte[] body = exchange.getRequestBody().readAllBytes();
      if (dead) {
        return;
      }
      Fault fault = choice.on(call);
      switch (fault) {
        case Fault.CrashBefore _ -> {
          dead = true;
          die();
        }
        case Fault.Reset _ -> {}
        case Fault.Answer answer -> refuse(exchange, answer.code());
        case Fault.CrashAfter _ -> {
          dead = true; // first of all: nothing else of it passes
          send(exchange, uri, body).body().close();
          die(); // last of all: its successor finds the write done
        }
        case Fault.AnswerLost _ -> send(exchange, uri, body).body().close();
        case Fault.None _, Fault.Late _, Fault.Cut _ -> {
          if (fault instanceof Fault.Late late) {
            Thread.sleep(late.by());
            if (dead) {
              return;
            }
          }
          answer(exchange, call, fault, send(exchange, uri, body));
        }
      }
    } catch (IOException e) {
      // one of the two has hung up: so does the other
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private HttpResponse<InputStream> send(HttpExchange exchange, URI uri, byte[] body)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(upstream.resolve(uri.toString()))
            .method(exchange.getRequestMethod(), BodyPublishers.ofByteArray(body));
    exchange
        .getRequestHeaders()
        .forEach(
            (name, values) -> {
              if (!HOP.contains(name.toLowerCase(Locale.ROOT))) {
                values.forEach(v -> request.header(name, v));
              }
            });
    return client.send(request.build(), BodyHandlers.ofInputStream());
  }

  private void answer(
      HttpExchange exchange, Call call, Fault fault, HttpResponse<InputStream> response)
      throws IOException, InterruptedException {
    response
        .headers()
        .map()
        .forEach(
            (name, values) -> {
              if (!HOP.contains(name.toLowerCase(Locale.ROOT)) && !name.startsWith(":")) {
                exchange.getResponseHeaders().put(name, values);
              }
            });
    try (InputStream in = response.body()) {
      streams.add(in);
      if (!call.watch()) {
        byte[] all = in.readAllBytes();
        if (!dead) {
          exchange.sendResponseHeaders(response.statusCode(), all.length == 0 ? -1 : all.length);
          exchange.getResponseBody().write(all);
        }
        return;
      }
      exchange.sendResponseHeaders(response.statusCode(), 0);
      exchange.getResponseBody().flush();
      pass(in, exchange.getResponseBody(), fault);
    } finally {
      streams.remove(response.body());
    }
  }

  /** Passes a watch's events, one a line. */
  private void pass(InputStream in, OutputStream out, Fault fault)
      throws IOException, InterruptedException {
    BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
    int left = fault instanceof Fault.Cut cut ? cut.after() : Integer.MAX_VALUE;
    for (String line = lines.readLine();
        line != null && left > 0 && !dead;
        line = lines.readLine(), left--) {
      if (fault instanceof Fault.Late late) {
        Thread.sleep(late.by());
      }
      out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
      out.flush();
    }
  }

  private static void refuse(HttpExchange exchange, int code) throws IOException {
    byte[] status =
        """
        {"kind":"Status","apiVersion":"v1","status":"Failure","code":%d,"reason":"%s",
         "message":"the test says %d"}
        """
            .formatted(code, code == GONE ? "Expired" : "InternalError", code)
            .getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    exchange.sendResponseHeaders(code, status.length);
    exchange.getResponseBody().write(status);
  }

  private void die() {
    if (died.compareAndSet(false, true)) {
      onDeath.run();
      hangUp();
    }
  }

  private void hangUp() {
    for (InputStream in : Set.copyOf(streams)) {
      try {
        in.close();
      } catch (IOException e) {
        // it is closed
      }
    }
  }

  @Override
  public void close() {
    dead = true;
    hangUp();
    server.stop(0);
    threads.shutdownNow();
    client.shutdownNow();
  }
}
