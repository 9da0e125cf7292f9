/** The documentation, held to what there is. */
@NullMarked
package dev.keepstep.cli.docs;

import org.jspecify.annotations.NullMarked;
