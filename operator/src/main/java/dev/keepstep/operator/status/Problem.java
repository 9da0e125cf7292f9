package dev.keepstep.operator.status;

/**
 * What keeps an attempt's objects from being made.
 *
 * @param message what the API server says, in its words
 */
public record Problem(String message) {}
