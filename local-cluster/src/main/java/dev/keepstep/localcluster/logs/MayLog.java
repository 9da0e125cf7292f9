package dev.keepstep.localcluster.logs;

import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** A warning that the operator is right to give in this test, or in all tests of this class. */
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD, ElementType.ANNOTATION_TYPE})
@Repeatable(MayLog.All.class)
public @interface MayLog {
  /** A regular expression that is found in the line. */
  String value();

  /** What the test does that leads to it. */
  String since();

  /** Whether it comes with a stack trace: a library's, at the operator's own end only. */
  boolean traced() default false;

  /** Several of them. */
  @Retention(RetentionPolicy.RUNTIME)
  @Target({ElementType.TYPE, ElementType.METHOD})
  @interface All {
    MayLog[] value();
  }
}
