/**
 * Trainers as plain processes of this machine on a local S3: the image's program with the image's
 * settings, started, watched, interrupted and waited for. Knows nothing of why; commands that train
 * (prove, variance) say what and when. No Kubernetes here.
 */
@NullMarked
package dev.keepstep.cli.trainer;

import org.jspecify.annotations.NullMarked;
