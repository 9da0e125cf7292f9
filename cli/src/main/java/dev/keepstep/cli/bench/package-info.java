/**
 * {@code ./keepstep bench}: what can be measured and with which options. The benchmarks themselves
 * are in the tests, since their peers are none of the product's libraries. Each figure stands
 * beside a peer's that was measured in the same run; no test asserts a time.
 */
@NullMarked
package dev.keepstep.cli.bench;

import org.jspecify.annotations.NullMarked;
