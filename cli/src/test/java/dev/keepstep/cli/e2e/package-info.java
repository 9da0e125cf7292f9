/**
 * The product as its user meets it: the chart installed by Helm on a real Kubernetes with real
 * nodes, real S3, and the images that ship. One cluster for all tests of the JVM; each test has a
 * namespace and nodes of its own.
 */
@NullMarked
package dev.keepstep.cli.e2e;

import org.jspecify.annotations.NullMarked;
