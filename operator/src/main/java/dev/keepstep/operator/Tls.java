package dev.keepstep.operator;

import java.security.Security;
import org.conscrypt.Conscrypt;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who encrypts what the operator says and hears. */
final class Tls {
  private static final Logger LOG = LoggerFactory.getLogger(Tls.class);

  private Tls() {}

  /**
   * Puts BoringSSL first among this JVM's providers. The JDK's own TLS is fast only once C2 has
   * compiled it, which the operator runs without. Where BoringSSL's library can't be loaded, the
   * JDK's remains.
   */
  static void byBoringSsl() {
    try {
      Conscrypt.checkAvailability();
    } catch (UnsatisfiedLinkError e) {
      LOG.warn(
          "BoringSSL could not be loaded, so TLS takes more processor time; on Linux on x86-64 and"
              + " arm64 it needs a /tmp that is writable and not mounted noexec: {}{}",
          e.getMessage(),
          e.getCause() == null ? "" : ", " + e.getCause().getMessage());
      return;
    }
    Security.insertProviderAt(Conscrypt.newProvider(), 1);
  }
}
