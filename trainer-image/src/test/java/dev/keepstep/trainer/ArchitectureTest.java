package dev.keepstep.trainer;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Which package of this room may use which. */
@AnalyzeClasses(
    packages = "dev.keepstep.trainer",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  private static final String TRAINER = "dev.keepstep.trainer";
  private static final String CORE = "dev.keepstep.core";

  /** Users compile against it: what it drags in, they would depend on. */
  @ArchTest
  static final ArchRule theInterfaceIsOnCoresNumbersAlone =
      classes()
          .that()
          .resideInAPackage(TRAINER + ".spi")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              TRAINER + ".spi",
              CORE + ".random",
              CORE + ".tensor",
              "java..",
              "org.jspecify.annotations..");

  /** So that a program of one's own can do all that the built-in one can. */
  @ArchTest
  static final ArchRule whatRunsProgramsDoesNotKnowTheBuiltInOne =
      noClasses()
          .that()
          .resideInAnyPackage(TRAINER + ".run", TRAINER + ".report")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              TRAINER + ".extract", TRAINER + ".data", TRAINER + ".model", TRAINER + ".evaluate");

  @ArchTest
  static final ArchRule theBuiltInProgramKnowsNothingOfStorageAndEndings =
      noClasses()
          .that()
          .resideInAnyPackage(
              TRAINER + ".extract", TRAINER + ".data", TRAINER + ".model", TRAINER + ".evaluate")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              TRAINER + ".run", TRAINER + ".report", CORE + ".checkpoint..", CORE + ".contract..");

  @ArchTest
  static final ArchRule documentsAndFiguresAreWithoutNd4j =
      noClasses()
          .that()
          .resideInAnyPackage(TRAINER + ".data", TRAINER + ".evaluate", TRAINER + ".spi")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.nd4j..", "org.deeplearning4j..", "org.bytedeco..");

  @ArchTest
  static final ArchRule everyPackageIsInTheReadme =
      classes()
          .should()
          .resideInAnyPackage(
              TRAINER,
              TRAINER + ".spi",
              TRAINER + ".run",
              TRAINER + ".extract",
              TRAINER + ".data",
              TRAINER + ".model",
              TRAINER + ".evaluate",
              TRAINER + ".determinism",
              TRAINER + ".checkpoint",
              TRAINER + ".report",
              TRAINER + ".task");
}
