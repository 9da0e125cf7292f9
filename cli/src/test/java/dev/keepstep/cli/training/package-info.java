/** A training of a user's own, from the docs to real trainer processes on a real S3 server. */
@NullMarked
package dev.keepstep.cli.training;

import org.jspecify.annotations.NullMarked;
