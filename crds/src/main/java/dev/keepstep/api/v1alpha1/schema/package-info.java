/**
 * The CRD's file, made from the API's types: what the generator leaves out (list types, CEL rules,
 * printer columns) is added here. Used by the build and its tests alone, never at run time.
 */
@NullMarked
package dev.keepstep.api.v1alpha1.schema;

import org.jspecify.annotations.NullMarked;
