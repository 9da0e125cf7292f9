package dev.keepstep.localcluster.junit;

/**
 * The namespace of one test. It is deleted after the test, without waiting for its end.
 *
 * @param name the namespace's name
 */
public record TestNamespace(String name) {}
