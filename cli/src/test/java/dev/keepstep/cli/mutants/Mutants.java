package dev.keepstep.cli.mutants;

import java.util.List;

/** One for each row of docs/reference/complaints.md, in its order. */
final class Mutants {
  private static final String CHECKPOINT = core("checkpoint/");
  private static final String DECIDE = core("decide/");
  private static final String OPERATOR = "operator/src/main/java/dev/keepstep/operator/";
  private static final String TRAINER = "trainer-image/src/main/java/dev/keepstep/trainer/";

  private Mutants() {}

  private static String core(String path) {
    return "core/src/main/java/dev/keepstep/core/" + path;
  }

  static final List<Mutant> ALL =
      List.of(
          // interruptions spend the budget of failures
          new Mutant(
              "ray 50640",
              DECIDE + "restart/Tally.java",
              ": with(failures, interruptions + 1, failureStreak, 0, 0, withoutProgress + 1);",
              ": with(failures + 1, interruptions + 1, failureStreak, 0, 0, withoutProgress + 1);",
              "LimitsTest"),
          // a notice leads to nothing
          new Mutant(
              "ray 63968",
              DECIDE + "Decider.java",
              "            succession::notice, // the node will go: a successor first\n",
              "",
              "DeciderTest"),
          // nobody is told of an interruption
          new Mutant(
              "trainer 999",
              OPERATOR + "status/Transitions.java",
              "told.add(new Told(true, \"Interrupted\", interrupted(interruption.get())));",
              "interrupted(interruption.get());",
              "TrainingJobReconcilerIT"),
          // a node's loss is no sign
          new Mutant(
              "karpenter 3218",
              DECIDE + "restart/EndOfAttempt.java",
              "    if (nodeLost(signs, nodeGrace)) {\n      return Optional.of(",
              "    if (false) {\n      return Optional.of(",
              "EverySignInEveryPhaseTest"),
          // what is killed before it trained failed by its own fault
          new Mutant(
              "skypilot 1610",
              OPERATOR + "observe/Observer.java",
              "    Set<String> notices = new HashSet<>(node.map(NodeFacts::notices).orElse(Set.of()));",
              "    Set<String> notices = new HashSet<>(recorded.trainingAt() == null ? Set.of() : node.map(NodeFacts::notices).orElse(Set.of()));",
              "EverySignInEveryPhaseTest"),
          // what a trainer says of itself is believed
          new Mutant(
              "topo-workflows 1252",
              DECIDE + "restart/EndOfAttempt.java",
              "    return new Failure(FailureKind.EXIT, OptionalInt.of(exit), signs.cause());",
              "    return signs.cause().filter(c -> c.contains(\"OOM\")).isPresent() ? oom(signs) : new Failure(FailureKind.EXIT, OptionalInt.of(exit), signs.cause());",
              "EndOfAttemptTest"),
          // an interruption's cause is not counted
          new Mutant(
              "flyte 3956",
              OPERATOR + "status/Ledger.java",
              "    byCause.merge(end.cause().word(), 1, Integer::sum);\n",
              "",
              "TrainingJobReconcilerIT"),
          // who cannot be asked about is gone
          new Mutant(
              "skypilot 10155",
              OPERATOR + "observe/Observer.java",
              "        podState = PodState.UNKNOWN;\n        unread = true;",
              "        podState = PodState.GONE;\n        unread = true;",
              "EverySignInEveryPhaseTest"),
          // who had trouble with the API server once looks no more
          new Mutant(
              "skypilot 3300",
              OPERATOR + "reconcile/TrainingJobReconciler.java",
              "again = job.flatMap(j -> lookAfter(j, view, memory));\n      memory.conflicts = 0;\n      if (!memory.unread) {",
              "again = job.filter(_ -> memory.troubles == 0).flatMap(j -> lookAfter(j, view, memory));\n      if (false) {",
              "FlakyApiIT"),
          // heartbeats are enough
          new Mutant(
              "skypilot 1410",
              DECIDE + "Decider.java",
              "            current::hung, // alive, but going nowhere\n",
              "",
              "DeciderTest"),
          // what waited once waits for ever
          new Mutant(
              "kueue 1146",
              DECIDE + "NextAttempt.java",
              "    if (!until.isAfter(s.now())) {",
              "    if (tally.failures() == 0 && !until.isAfter(s.now())) {",
              "ModelCheckTest"),
          // asked to stop, it stops without saving
          new Mutant(
              "spd 677",
              TRAINER + "run/Attempt.java",
              "      save(saver, training, step);\n      progress.atStake(false);",
              "      if (finished) save(saver, training, step);\n      progress.atStake(false);",
              "ResumeIsBitIdenticalTest"),
          // a folder without a manifest is a checkpoint
          new Mutant(
              "KempnerForge 203",
              CHECKPOINT + "Inventory.java",
              "return sizes.containsKey(\"manifest.json\");",
              "return !sizes.isEmpty();",
              "CheckpointReaderTest"),
          // the contract's code is another than the page says
          new Mutant(
              "sagemaker 3",
              core("contract/ExitCode.java"),
              "INTERRUPTED_COMMITTED(75,",
              "INTERRUPTED_COMMITTED(74,",
              "ContractPageTest"),
          // the manifest first, the parts after it
          new Mutant(
              "adaptdl 70",
              CHECKPOINT + "CheckpointWriter.java",
              "    store.put(keys.part(id, part.number()), body, crc.base64());\n",
              "    if (part.number() > 0) store.put(keys.part(id, part.number()), body, crc.base64());\n",
              "CrashAtEveryPutTest"),
          // the newest or nothing
          new Mutant(
              "seatunnel 12110",
              CHECKPOINT + "CheckpointReader.java",
              "        skipped.add(new Skipped(folder.id(), e.reason));\n",
              "        skipped.add(new Skipped(folder.id(), e.reason));\n        break;\n",
              "CheckpointReaderTest"),
          // nobody counts who died of a checkpoint
          new Mutant(
              "scr 174",
              CHECKPOINT + "Quarantine.java",
              "            .filter(number -> writers.info(number).resumedFrom().equals(Optional.of(id)))\n",
              "            .filter(number -> false)\n",
              "QuarantineTest"),
          // an old writer does not look whether it is cut off
          new Mutant(
              "prime-rl 1670",
              CHECKPOINT + "CheckpointWriter.java",
              "    Optional<Integer> above = writers.above(claim.number());\n",
              "    Optional<Integer> above = Optional.empty();\n",
              "WritersTest"),
          // what is damaged counts as kept
          new Mutant(
              "Megatron-Bridge 5559",
              CHECKPOINT + "Retention.java",
              "reader.looksSound(folder).ifPresent(manifest -> kept.add(folder.id()));",
              "kept.add(folder.id());",
              "RetentionTest"),
          // one half of the updater's state is left out
          new Mutant(
              "transformers 11323",
              TRAINER + "checkpoint/NetworkState.java",
              "    slice(slices, \"adam.variance\", List.of(count), moments, first);\n",
              "    if (first < 0) slice(slices, \"adam.variance\", List.of(count), moments, first);\n",
              "ResumeIsBitIdenticalTest"),
          // every epoch has the first one's order
          new Mutant(
              "accelerate 4195",
              core("random/EpochSampler.java"),
              "stream.at(number, 0).nextLong()",
              "stream.at(0, 0).nextLong()",
              "EpochSamplerTest"),
          // the libraries' versions are no part of the envelope
          new Mutant(
              "pytorch 38219",
              core("proof/Envelope.java"),
              "    new TreeMap<>(versions).forEach((name, value) -> fields.put(\"versions.\" + name, value));\n",
              "",
              "EnvelopeTest"),
          // the ledger forgets what is over
          new Mutant(
              "skypilot 1670",
              DECIDE + "money/CostLedger.java",
              "    for (AttemptCost a : attempts) {\n",
              "    for (AttemptCost a : attempts) {\n      if (a.over()) continue;\n",
              "MoneyTest"),
          // spot is asked for without end
          new Mutant(
              "parallelcluster 3785",
              DECIDE + "Decider.java",
              "            current::unanswered, // asked for capacity for too long\n",
              "",
              "DeciderTest"),
          // nobody sees to what a namespace that enforces asks for
          new Mutant(
              "ray 29665",
              OPERATOR + "desired/SecurityDefaults.java",
              "        .withRunAsNonRoot(own.getRunAsNonRoot() == null ? Boolean.TRUE : own.getRunAsNonRoot())\n",
              "",
              "TrainingJobReconcilerIT"),
          // an attempt grows as old as it likes
          new Mutant(
              "kubernetes 63523",
              DECIDE + "Decider.java",
              "            succession::rotation, // too old soon: a successor first\n",
              "",
              "DeciderTest"));
}
