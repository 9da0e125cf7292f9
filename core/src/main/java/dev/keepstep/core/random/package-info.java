/**
 * Numbers from (seed, source, step, item): the same ones in whatever order, process or attempt they
 * are asked for. This package owns the generator, the derivation of its keys and what is drawn from
 * it; the forms are fixed, a changed bit here changes every run. It keeps no state between steps,
 * so a checkpoint has none to save, and it may use nothing but the JDK.
 */
@NullMarked
package dev.keepstep.core.random;

import org.jspecify.annotations.NullMarked;
