package dev.keepstep.cli.images;

import com.google.cloud.tools.jib.api.CacheDirectoryCreationException;
import com.google.cloud.tools.jib.api.Containerizer;
import com.google.cloud.tools.jib.api.ImageReference;
import com.google.cloud.tools.jib.api.InvalidImageReferenceException;
import com.google.cloud.tools.jib.api.Jib;
import com.google.cloud.tools.jib.api.JibContainer;
import com.google.cloud.tools.jib.api.RegistryException;
import com.google.cloud.tools.jib.api.RegistryImage;
import com.google.cloud.tools.jib.api.TarImage;
import com.google.cloud.tools.jib.frontend.CredentialRetrieverFactory;
import dev.keepstep.cli.UserError;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;

/**
 * Pushes a built image to a registry, with the credentials that {@code docker login} (or a
 * credential helper named in {@code ~/.docker/config.json}) left on this machine.
 */
final class RegistryPush {
  private final Path cache;
  private final boolean insecure;

  /**
   * @param cache folder for layers on their way
   * @param insecure whether plain HTTP and unknown certificates will do
   */
  RegistryPush(Path cache, boolean insecure) {
    this.cache = cache;
    this.insecure = insecure;
  }

  /**
   * Pushes and says by what digest the registry knows the image.
   *
   * @param prefix registry and folder, such as {@code registry.example/team}
   * @return {@code reference@sha256:…}
   */
  String push(BuiltImage image, String prefix) throws IOException, InterruptedException {
    String name = image.reference().substring(image.reference().indexOf('/') + 1);
    String target = prefix.replaceFirst("/+$", "") + "/" + name;
    try {
      ImageReference reference = ImageReference.parse(target);
      RegistryImage registry =
          RegistryImage.named(reference)
              .addCredentialRetriever(
                  CredentialRetrieverFactory.forImage(reference, _ -> {}).dockerConfig());
      JibContainer pushed =
          Jib.from(TarImage.at(image.tar()))
              .containerize(
                  Containerizer.to(registry)
                      .setToolName("keepstep")
                      .setAllowInsecureRegistries(insecure)
                      .setApplicationLayersCache(cache)
                      .setBaseImageLayersCache(cache));
      return target + "@" + pushed.getDigest();
    } catch (InvalidImageReferenceException e) {
      throw UserError.usage(
          "--push \"" + prefix + "\" is no place in a registry",
          "write it as registry.example/folder");
    } catch (RegistryException | ExecutionException | CacheDirectoryCreationException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw UserError.failed(
          "cannot push to %s: %s".formatted(target, cause.getMessage()),
          "docker login to that registry on this machine; for a registry without TLS add --insecure");
    }
  }
}
