package dev.keepstep.core.random;

/**
 * From Python: {@code hashlib.sha256(b"keepstep/1\0" + struct.pack(">q", seed) + b"\0" +
 * name.encode()).digest()[:8]}, read big-endian.
 */
final class KnownKeys {
  static final long DROPOUT_20241115 = 0x12ef8219e0e0c460L;
  static final long SAMPLING_MINUS_1 = 0xa1a78cdb7aaa57e0L;
  static final long GROESSE_0 = 0x816d99b43024b2fbL;

  private KnownKeys() {}
}
