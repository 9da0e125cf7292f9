package dev.keepstep.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keepstep.api.v1alpha1.TrainingJob;
import dev.keepstep.cli.Exit;
import dev.keepstep.cli.Keepstep;
import dev.keepstep.cli.images.BuiltImage;
import dev.keepstep.cli.images.UnkeyedImage;
import dev.keepstep.cli.site.Storage;
import dev.keepstep.core.checkpoint.ObjectStore;
import dev.keepstep.core.json.Json;
import dev.keepstep.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code keepstep prove} on a cluster that is there, with the flags that a user would give. */
@OnRealNodes
class ProveE2E {
  private static final String KUBECONFIG = "kubeconfig";

  @TempDir Path folder;

  @Test
  void a_proof_on_a_cluster_holds_and_leaves_no_job(Product product) throws Exception {
    // Given a cluster with the product on it, nodes, and an image for the negative control
    product.addSpot("zone-a");
    product.addSpot("zone-b");
    BuiltImage unkeyed = UnkeyedImage.write(product.real().trainer(), "sampling", folder);
    product.cluster().loadImage(unkeyed.tar());
    Storage storage = product.real().storage();
    try (ObjectStore _ = product.store()) { // signs this process in, as a user would be
      System.setProperty(KUBECONFIG, product.cluster().kubeconfig().toString());

      // When one configuration is proved
      int exit =
          Keepstep.commandLine()
              .execute(
                  "prove",
                  "--context=" + product.client().getConfiguration().getCurrentContext().getName(),
                  "--namespace=" + product.namespace(),
                  "--image=" + product.real().trainer().reference(),
                  "--control-image=sampling=" + unkeyed.reference(),
                  "--s3-bucket=" + storage.bucket(),
                  "--s3-endpoint=" + storage.endpoint().orElseThrow(),
                  "--s3-host-endpoint=" + storage.hostEndpoint().orElseThrow(),
                  "--s3-secret=" + storage.secret().orElseThrow(),
                  "--configurations=often",
                  "--steps=2000",
                  "--out=" + folder);

      // Then
      JsonObject proof = Json.readObject(Files.readString(folder.resolve("proof.json")), "proof");
      assertThat(proof.bool("holds")).as("%s", proof.toMap()).isTrue();
      assertThat(proof.string("where")).contains("context");
      JsonObject often = proof.objects("configurations").getFirst();
      assertThat(often.integer("kills")).isEqualTo(2);
      assertThat(often.objects("killed").stream().map(kill -> kill.string("how")))
          .contains("pod evicted", "pod deleted with no grace");
      assertThat(often.object("negativeControl").string("unkeyed")).isEqualTo("sampling");
      assertThat(exit).isEqualTo(Exit.OK);
    } finally {
      System.clearProperty(KUBECONFIG);
    }
    product.awaitAt(
        () ->
            product
                .client()
                .resources(TrainingJob.class)
                .inNamespace(product.namespace())
                .list()
                .getItems(),
        "no job is left",
        jobs -> jobs.isEmpty());
  }
}
