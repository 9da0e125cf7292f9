/**
 * Where TrainingJobs are run and lose their nodes: a cluster made for it or one that is there, the
 * product installed on it, jobs made from an example, and a follower that tells how one goes. May
 * not decide anything about a training: it applies TrainingJobs, takes nodes away and reads what
 * the operator says.
 */
@NullMarked
package dev.keepstep.cli.site;

import org.jspecify.annotations.NullMarked;
