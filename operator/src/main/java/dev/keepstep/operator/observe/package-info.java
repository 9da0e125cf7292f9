/**
 * What is so, read once per round from caches (and from the API server where a cache could be stale
 * and an absence would count as evidence). Reads only: it writes nothing and decides nothing.
 */
@NullMarked
package dev.keepstep.operator.observe;

import org.jspecify.annotations.NullMarked;
