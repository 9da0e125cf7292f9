/**
 * A real Kubernetes and a real S3 server on this machine, from Java: builds the programs on first
 * use, runs them, and turns their failures into exceptions with the last words of whatever failed.
 *
 * <p>Owns no knowledge of how a cluster is made: that is the Go program's ({@code
 * local-cluster/cluster}), which this package only calls. May not depend on any other room of
 * Keepstep.
 */
@NullMarked
package dev.keepstep.localcluster;

import org.jspecify.annotations.NullMarked;
