/** What Keepstep exists for, as pure Java: no Kubernetes and no machine-learning library. */
@NullMarked
package dev.keepstep.core;

import org.jspecify.annotations.NullMarked;
