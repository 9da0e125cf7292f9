/** The object store on S3 and its copies: the only place that knows the AWS SDK. */
@NullMarked
package dev.keepstep.core.checkpoint.s3;

import org.jspecify.annotations.NullMarked;
