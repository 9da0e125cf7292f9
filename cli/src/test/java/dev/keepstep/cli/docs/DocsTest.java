package dev.keepstep.cli.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keepstep.cli.Home;
import dev.keepstep.cli.Keepstep;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** What the documentation names is there: pages, sections, files, commands, options, tests. */
class DocsTest {
  private static final Pattern LINK = Pattern.compile("\\[[^\\]]*\\]\\(([^)\\s]+)\\)");
  private static final Pattern OPTION = Pattern.compile("(?<=\\s)--?[a-zA-Z][-a-zA-Z]*");
  private static final Pattern TEST = Pattern.compile("-D(?:it\\.)?test=([A-Za-z0-9]+)");
  private static final Pattern ROOM = Pattern.compile("-pl ([-a-z,]+)");

  /** Of the launcher itself. */
  private static final Set<String> LAUNCHERS = Set.of("test", "help", "--help", "--version");

  static List<Pages.Page> pages() {
    return Pages.all();
  }

  @Test
  void there_are_pages() {
    assertThat(pages()).hasSizeGreaterThan(20);
  }

  @ParameterizedTest
  @MethodSource("pages")
  void links_lead_somewhere(Pages.Page page) {
    Path folder = Home.root().resolve(page.file()).getParent();
    List<String> dead = new ArrayList<>();
    Matcher link = LINK.matcher(page.prose());
    while (link.find()) {
      String target = link.group(1);
      if (target.startsWith("https://")
          || target.startsWith("http://")
          || target.startsWith("mailto:")) {
        continue;
      }
      String[] parts = target.split("#", 2);
      Path file = parts[0].isEmpty() ? Home.root().resolve(page.file()) : folder.resolve(parts[0]);
      if (!Files.exists(file) || parts.length > 1 && !anchors(file).contains(parts[1])) {
        dead.add(target);
      }
    }
    assertThat(dead).isEmpty();
  }

  /** Paths in inline code that begin with a room. */
  @ParameterizedTest
  @MethodSource("pages")
  void files_that_are_named_are_there(Pages.Page page) throws IOException {
    List<String> rooms;
    try (Stream<Path> entries = Files.list(Home.root())) {
      rooms = entries.filter(Files::isDirectory).map(p -> p.getFileName().toString()).toList();
    }
    assertThat(page.code())
        .filteredOn(code -> rooms.contains(code.split("/", 2)[0]) && code.contains("/"))
        // patterns, placeholders and what only a build makes
        .filteredOn(code -> code.matches("[-a-zA-Z0-9_./]+") && !code.contains("/target/"))
        .filteredOn(code -> !code.startsWith("target/"))
        .allMatch(DocsTest::isThere);
  }

  /** As a path, or as a room's package. */
  private static boolean isThere(String code) {
    String[] parts = code.split("/", 2);
    return Files.exists(Home.root().resolve(code))
        || Files.exists(
            Home.root().resolve(parts[0]).resolve("src/main/java/dev/keepstep").resolve(code));
  }

  @ParameterizedTest
  @MethodSource("pages")
  void commands_and_their_options_exist(Pages.Page page) {
    CommandLine keepstep = Keepstep.commandLine();
    for (String line : page.commands()) {
      Matcher matcher = Pattern.compile("(?:^|\\s)\\./keepstep ([-a-z]+)(.*)").matcher(line);
      if (!matcher.find() || LAUNCHERS.contains(matcher.group(1))) {
        continue;
      }
      CommandLine command = keepstep.getSubcommands().get(matcher.group(1));
      assertThat(command).as("%s: the command of \"%s\"", page, line).isNotNull();
      if (matcher.group(1).equals("cluster")) {
        continue; // hands all on to another program
      }
      String rest = matcher.group(2).split("\\s[#|]|\\s\\s\\s|;", 2)[0];
      for (String word : rest.strip().split("\\s+")) {
        if (!command.getSubcommands().containsKey(word)) {
          break;
        }
        command = command.getSubcommands().get(word);
      }
      List<String> options = OPTION.matcher(rest).results().map(m -> m.group()).toList();
      assertThat(command.getCommandSpec().optionsMap().keySet())
          .as("%s: the options of \"%s\"", page, line)
          .containsAll(options);
    }
  }

  @ParameterizedTest
  @MethodSource("pages")
  void tests_and_rooms_that_are_named_exist(Pages.Page page) throws IOException {
    Set<String> tests = testClasses();
    for (String line : page.commands()) {
      TEST.matcher(line)
          .results()
          .map(m -> m.group(1))
          .filter(name -> !name.equals("None"))
          .forEach(name -> assertThat(tests).as("%s: %s", page, line).contains(name));
      ROOM.matcher(line)
          .results()
          .flatMap(m -> Stream.of(m.group(1).split(",")))
          .filter(room -> !room.equals("ROOM"))
          .forEach(
              room ->
                  assertThat(Home.root().resolve(room).resolve("pom.xml"))
                      .as("%s: %s", page, line)
                      .exists());
    }
  }

  private static Set<String> testClasses() throws IOException {
    try (Stream<Path> files = Files.walk(Home.root())) {
      return files
          .filter(f -> f.toString().contains("/src/test/java/"))
          .map(f -> f.getFileName().toString())
          .filter(f -> f.endsWith(".java"))
          .map(f -> f.substring(0, f.length() - ".java".length()))
          .collect(java.util.stream.Collectors.toSet());
    }
  }

  /** A section's address, as forges make it from its heading. */
  private static List<String> anchors(Path file) {
    return Pages.read(file)
        .lines()
        .filter(l -> l.matches("#{1,6} .*"))
        .map(l -> l.replaceFirst("^#+ ", "").toLowerCase(Locale.ROOT))
        .map(l -> l.replaceAll("[^\\p{L}\\p{N} _-]", "").replace(' ', '-'))
        .toList();
  }
}
