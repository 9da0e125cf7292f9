/** What may go wrong between operator and API server, on the wire, as tests choose it. */
@NullMarked
package dev.keepstep.operator.faults;

import org.jspecify.annotations.NullMarked;
