package dev.keepstep.localcluster.logs;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The test has the API server refuse, hang up or vanish: the operator says so, a line each. */
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
@MayLog(value = ": the API server could not be asked, again in ", since = "a read or write failed")
@MayLog(value = ": event \\w+ could not be published: ", since = "an event's write failed")
@MayLog(value = "(pod|node) \\S+ could not be read: ", since = "a question failed")
public @interface ApiTrouble {}
