/**
 * {@code keepstep simulate}: placement policies on recorded or made-up spot capacity. Reads files,
 * asks core's simulator, writes tables, JSON and a report; decides nothing itself.
 */
@NullMarked
package dev.keepstep.cli.simulate;

import org.jspecify.annotations.NullMarked;
