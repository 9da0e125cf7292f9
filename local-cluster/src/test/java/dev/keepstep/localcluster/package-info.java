/**
 * Tests that bring real clusters up and break them. They need root, Linux and the programs that
 * build.sh builds.
 */
@NullMarked
package dev.keepstep.localcluster;

import org.jspecify.annotations.NullMarked;
