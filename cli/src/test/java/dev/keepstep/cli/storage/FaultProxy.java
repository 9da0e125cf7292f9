package dev.keepstep.cli.storage;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * A network and a server that fail as real ones do, before a real S3 server: each request is passed
 * on, or answered with an error, or left without an answer, or cut, or changed by a bit on its way.
 * Host header and signature stay, so what is passed on is accepted.
 */
final class FaultProxy implements AutoCloseable {
  /** What happens to a request. */
  enum Fault {
    NONE,
    /** Answered 500 InternalError, and not passed on. */
    INTERNAL_ERROR,
    /** Answered 503 SlowDown, and not passed on. */
    SLOW_DOWN,
    /** Taken in and never answered. */
    STALL,
    /** The connection is reset before the request is passed on. */
    RESET,
    /** Passed on and done, and the connection is reset before the answer. */
    ANSWER_LOST,
    /** The answer ends in the middle of its body. */
    CUT_SHORT,
    /** A bit of the request's body is another one at the server. */
    BIT_UP,
    /** A bit of the answer's body is another one at the client. */
    BIT_DOWN
  }

  /**
   * A request.
   *
   * @param range of the object; empty: the whole
   */
  record Request(String method, String path, String range) {}

  private static final byte[] END_OF_HEAD = "\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  private final URI server;
  private final ServerSocket listener;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final AtomicInteger faults = new AtomicInteger();
  private final AtomicInteger requests = new AtomicInteger();
  private volatile Function<Request, Fault> plan = _ -> Fault.NONE;

  FaultProxy(String server) throws IOException {
    this.server = URI.create(server);
    listener = new ServerSocket(0, 64, InetAddress.getLoopbackAddress());
    threads.submit(this::accept);
  }

  String endpoint() {
    return "http://127.0.0.1:" + listener.getLocalPort();
  }

  /** Asked once for every request from now on; counts begin anew. */
  void plan(Function<Request, Fault> faultOf) {
    plan = faultOf;
    faults.set(0);
    requests.set(0);
  }

  /** Requests that met a fault since the plan was made. */
  int faults() {
    return faults.get();
  }

  int requests() {
    return requests.get();
  }

  @Override
  public void close() throws IOException {
    listener.close();
    threads.shutdownNow();
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        threads.submit(() -> serve(client));
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  /** One request a connection: no client minds, and the answer's end needs no parsing. */
  private void serve(Socket client) {
    try (client) {
      byte[] head = head(client.getInputStream());
      if (head.length == 0) {
        return;
      }
      String[] lines = new String(head, StandardCharsets.ISO_8859_1).split("\r\n");
      String[] first = lines[0].split(" ");
      Fault fault = plan.apply(new Request(first[0], first[1], header(lines, "range")));
      requests.incrementAndGet();
      if (fault != Fault.NONE) {
        faults.incrementAndGet();
      }
      if (header(lines, "expect").equalsIgnoreCase("100-continue")) {
        send(client, "HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      }
      String length = header(lines, "content-length");
      byte[] body =
          client.getInputStream().readNBytes(length.isEmpty() ? 0 : Integer.parseInt(length));
      answer(client, fault, lines, body);
    } catch (IOException e) {
      // the client has given up, or the server is gone: what the network does
    }
  }

  private void answer(Socket client, Fault fault, String[] head, byte[] body) throws IOException {
    switch (fault) {
      case INTERNAL_ERROR -> send(client, error(500, "InternalError"));
      case SLOW_DOWN -> send(client, error(503, "SlowDown"));
      case STALL -> client.getInputStream().read(); // until the client has had enough
      case RESET -> reset(client);
      case ANSWER_LOST -> {
        ask(head, body);
        reset(client);
      }
      case CUT_SHORT -> {
        byte[] whole = ask(head, body);
        int rest = whole.length - bodyOf(whole);
        send(client, Arrays.copyOf(whole, whole.length - Math.max(1, rest / 2)));
        reset(client);
      }
      case BIT_UP -> send(client, ask(head, flip(body, 0)));
      case BIT_DOWN -> {
        byte[] whole = ask(head, body);
        send(client, flip(whole, bodyOf(whole)));
      }
      case NONE -> send(client, ask(head, body));
    }
  }

  private byte[] ask(String[] head, byte[] body) throws IOException {
    List<String> lines = new ArrayList<>(List.of(head));
    lines.removeIf(line -> line.toLowerCase(Locale.ROOT).matches("(connection|expect):.*"));
    lines.add("Connection: close");
    try (Socket upstream = new Socket(server.getHost(), server.getPort())) {
      OutputStream out = upstream.getOutputStream();
      out.write((String.join("\r\n", lines) + "\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1));
      out.write(body);
      out.flush();
      return upstream.getInputStream().readAllBytes();
    }
  }

  private static byte[] error(int status, String code) {
    String body = "<Error><Code>%s</Code><Message>said the proxy</Message></Error>".formatted(code);
    return "HTTP/1.1 %d x\r\nContent-Type: application/xml\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s"
        .formatted(status, body.length(), body)
        .getBytes(StandardCharsets.US_ASCII);
  }

  /** In the middle of what there is from an index on. */
  private static byte[] flip(byte[] bytes, int from) {
    byte[] changed = bytes.clone();
    if (changed.length > from) {
      changed[from + (changed.length - from) / 2] ^= 1;
    }
    return changed;
  }

  private static int bodyOf(byte[] answer) {
    for (int i = 0; i + END_OF_HEAD.length <= answer.length; i++) {
      if (Arrays.equals(answer, i, i + 4, END_OF_HEAD, 0, 4)) {
        return i + 4;
      }
    }
    return answer.length;
  }

  private static byte[] head(InputStream in) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    int matched = 0;
    while (matched < END_OF_HEAD.length) {
      int next = in.read();
      if (next < 0) {
        return new byte[0];
      }
      head.write(next);
      matched = next == END_OF_HEAD[matched] ? matched + 1 : next == '\r' ? 1 : 0;
    }
    return head.toByteArray();
  }

  private static String header(String[] lines, String name) {
    for (String line : lines) {
      int colon = line.indexOf(':');
      if (colon > 0 && line.substring(0, colon).equalsIgnoreCase(name)) {
        return line.substring(colon + 1).strip();
      }
    }
    return "";
  }

  private static void send(Socket client, byte[] bytes) throws IOException {
    client.getOutputStream().write(bytes);
    client.getOutputStream().flush();
  }

  private static void reset(Socket client) throws IOException {
    client.setSoLinger(true, 0); // closing sends RST
    client.close();
  }
}
