/** {@code keepstep cluster}: the local cluster's own command, found or built and then run. */
@NullMarked
package dev.keepstep.cli.cluster;

import org.jspecify.annotations.NullMarked;
