package dev.keepstep.core;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Which package of this room may use which. A new package fails here until it has its line. */
@AnalyzeClasses(
    packages = "dev.keepstep.core",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  private static final String CORE = "dev.keepstep.core";
  private static final String[] JDK = {"java..", "javax..", "org.jspecify.annotations.."};

  private static ArchRule mayUse(String user, String... used) {
    String[] all = new String[JDK.length + used.length + 1];
    System.arraycopy(JDK, 0, all, 0, JDK.length);
    System.arraycopy(used, 0, all, JDK.length, used.length);
    all[all.length - 1] = user;
    return classes()
        .that()
        .resideInAPackage(user)
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(all);
  }

  @ArchTest static final ArchRule randomUsesTheJdkAlone = mayUse(CORE + ".random..");

  @ArchTest static final ArchRule tensorUsesTheJdkAlone = mayUse(CORE + ".tensor..");

  @ArchTest
  static final ArchRule jsonIsOnJacksonCoreAlone =
      mayUse(CORE + ".json..", "com.fasterxml.jackson.core..");

  @ArchTest static final ArchRule contractUsesJson = mayUse(CORE + ".contract..", CORE + ".json..");

  @ArchTest
  static final ArchRule proofIsPure =
      mayUse(CORE + ".proof..", CORE + ".json..", CORE + ".tensor..");

  @ArchTest
  static final ArchRule checkpointKnowsNoSdk =
      mayUse(CORE + ".checkpoint", CORE + ".json..", CORE + ".proof..", CORE + ".tensor..");

  @ArchTest
  static final ArchRule testingStoresAreOnTheProtocol =
      mayUse(CORE + ".checkpoint.testing..", CORE + ".checkpoint");

  @ArchTest
  static final ArchRule s3AloneKnowsTheAwsSdk =
      noClasses()
          .that()
          .resideOutsideOfPackage(CORE + ".checkpoint.s3..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("software.amazon..");

  @ArchTest
  static final ArchRule decideIsPure =
      mayUse(CORE + ".decide..", CORE + ".json..", CORE + ".contract..", CORE + ".random..");

  @ArchTest
  static final ArchRule simulateDrivesDecide =
      mayUse(
              CORE + ".simulate..",
              CORE + ".decide..",
              CORE + ".json..",
              CORE + ".contract..",
              CORE + ".random..")
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule noKubernetesAndNoMachineLearning =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.fabric8..", "io.javaoperatorsdk..", "org.deeplearning4j..", "org.nd4j..");

  /** What the product ships must not lean on what only tests use. */
  @ArchTest
  static final ArchRule nobodyShipsOnTestingStores =
      noClasses()
          .that()
          .resideOutsideOfPackage(CORE + ".checkpoint.testing..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage(CORE + ".checkpoint.testing..");

  /** Decisions and numbers come from what is handed in: no clock, no environment, no chance. */
  @ArchTest
  static final ArchRule theSameInputGivesTheSameAnswer =
      noClasses()
          .that()
          .resideInAnyPackage(
              CORE + ".random..",
              CORE + ".proof..",
              CORE + ".contract..",
              CORE + ".decide..",
              CORE + ".json..")
          .should()
          .callMethod(java.time.Instant.class, "now")
          .orShould()
          .callMethod(System.class, "nanoTime")
          .orShould()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .callMethod(System.class, "getenv", String.class)
          .orShould()
          .callMethod(Math.class, "random")
          .orShould()
          .dependOnClassesThat()
          .areAssignableTo(java.util.Random.class)
          .orShould()
          .dependOnClassesThat()
          .areAssignableTo(Thread.class);

  @ArchTest
  static final ArchRule everyPackageHasItsLineAbove =
      classes()
          .should()
          .resideInAnyPackage(
              CORE,
              CORE + ".checkpoint..",
              CORE + ".contract..",
              CORE + ".decide..",
              CORE + ".json..",
              CORE + ".proof..",
              CORE + ".random..",
              CORE + ".simulate..",
              CORE + ".tensor..");

  @ArchTest
  static final ArchRule noCycles = slices().matching(CORE + ".(*)..").should().beFreeOfCycles();
}
