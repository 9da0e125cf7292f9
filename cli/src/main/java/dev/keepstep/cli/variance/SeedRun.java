package dev.keepstep.cli.variance;

import dev.keepstep.cli.runs.Curves;
import dev.keepstep.cli.runs.MetricsFile;

/** A training that ended. */
record SeedRun(MetricsFile result, Curves curves) {}
