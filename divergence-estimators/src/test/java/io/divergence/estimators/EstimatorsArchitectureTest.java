package io.divergence.estimators;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class EstimatorsArchitectureTest {
    private static final JavaClasses ALL = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests()).importPackages("io.divergence");

    @Test
    void packagesAreFreeOfCycles() {
        slices().matching("io.divergence.estimators.(*)..").should().beFreeOfCycles().check(ALL);
        slices().matching("io.divergence.(*)..").should().beFreeOfCycles().check(ALL);
    }

    @Test
    void estimatorsDoNotKnowTheExamples() {
        noClasses().should().dependOnClassesThat().resideInAPackage("io.divergence.examples..").check(ALL);
    }
}
