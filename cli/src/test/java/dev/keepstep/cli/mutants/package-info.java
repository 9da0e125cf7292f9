/** The answers to users' complaints, each taken out once to see its test turn red. */
@NullMarked
package dev.keepstep.cli.mutants;

import org.jspecify.annotations.NullMarked;
