package dev.keepstep.cli.trainer;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A relay before an S3 server that sees each request go by, byte for byte as it was signed, and can
 * act at a chosen one: what happens "while a checkpoint is written" then happens exactly there, and
 * not when a timer thinks so.
 */
public final class S3Tap implements AutoCloseable {
  /** When to act on the request that was waited for. */
  public enum Moment {
    /** Before the server has any of it; it never gets it. */
    BEFORE,
    /** After the server has answered; the answer is lost. */
    ANSWERED
  }

  /** What is waited for; it happens once. */
  private record Trap(String method, Pattern path, Moment moment, Runnable action) {}

  private static final Pattern REQUEST = Pattern.compile("^([A-Z]+) (\\S+) HTTP/1\\.1\r\n");
  private static final int LONGEST_LINE = 4096;

  private final ServerSocket listener;
  private final URI server;
  private final AtomicReference<@Nullable Trap> armed = new AtomicReference<>();

  /**
   * @param server what is relayed to
   */
  public S3Tap(URI server) {
    this.server = server;
    try {
      listener = new ServerSocket(0, 64, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofVirtual().start(this::accept);
  }

  /** Where it listens. */
  public URI endpoint() {
    return URI.create("http://127.0.0.1:" + listener.getLocalPort());
  }

  /**
   * Waits for a request, in place of any that was waited for.
   *
   * @param path found in the request's path
   * @param action what to do, once; the connection is cut after it
   */
  public void arm(String method, Pattern path, Moment moment, Runnable action) {
    armed.set(new Trap(method, path, moment, action));
  }

  /** Waits for nothing any more. */
  public void disarm() {
    armed.set(null);
  }

  /** Whether something is still waited for. */
  public boolean isArmed() {
    return armed.get() != null;
  }

  @Override
  public void close() {
    try {
      listener.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        Thread.ofVirtual().start(() -> serve(client));
      } catch (IOException e) {
        // closed; anything else the next look tells
      }
    }
  }

  private void serve(Socket client) {
    AtomicReference<@Nullable Trap> onAnswer = new AtomicReference<>();
    try (client;
        Socket upstream = new Socket(server.getHost(), server.getPort())) {
      client.setTcpNoDelay(true);
      upstream.setTcpNoDelay(true);
      Thread answers = Thread.ofVirtual().start(() -> answers(upstream, client, onAnswer));
      requests(client.getInputStream(), upstream.getOutputStream(), onAnswer);
      upstream.shutdownOutput();
      answers.join();
    } catch (IOException e) {
      // one side has gone, and so does the other
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void requests(InputStream from, OutputStream to, AtomicReference<@Nullable Trap> onAnswer)
      throws IOException {
    byte[] buffer = new byte[1 << 16];
    for (int n = from.read(buffer); n >= 0; n = from.read(buffer)) {
      // a client waits for each answer before it asks again, so a request begins a read
      String line = new String(buffer, 0, Math.min(n, LONGEST_LINE), StandardCharsets.ISO_8859_1);
      Matcher request = REQUEST.matcher(line);
      if (request.find()) {
        Optional<Trap> sprung = spring(request.group(1), request.group(2));
        if (sprung.isPresent()) {
          if (sprung.get().moment() == Moment.BEFORE) {
            sprung.get().action().run();
            return;
          }
          onAnswer.set(sprung.get());
        }
      }
      to.write(buffer, 0, n);
    }
  }

  private Optional<Trap> spring(String method, String path) {
    Trap trap = armed.get();
    if (trap == null || !trap.method().equals(method) || !trap.path().matcher(path).find()) {
      return Optional.empty();
    }
    // of two requests at the same time one springs it
    return armed.compareAndSet(trap, null) ? Optional.of(trap) : Optional.empty();
  }

  private static void answers(
      Socket upstream, Socket client, AtomicReference<@Nullable Trap> onAnswer) {
    try {
      InputStream from = upstream.getInputStream();
      OutputStream to = client.getOutputStream();
      byte[] buffer = new byte[1 << 16];
      for (int n = from.read(buffer); n >= 0; n = from.read(buffer)) {
        Trap trap = onAnswer.get();
        if (trap != null && !startsWith100(buffer, n)) { // "100 Continue" is no answer
          trap.action().run();
          client.close();
          return;
        }
        to.write(buffer, 0, n);
      }
      client.shutdownOutput();
    } catch (IOException e) {
      // one side has gone, and so does the other
    }
  }

  private static boolean startsWith100(byte[] bytes, int length) {
    return new String(bytes, 0, Math.min(length, 12), StandardCharsets.ISO_8859_1)
        .startsWith("HTTP/1.1 100");
  }
}
