package dev.keepstep.localcluster;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(
    packages = "dev.keepstep.localcluster",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest
  static final ArchRule dependsOnNoOtherRoom =
      classes()
          .that()
          .resideInAPackage("dev.keepstep.localcluster..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "dev.keepstep.localcluster..",
              "java..",
              "io.fabric8.kubernetes..",
              "com.fasterxml.jackson..",
              "org.junit..",
              "org.jspecify..");

  @ArchTest
  static final ArchRule onlyTheJUnitPackageKnowsJUnit =
      noClasses()
          .that()
          .resideOutsideOfPackage("dev.keepstep.localcluster.junit")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.junit..");
}
