/** Tests of the JUnit extension, with the extension. */
@NullMarked
package dev.keepstep.localcluster.junit;

import org.jspecify.annotations.NullMarked;
