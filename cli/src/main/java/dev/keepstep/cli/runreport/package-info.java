/**
 * {@code keepstep report}: one run as one HTML file. Owns what such a page says, in which order.
 */
@NullMarked
package dev.keepstep.cli.runreport;

import org.jspecify.annotations.NullMarked;
