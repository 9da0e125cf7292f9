/**
 * One-file HTML reports: no network, no script, readable on a phone, dark and light. Owns the
 * page's look and the pictures; knows nothing of where numbers come from.
 */
@NullMarked
package dev.keepstep.cli.report;

import org.jspecify.annotations.NullMarked;
