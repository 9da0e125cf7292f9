package dev.keepstep.cli.images;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * The native libraries that jars carry, unpacked into the image: a container with a read-only root
 * cannot unpack them, and unpacking 300 MB at every start would be paid at every changeover.
 */
final class Natives {
  private Natives() {}

  /**
   * Unpacks the libraries of all jars into one flat folder.
   *
   * @return the jars that carry nothing else, and so need not be in the image
   * @throws IOException also if two jars carry different libraries of one name
   */
  static List<Path> unpack(List<Path> jars, Path folder) throws IOException {
    Files.createDirectories(folder);
    List<Path> nothingElse = new ArrayList<>();
    for (Path jar : jars) {
      boolean natives = false;
      boolean others = false;
      try (ZipFile zip = new ZipFile(jar.toFile())) {
        for (ZipEntry entry : zip.stream().toList()) {
          if (isLibrary(entry)) {
            natives = true;
            unpack(zip, entry, folder);
          } else if (entry.getName().endsWith(".class") && !isModuleInfo(entry)) {
            others = true;
          }
        }
      }
      if (natives && !others) {
        nothingElse.add(jar);
      }
    }
    return nothingElse;
  }

  private static boolean isLibrary(ZipEntry entry) {
    return entry.getName().matches("(.*/)?linux-x86_64/[^/]+\\.so(\\.[0-9]+)*");
  }

  private static boolean isModuleInfo(ZipEntry entry) {
    return entry.getName().endsWith("module-info.class");
  }

  private static void unpack(ZipFile zip, ZipEntry entry, Path folder) throws IOException {
    String name = entry.getName().substring(entry.getName().lastIndexOf('/') + 1);
    Path target = folder.resolve(name);
    if (Files.exists(target)) {
      throw new IOException("two jars carry " + name + ", and one folder can hold one only");
    }
    try (InputStream in = zip.getInputStream(entry)) {
      Files.copy(in, target);
    }
  }
}
