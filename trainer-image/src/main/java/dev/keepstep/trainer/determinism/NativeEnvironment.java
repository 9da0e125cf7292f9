package dev.keepstep.trainer.determinism;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * The C library's side of this process: OpenBLAS reads its settings there when it is loaded, and an
 * image whose environment pins the portable kernels must still be able to run the native ones.
 */
public final class NativeEnvironment {
  private static final String CORE = "OPENBLAS_CORETYPE";
  private static final Linker LINKER = Linker.nativeLinker();

  private NativeEnvironment() {}

  /**
   * Chooses OpenBLAS's kernels; only before ND4J is loaded.
   *
   * @param portable true: Haswell's, which every x86-64 CPU with AVX2 and FMA can run; false: what
   *     OpenBLAS finds best
   */
  public static void chooseKernels(boolean portable) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment name = arena.allocateFrom(CORE);
      if (portable) {
        int _ =
            (int)
                function(
                        "setenv",
                        FunctionDescriptor.of(
                            ValueLayout.JAVA_INT,
                            ValueLayout.ADDRESS,
                            ValueLayout.ADDRESS,
                            ValueLayout.JAVA_INT))
                    .invokeExact(name, arena.allocateFrom("Haswell"), 1);
      } else {
        int _ =
            (int)
                function(
                        "unsetenv",
                        FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS))
                    .invokeExact(name);
      }
    } catch (Throwable e) {
      throw new IllegalStateException("the C library's environment could not be set", e);
    }
  }

  /** Version of the C library, whose mathematics the kernels use. */
  public static String libc() {
    try {
      MemorySegment version =
          (MemorySegment)
              function("gnu_get_libc_version", FunctionDescriptor.of(ValueLayout.ADDRESS))
                  .invokeExact();
      return version.reinterpret(64).getString(0);
    } catch (Throwable e) {
      return "unknown";
    }
  }

  private static MethodHandle function(String name, FunctionDescriptor type) {
    return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), type);
  }
}
