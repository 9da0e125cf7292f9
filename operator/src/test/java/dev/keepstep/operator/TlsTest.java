package dev.keepstep.operator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;

/** In JVMs of their own, since providers are a whole JVM's. */
class TlsTest {
  /** Says whose TLS it has. */
  static final class Program {
    private Program() {}

    public static void main(String[] args) throws Exception {
      Tls.byBoringSsl();
      System.out.println("TLS by " + SSLContext.getInstance("TLS").getProvider().getName());
    }
  }

  @Test
  void tls_is_boringssl_s() throws Exception {
    assertThat(said("-Dos.arch=" + System.getProperty("os.arch"))).isEqualTo("TLS by Conscrypt\n");
  }

  @Test
  void without_its_library_tls_is_the_jdk_s_and_it_says_what_to_mend() throws Exception {
    assertThat(said("-Dos.arch=unheard-of"))
        .contains("BoringSSL could not be loaded", "/tmp")
        .endsWith("TLS by SunJSSE\n")
        .doesNotContain("\tat ");
  }

  private static String said(String property) throws IOException, InterruptedException {
    Process process = ChildJvm.of(Program.class, property).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    return said;
  }
}
