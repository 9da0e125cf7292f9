package dev.keepstep.localcluster.junit;

import dev.keepstep.localcluster.LocalCluster;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The test class runs against a real cluster, and each of its tests has a namespace of its own.
 * Parameters of tests and of lifecycle methods may be a {@link LocalCluster}, an {@code
 * io.fabric8.kubernetes.client.KubernetesClient} (administrator, in the test's namespace) and a
 * {@link TestNamespace}.
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@ExtendWith(LocalClusterExtension.class)
public @interface UsesLocalCluster {

  /** How much of a cluster; without nodes it is up in 3 s and needs no root. */
  LocalCluster.Part part() default LocalCluster.Part.CONTROL_PLANE;

  /**
   * How many on-demand nodes there are at least, {@code node-1} and so on; {@link
   * LocalCluster.Part#WHOLE} only.
   */
  int nodes() default 0;

  /** Whether there is an S3 server; {@link LocalCluster.Part#WHOLE} only. */
  boolean s3() default false;
}
