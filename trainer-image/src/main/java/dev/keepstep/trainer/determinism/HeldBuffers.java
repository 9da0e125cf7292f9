package dev.keepstep.trainer.determinism;

import java.lang.reflect.Field;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.nd4j.linalg.api.memory.Deallocatable;
import org.nd4j.linalg.api.memory.deallocation.DeallocatorService;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Holds ND4J's newest buffers, so that none is freed while native code still computes with it.
 *
 * <p>ND4J 1.0.0-M2.1 frees a buffer once the garbage collector finds it unreachable. A temporary
 * view, a layer's biases in its backward pass for one, is unreachable as soon as compiled code has
 * read its address, while the native call goes on: a collection that another thread brings about in
 * that moment ends in a read of freed memory, {@code SIGSEGV in sd::DataBuffer::primary()}, or
 * worse, in wrong bits. Under constant collections a training of this image dies of it within
 * seconds; in ordinary ones about one process in a thousand did.
 *
 * <p>What is in use and has no other owner is among the newest: an operation takes a few buffers,
 * and a whole step of the built-in training makes 250.
 */
public final class HeldBuffers extends DeallocatorService {
  /** Buffers held, about four steps' worth; a power of two. */
  private static final int HELD = 1024;

  private final AtomicReferenceArray<Deallocatable> newest = new AtomicReferenceArray<>(HELD);
  private final AtomicInteger count = new AtomicInteger();

  private HeldBuffers() {}

  /**
   * Takes the place of ND4J's own service in this process, once; loads ND4J.
   *
   * @throws IllegalStateException if this is another ND4J than that which is known to need it
   */
  public static synchronized void install() {
    try {
      // there is no other way in: the service is made by the class that owns it
      Field service = Nd4j.class.getDeclaredField("deallocatorService");
      service.setAccessible(true);
      // a second one would leave the first with its threads, and with all that it holds
      if (!(service.get(null) instanceof HeldBuffers)) {
        service.set(null, new HeldBuffers());
      }
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("ND4J keeps its buffers in another way than M2.1 did", e);
    }
  }

  @Override
  public void pickObject(Deallocatable buffer) {
    newest.set(count.getAndIncrement() & (HELD - 1), buffer);
    super.pickObject(buffer);
  }
}
