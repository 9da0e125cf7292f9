package dev.keepstep.cli.images;

import com.google.cloud.tools.jib.api.buildplan.AbsoluteUnixPath;
import com.google.cloud.tools.jib.api.buildplan.FileEntriesLayer;
import com.google.cloud.tools.jib.api.buildplan.FilePermissions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.stream.Stream;

/**
 * The layers of an image, those that change least first: the Java runtime with the machine's C
 * library, the natives, the libraries, the room's own jar. Owners are root, times are fixed, and
 * every file is readable by all: nothing in an image is secret.
 */
final class ImageLayers {
  static final String JAVA = "/opt/java";
  static final String APP = "/app";
  static final String USER = "65532:65532";

  private static final FilePermissions FILE = FilePermissions.fromOctalString("644");
  private static final FilePermissions PROGRAM = FilePermissions.fromOctalString("755");
  // without the sticky bit, which Jib cannot write: a container of one user has no one to keep out
  private static final FilePermissions FOR_ALL = FilePermissions.fromOctalString("777");

  private static final String PASSWD =
      """
      root:x:0:0:root:/root:/sbin/nologin
      keepstep:x:65532:65532:keepstep:/tmp:/sbin/nologin
      """;
  private static final String GROUP =
      """
      root:x:0:
      keepstep:x:65532:
      """;
  private static final String NSSWITCH =
      """
      passwd: files
      group: files
      hosts: files dns
      """;
  private static final Path CERTIFICATES = Path.of("/etc/ssl/certs/ca-certificates.crt");

  private ImageLayers() {}

  /**
   * All layers, in order.
   *
   * @param spec what the image is to hold
   * @param runtime a linked Java runtime
   * @param work an empty folder for what is made on the way; must stay until the image is written
   */
  static List<FileEntriesLayer> of(ImageSpec spec, Path runtime, Path work)
      throws IOException, InterruptedException {
    List<Path> withBinaries = new ArrayList<>(List.of(runtime));
    List<Path> libraries = new ArrayList<>(spec.libraries());
    Path natives = work.resolve("natives");
    if (spec.natives().isPresent()) {
      libraries.removeAll(Natives.unpack(spec.libraries(), natives));
      for (Map.Entry<String, String> name : spec.nativeNames().entrySet()) {
        // a copy: Jib writes no links
        Files.copy(natives.resolve(name.getValue()), natives.resolve(name.getKey()));
      }
      withBinaries.add(natives);
    }
    List<FileEntriesLayer> layers = new ArrayList<>();
    layers.add(base(runtime, HostLibraries.neededBy(withBinaries), work));
    if (spec.natives().isPresent()) {
      layers.add(folder("natives", natives, spec.natives().get()));
    }
    FileEntriesLayer.Builder libs = FileEntriesLayer.builder().setName("libraries");
    libraries.forEach(jar -> libs.addEntry(jar, at(APP + "/lib/" + jar.getFileName()), FILE));
    layers.add(libs.build());
    layers.add(
        FileEntriesLayer.builder()
            .setName("app")
            .addEntry(spec.app(), at(APP + "/" + spec.app().getFileName()), FILE)
            .build());
    return layers;
  }

  private static FileEntriesLayer base(Path runtime, SortedSet<Path> host, Path work)
      throws IOException {
    FileEntriesLayer.Builder layer = FileEntriesLayer.builder().setName("runtime");
    addFolder(layer, runtime, JAVA);
    host.forEach(library -> layer.addEntry(library, at(library.toString()), PROGRAM));
    layer.addEntry(text(work, "passwd", PASSWD), at("/etc/passwd"), FILE);
    layer.addEntry(text(work, "group", GROUP), at("/etc/group"), FILE);
    layer.addEntry(text(work, "nsswitch.conf", NSSWITCH), at("/etc/nsswitch.conf"), FILE);
    if (Files.isReadable(CERTIFICATES)) {
      layer.addEntry(CERTIFICATES, at(CERTIFICATES.toString()), FILE);
    }
    layer.addEntry(Files.createDirectories(work.resolve("tmp")), at("/tmp"), FOR_ALL);
    return layer.build();
  }

  private static FileEntriesLayer folder(String name, Path source, String target)
      throws IOException {
    FileEntriesLayer.Builder layer = FileEntriesLayer.builder().setName(name);
    addFolder(layer, source, target);
    return layer.build();
  }

  private static void addFolder(FileEntriesLayer.Builder layer, Path source, String target)
      throws IOException {
    try (Stream<Path> walk = Files.walk(source)) {
      for (Path file : walk.sorted().toList()) {
        String inside = source.equals(file) ? "" : "/" + source.relativize(file);
        boolean program = Files.isDirectory(file) || Files.isExecutable(file);
        layer.addEntry(file, at(target + inside), program ? PROGRAM : FILE);
      }
    }
  }

  private static Path text(Path work, String name, String text) throws IOException {
    return Files.writeString(work.resolve(name), text);
  }

  private static AbsoluteUnixPath at(String path) {
    return AbsoluteUnixPath.get(path);
  }
}
