/** Many jobs on one control plane: Keepstep beside Kubernetes's Job controller, taken in turn. */
@NullMarked
package dev.keepstep.cli.bench.scale;

import org.jspecify.annotations.NullMarked;
