/**
 * Clusters for JUnit tests: one of each shape in a test JVM, a namespace for each test.
 *
 * <p>May not do anything that a test could not do by hand with {@link
 * dev.keepstep.localcluster.LocalCluster}.
 */
@NullMarked
package dev.keepstep.localcluster.junit;

import org.jspecify.annotations.NullMarked;
