package io.stagger.core;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;

/** The boundaries of the house, as far as api and core are concerned. */
@AnalyzeClasses(
    packages = {"io.stagger.api", "io.stagger.core"},
    importOptions = ImportOption.DoNotIncludeTests.class)
final class TestArchitecture {
  @ArchTest
  void theApiDependsOnTheJdkOnly(JavaClasses house) {
    classes()
        .that()
        .resideInAPackage("io.stagger.api..")
        .should()
        .onlyDependOnClassesThat()
        // Both of the JDK, which writes pictures in the latter.
        .resideInAnyPackage("io.stagger.api..", "java..", "javax.imageio..")
        .check(house);
  }

  @ArchTest
  void coreKnowsNoPlugin(JavaClasses house) {
    noClasses()
        .that()
        .resideInAPackage("io.stagger.core..")
        .should()
        .dependOnClassesThat(
            resideInAPackage("io.stagger..")
                .and(resideOutsideOfPackages("io.stagger.api..", "io.stagger.core..")))
        .check(house);
  }

  @ArchTest
  void coreKnowsNoTensorLibrary(JavaClasses house) {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.tensorflow..", "org.bytedeco..")
        .check(house);
  }

  @ArchTest
  void nothingStaticChanges(JavaClasses house) {
    fields().that().areStatic().should().beFinal().check(house);
  }

  @ArchTest
  void thePackagesOfCoreHaveNoCircle(JavaClasses house) {
    slices().matching("io.stagger.core.(*)..").should().beFreeOfCycles().check(house);
  }
}
