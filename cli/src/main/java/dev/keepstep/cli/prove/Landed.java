package dev.keepstep.cli.prove;

/**
 * A kill that ended an attempt.
 *
 * @param how it happened, in words
 * @param attempt which it ended
 * @param step the last that the attempt had said to have done; 0 if it did not train
 */
record Landed(String how, int attempt, long step) {}
