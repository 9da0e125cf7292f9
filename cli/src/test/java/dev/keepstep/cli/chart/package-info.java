/** The chart, by real Helm. */
@NullMarked
package dev.keepstep.cli.chart;

import org.jspecify.annotations.NullMarked;
