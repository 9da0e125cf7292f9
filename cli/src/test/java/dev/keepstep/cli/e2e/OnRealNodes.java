package dev.keepstep.cli.e2e;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The class's tests use the installed product. Their parameter may be a {@link Product}: a
 * namespace in which only restricted pods run, nodes as the test asks for them, S3, and the means
 * to break each of these. When a test fails, what the cluster had to say of it is printed. What the
 * operator's pods warn of is a failure, unless the test declares it ({@link
 * dev.keepstep.localcluster.logs.MayLog}).
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@ExtendWith(ProductExtension.class)
public @interface OnRealNodes {}
