/** The operator's settings and what it knows of the clouds. The only reader of the environment. */
@NullMarked
package dev.keepstep.operator.config;

import org.jspecify.annotations.NullMarked;
