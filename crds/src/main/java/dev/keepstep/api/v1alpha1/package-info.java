/**
 * The TrainingJob API, {@code keepstep.dev/v1alpha1}: what a user writes and what the operator
 * answers. Values only: nothing here talks to a cluster or decides anything. Each record fills in
 * the defaults that the CRD declares, so a job read from a file is the job that the API server
 * would have stored.
 */
@NullMarked
package dev.keepstep.api.v1alpha1;

import org.jspecify.annotations.NullMarked;
