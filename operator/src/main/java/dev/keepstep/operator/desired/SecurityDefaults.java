package dev.keepstep.operator.desired;

import io.fabric8.kubernetes.api.model.Capabilities;
import io.fabric8.kubernetes.api.model.CapabilitiesBuilder;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.PodSecurityContextBuilder;
import io.fabric8.kubernetes.api.model.SeccompProfile;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.SecurityContextBuilder;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What Pod Security's level restricted asks for, where the template leaves it unset: a job then
 * runs in a namespace that enforces it, and no safer than its template says otherwise.
 */
final class SecurityDefaults {
  private SecurityDefaults() {}

  static PodSecurityContext pod(@Nullable PodSecurityContext base) {
    PodSecurityContext own = base == null ? new PodSecurityContext() : base;
    return new PodSecurityContextBuilder(own)
        .withRunAsNonRoot(own.getRunAsNonRoot() == null ? Boolean.TRUE : own.getRunAsNonRoot())
        .withSeccompProfile(
            own.getSeccompProfile() == null
                ? new SeccompProfile(null, "RuntimeDefault")
                : own.getSeccompProfile())
        .build();
  }

  /** The trainer's own image needs no more than {@code /tmp} to write to; other images might. */
  static Container trainer(Container base) {
    Container restricted = container(base);
    SecurityContext own = restricted.getSecurityContext();
    return new ContainerBuilder(restricted)
        .withSecurityContext(
            new SecurityContextBuilder(own)
                .withReadOnlyRootFilesystem(
                    own.getReadOnlyRootFilesystem() == null
                        ? Boolean.TRUE
                        : own.getReadOnlyRootFilesystem())
                .build())
        .build();
  }

  static Container container(Container base) {
    SecurityContext own =
        Optional.ofNullable(base.getSecurityContext()).orElseGet(SecurityContext::new);
    Capabilities none = new CapabilitiesBuilder().withDrop(List.of("ALL")).build();
    return new ContainerBuilder(base)
        .withSecurityContext(
            new SecurityContextBuilder(own)
                .withAllowPrivilegeEscalation(
                    own.getAllowPrivilegeEscalation() == null
                        ? Boolean.FALSE
                        : own.getAllowPrivilegeEscalation())
                .withCapabilities(own.getCapabilities() == null ? none : own.getCapabilities())
                .build())
        .build();
  }
}
