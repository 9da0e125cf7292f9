package dev.keepstep.operator.reconcile;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A wire to the API server that can be cut, or fall silent. */
final class CutProxy implements AutoCloseable {
  private static final int BUFFER = 1 << 16;

  private final ServerSocket server;
  private final URI target;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final Set<Socket> silent = ConcurrentHashMap.newKeySet();
  private volatile boolean cut;

  CutProxy(String target) throws IOException {
    this.target = URI.create(target);
    server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::accept);
  }

  String url() {
    return "https://127.0.0.1:" + server.getLocalPort();
  }

  /** Ends every connection and takes no other. */
  void cut() {
    cut = true;
    open.forEach(CutProxy::end);
  }

  /** What is connected stays so and hears nothing more, as behind a firewall that forgot it. */
  void silence() {
    silent.addAll(open);
  }

  void mend() {
    cut = false;
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket near = server.accept();
        if (cut) {
          end(near);
          continue;
        }
        Socket far = new Socket();
        far.connect(new InetSocketAddress(target.getHost(), target.getPort()));
        open.add(near);
        open.add(far);
        Thread.ofVirtual().start(() -> pump(near, far));
        Thread.ofVirtual().start(() -> pump(far, near));
      } catch (IOException e) {
        // closed, or the far end is away: the near end sees it
      }
    }
  }

  private void pump(Socket from, Socket to) {
    try (InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream()) {
      byte[] bytes = new byte[BUFFER];
      for (int length = in.read(bytes); length >= 0; length = in.read(bytes)) {
        if (!silent.contains(from)) {
          out.write(bytes, 0, length);
        }
      }
    } catch (IOException e) {
      // cut
    } finally {
      end(from);
      end(to);
    }
  }

  private static void end(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // it is closed
    }
  }

  @Override
  public void close() throws IOException {
    cut();
    server.close();
  }
}
