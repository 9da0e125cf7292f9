/**
 * Builds the operator's and the trainer's OCI images from nothing but this checkout's jars, the JDK
 * in use and the machine's C library: no Docker, no base image, no network. The same inputs give
 * the same bytes. Owns the images' layout; what runs in them is said by each room's {@code
 * image.properties}.
 */
@NullMarked
package dev.keepstep.cli.images;

import org.jspecify.annotations.NullMarked;
