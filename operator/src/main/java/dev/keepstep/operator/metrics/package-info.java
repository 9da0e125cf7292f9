/** What is measured, its name and its unit, and the port it is read from. */
@NullMarked
package dev.keepstep.operator.metrics;

import org.jspecify.annotations.NullMarked;
