package dev.keepstep.cli.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.keepstep.cli.Exit;
import dev.keepstep.cli.Keepstep;
import dev.keepstep.core.json.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The command as its user types it. */
class SimulateCommandTest {
  @TempDir Path folder;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final StringWriter err = new StringWriter();

  @BeforeEach
  void traces() throws IOException {
    trace("a", "1", "1.0");
    trace("b", "0", "0.5");
  }

  private void trace(String zone, String up, String price) throws IOException {
    Files.writeString(
        folder.resolve(zone + ".json"),
        """
        {"format": "spot-trace/1", "set": "t", "region": "r", "zone": "%s",
         "start_time": "2026-01-01T00:00:00Z", "gap_seconds": 600, "on_demand_price": 4.0,
         "currency": "USD", "data": [%s], "prices": [%s]}
        """
            .formatted(zone, String.join(",", many(up)), String.join(",", many(price))));
  }

  private static List<String> many(String value) {
    return new ArrayList<>(java.util.Collections.nCopies(600, value));
  }

  private int run(String... arguments) {
    PrintStream before = System.out;
    System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
    try {
      return Keepstep.commandLine().setErr(new PrintWriter(err)).execute(arguments);
    } finally {
      System.setOut(before);
    }
  }

  private String text() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private int simulate(String... more) {
    List<String> all = new ArrayList<>(List.of("simulate", "--traces", folder.toString()));
    all.addAll(List.of(more));
    if (!all.contains("--compute")) {
      all.addAll(List.of("--compute", "10h"));
    }
    return run(all.toArray(String[]::new));
  }

  @Test
  void printsOneObjectForEachPolicyAndStart() {
    int exit =
        simulate(
            "--policy",
            "default,on-demand",
            "--deadline-ratio",
            "1.5",
            "--changeover",
            "300s",
            "--offset",
            "3,40",
            "--format",
            "json");

    assertThat(exit).isEqualTo(Exit.OK);
    List<?> all = (List<?>) Json.read(text());
    assertThat(all).hasSize(4);
    Map<?, ?> first = (Map<?, ?>) all.getFirst();
    assertThat(first.keySet().stream().map(String::valueOf))
        .contains(
            "policy",
            "zones",
            "offset",
            "cost",
            "onDemandCost",
            "saving",
            "optimumLowerBound",
            "finishHours",
            "deadlineMet",
            "interruptions",
            "launches",
            "spotHours",
            "onDemandHours",
            "idleHours");
    assertThat(first.get("policy")).isEqualTo("default");
    assertThat(first.get("offset")).isEqualTo(3L);
    assertThat((Double) first.get("saving")).isCloseTo(1 - 10.0833 / 40, within(1e-4));
    assertThat(first.get("deadlineMet")).isEqualTo(true);
    // a start on on-demand alone pays one changeover more than the work
    Map<?, ?> second = (Map<?, ?>) all.get(1);
    assertThat((Double) second.get("cost")).isCloseTo(4 * 10.0833, within(1e-3));
  }

  @Test
  void printsATableAndWritesAReport() throws IOException {
    Path report = folder.resolve("report.html");

    int exit = simulate("--policy", "default,greedy", "--starts", "4", "--html", report.toString());

    assertThat(exit).isEqualTo(Exit.OK);
    assertThat(text()).contains("POLICY", "COST/BOUND", "greedy");
    assertThat(Files.readString(report))
        .contains("Cost by deadline", "One run across zones", "omniscient bound")
        .doesNotContain("http://", "https://");
  }

  @Test
  void ownPoliciesAreTakenFromAFolderOfClasses() {
    // the class path of this test stands for somebody's jar
    int exit =
        simulate(
            "--policy",
            NeverSpot.class.getName(),
            "--policy-jar",
            folder.toString(),
            "--offset",
            "0",
            "--format",
            "json");

    assertThat(exit).isEqualTo(Exit.OK);
    assertThat(((Map<?, ?>) ((List<?>) Json.read(text())).getFirst()).get("policy"))
        .isEqualTo("never-spot");
  }

  @Test
  void madeUpTracesCanBeSimulated() {
    Path made = folder.resolve("made");

    assertThat(
            run(
                "simulate",
                "generate",
                "--out",
                made.toString(),
                "--zones",
                "3",
                "--length",
                "20d"))
        .isEqualTo(Exit.OK);
    assertThat(run("simulate", "--traces", made.toString(), "--compute", "20h", "--starts", "3"))
        .isEqualTo(Exit.OK);
    assertThat(text()).contains("region-1a", "default");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --zones q | no trace has zone q; there are a, b
          --policy quick | --policy quick: no such policy
          --policy x.Quick | --policy x.Quick: no such class
          --policy-jar none.jar | --policy-jar none.jar: no such file
          --compute 0s | --compute is 0
          --compute soon | Invalid value for option '--compute': "soon" is not a length of time such as 20h, 1h30m or 300s
          --deadline-ratio 0 | a deadline of 0.0 times the work
          --deadline-ratio -1 | a deadline of -1.0 times the work
          --offset 700 | offset 700 is not a step of the trace, which has 600
          --offset -1 | offset -1 is not a step of the trace, which has 600
          --offset 590 | the trace ends 10 steps after offset 590 and before the job; start it earlier
          --starts 0 | --starts is 0
          --checkpoint-write 30s | --checkpoint-write needs --checkpoint-interval
          --egress -1 | changeover 300.0, checkpoint interval 0.0, write 0.0, notice 0.0 and egress -1.0 must be 0 or more
          --ask-fee -1 | history, ask timeout, ask fee and price lag must be 0 or more
          --job none.yaml | --job none.yaml: no such file
          """)
  void aMistakeIsOneSentence(String option, String message) {
    String[] words = option.split(" ");

    assertThat(simulate(words)).isEqualTo(Exit.USAGE);
    assertThat(err.toString().lines().findFirst()).contains("error: " + message);
    assertThat(err.toString()).doesNotContain("Exception", "\tat ");
    assertThat(text()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          "data": [1, | "data": [null, | a.json: data[0] is null; each step needs 1 (spot was there) or 0, a hole cannot be replayed
          "prices": [1.0, | "prices": [-1.0, | a: prices[0] is -1.0; a price is 0 or more
          "prices": [1.0, | "prices": [ | a: data has 600 steps and prices has 599; both need the same number, at least 1
          : 600, | : 300, | zones of a pool must be aligned: gap_seconds of a is 300.0, of b 600.0
          {"format" | {"farmat" | a.json has neither a field format nor a field metadata; it is no spot trace
          """)
  void aBadTraceIsOneSentence(String from, String to, String message) throws IOException {
    Path file = folder.resolve("a.json");
    String text = Files.readString(file);
    assertThat(text).contains(from);
    Files.writeString(file, text.replace(from, to));

    assertThat(simulate("--offset", "0", "--format", "json")).isEqualTo(Exit.USAGE);
    assertThat(err.toString()).startsWith("error: " + message);
    assertThat(text()).isEmpty();
  }

  @Test
  void answersForAJob() throws IOException {
    Path job = folder.resolve("job.yaml");
    Files.writeString(job, JOB);

    int exit = run("simulate", "--traces", folder.toString(), "--job", job.toString());

    assertThat(exit).isEqualTo(Exit.OK);
    assertThat(text())
        .contains(
            "(the job's)", "invoices: 10 h of work is 40.00 USD on on-demand.", "Advised deadline");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          SpotPreferred | SpotOnly | spec.deadline cannot be kept with spec.capacity.policy SpotOnly: there may be no spot
          SpotPreferred | Cheap | spec.capacity.policy is Cheap
          after: 12h | at: 2020-01-01T00:00:00Z | spec.deadline.at 2020-01-01T00:00:00Z is before now
          after: 12h | after: 0s | spec.deadline.after is 0s
          after: 12h | at: tomorrow | spec.deadline.at is "tomorrow"
          "40.00" | "0" | spec.budget.amount is 0, nothing could be started
          "40.00" | "much" | spec.budget.amount is "much"
          USD | XXQ | spec.budget.currency is "XXQ"
          USD | EUR | spec.budget.currency is EUR, the traces' prices are USD; amounts are never converted
          [a] | [c] | no trace has zone c; there are a, b
          estimatedDuration: 10h | steps: 7 | spec.training.estimatedDuration is not set, so nothing says how long the work takes
          kind: TrainingJob | kind: Job | job.yaml: kind is "Job"
          """)
  void aJobThatCannotBeIsOneSentence(String from, String to, String message) throws IOException {
    Path job = folder.resolve("job.yaml");
    assertThat(JOB).contains(from);
    Files.writeString(job, JOB.replace(from, to));

    assertThat(run("simulate", "--traces", folder.toString(), "--job", job.toString()))
        .isEqualTo(Exit.USAGE);
    assertThat(err.toString().replace(folder + "/", "")).startsWith("error: " + message);
  }

  private static final String JOB =
      """
      apiVersion: keepstep.dev/v1alpha1
      kind: TrainingJob
      metadata: {name: invoices}
      spec:
        training: {estimatedDuration: 10h}
        capacity: {policy: SpotPreferred, zones: [a], provisionTimeout: 10m}
        deadline: {after: 12h}
        budget: {amount: "40.00", currency: USD}
      """;
}
