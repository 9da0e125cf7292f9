package dev.keepstep.operator;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.HttpClient;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TransportTest {
  private static final int ANSWERS = 100;

  private final Queue<Throwable> uncaught = new ConcurrentLinkedQueue<>();
  private final CountDownLatch ended = new CountDownLatch(ANSWERS);
  private Thread.UncaughtExceptionHandler before;
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    before = Thread.getDefaultUncaughtExceptionHandler();
    Thread.setDefaultUncaughtExceptionHandler((_, thrown) -> uncaught.add(thrown));
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::answerWithoutEnd);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
    Thread.setDefaultUncaughtExceptionHandler(before);
  }

  @Test
  void an_answer_may_be_closed_while_another_thread_reads_it() throws Exception {
    String url = "http://127.0.0.1:" + server.getAddress().getPort() + "/";
    HttpClient.Factory transport = new Transport();
    try (HttpClient client = transport.newBuilder().build()) {
      for (int i = 0; i < ANSWERS; i++) {
        // Given
        CountDownLatch reading = new CountDownLatch(1 + i % 5);
        AsyncBody body =
            client
                .consumeBytes(
                    client.newHttpRequestBuilder().uri(url).forStreaming().build(),
                    (_, more) -> {
                      reading.countDown();
                      more.consume();
                    })
                .get()
                .body();
        body.consume();
        reading.await();

        // When
        body.cancel();
      }

      // Then all are closed, and no thread died of it
      assertThat(ended.await(30, TimeUnit.SECONDS)).as("connections ended").isTrue();
      assertThat(uncaught).isEmpty();
    }
  }

  private void answerWithoutEnd(HttpExchange exchange) throws IOException {
    byte[] line = "a line of a watch\n".repeat(50).getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(200, 0);
    try (OutputStream out = exchange.getResponseBody()) {
      while (true) {
        out.write(line);
        out.flush();
      }
    } finally {
      ended.countDown();
    }
  }
}
