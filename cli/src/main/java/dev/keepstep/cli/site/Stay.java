package dev.keepstep.cli.site;

import dev.keepstep.cli.Cleanup;
import dev.keepstep.cli.LiveLine;
import dev.keepstep.cli.Output;
import dev.keepstep.cli.UserError;
import dev.keepstep.localcluster.LocalClusterException;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.time.Duration;

/**
 * Work at a site that is made ready before it and removed after it, however it ends.
 *
 * @param keep whether the site is left as it is; its hints are told then
 */
public record Stay(Premises site, boolean keep, Output output, LiveLine live, Steps told) {
  private static final Duration SIGNAL = Duration.ofMillis(500);

  /**
   * Does it.
   *
   * @throws UserError in place of what a cluster throws
   */
  public <T> T during(Steps.Work<T> work) throws IOException, InterruptedException {
    try (Cleanup cleanup = new Cleanup(site::close, this::interrupted)) {
      try {
        site.prepare();
        return work.run();
      } catch (RuntimeException | IOException e) {
        if (cleanup.signalled(SIGNAL)) {
          Thread.sleep(Duration.ofMinutes(10)); // the JVM ends when the cleanup is done
        }
        live.clear();
        if (e instanceof IOException io) {
          throw io;
        }
        throw explained((RuntimeException) e);
      } finally {
        if (keep && !cleanup.signalled()) {
          site.hints().forEach(hint -> told.told("kept", hint));
        }
      }
    }
  }

  private void interrupted() {
    live.clear();
    output.say(
        keep
            ? "  interrupted: the cluster is kept"
            : "  interrupted: removing what was made (Ctrl-C again: at once)");
  }

  private static RuntimeException explained(RuntimeException e) {
    return switch (e) {
      case LocalClusterException _ ->
          UserError.failed(
              String.valueOf(e.getMessage()), "./keepstep cluster preflight says what lacks");
      case KubernetesClientException _ ->
          UserError.failed(
              "the cluster refused: "
                  + String.valueOf(e.getMessage()).lines().findFirst().orElse(""),
              "run with --keep and look with kubectl");
      default -> e;
    };
  }
}
