/**
 * {@code keepstep demo}: a training loses its nodes and ends with the bits of the undisturbed one.
 */
@NullMarked
package dev.keepstep.cli.demo;

import org.jspecify.annotations.NullMarked;
