/**
 * What a program under test may say in its log: which of its lines are trouble, and which of those
 * a test declares. Owns the rule and the declarations; may not know where lines come from.
 */
@NullMarked
package dev.keepstep.localcluster.logs;

import org.jspecify.annotations.NullMarked;
