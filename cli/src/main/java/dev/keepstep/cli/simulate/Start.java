package dev.keepstep.cli.simulate;

import dev.keepstep.core.simulate.Scenario;
import dev.keepstep.core.simulate.TracePool;

/**
 * One start of one job.
 *
 * @param ratio deadline / compute
 * @param offset step of the trace
 */
record Start(TracePool pool, Scenario scenario, double ratio, int offset) {}
