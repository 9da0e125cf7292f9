/**
 * What ties ND4J to core's streams, and what pins and probes the rest on which bits depend: the
 * kernels, the threads, the versions. Nothing here trains or stores.
 */
@NullMarked
package dev.keepstep.trainer.determinism;

import org.jspecify.annotations.NullMarked;
