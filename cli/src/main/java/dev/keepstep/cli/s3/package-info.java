/**
 * Where a run lies in S3, as a command line names it. Owns the flags that every command which reads
 * a bucket shares, and turns them into a store; knows nothing of what lies there.
 */
@NullMarked
package dev.keepstep.cli.s3;

import org.jspecify.annotations.NullMarked;
