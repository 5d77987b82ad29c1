package io.divergence;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The walls of the house: no cycles between packages, leaves stay leaves, core knows no estimator. */
class ArchitectureTest {
    private static final JavaClasses CORE = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests()).importPackages("io.divergence");

    @Test
    void packagesAreFreeOfCycles() {
        slices().matching("io.divergence.(*)..").should().beFreeOfCycles().check(CORE);
    }

    @Test
    void leavesDependOnMathOnly() {
        for (String leaf : List.of("random", "parallel", "divergence", "optimize")) {
            classes().that().resideInAPackage("io.divergence." + leaf)
                    .should().onlyDependOnClassesThat()
                    .resideInAnyPackage("io.divergence." + leaf, "io.divergence.math", "java..", "org.apache.commons.rng..")
                    .check(CORE);
        }
        classes().that().resideInAPackage("io.divergence.math").should().onlyDependOnClassesThat()
                .resideInAnyPackage("io.divergence.math", "java..", "org.apache.commons.math3..", "org.ejml..").check(CORE);
    }

    /** Test problems are targets and nothing more. */
    @Test
    void modelsDependOnTargetsAndDistributionsOnly() {
        classes().that().resideInAPackage("io.divergence.model").should().onlyDependOnClassesThat()
                .resideInAnyPackage("io.divergence.model", "io.divergence.math", "io.divergence.random", "io.divergence.target",
                        "io.divergence.distribution", "java..").check(CORE);
    }

    @Test
    void transformsDependOnMathAndTargetOnly() {
        classes().that().resideInAPackage("io.divergence.transform").should().onlyDependOnClassesThat()
                .resideInAnyPackage("io.divergence.transform", "io.divergence.target", "io.divergence.math", "java..").check(CORE);
    }

    @Test
    void coreKnowsNoEstimator() {
        noClasses().should().dependOnClassesThat().resideInAPackage("io.divergence.estimators..").check(CORE);
    }

    /** The checks are for users: nothing of the library needs them, and they need no fit. */
    @Test
    void checksStandApart() {
        noClasses().that().resideOutsideOfPackage("io.divergence.check").should().dependOnClassesThat()
                .resideInAPackage("io.divergence.check").check(CORE);
        noClasses().that().resideOutsideOfPackage("io.divergence.adapter").should().dependOnClassesThat()
                .resideInAPackage("io.divergence.adapter").check(CORE);
        noClasses().that().resideInAPackage("io.divergence.check").should().dependOnClassesThat()
                .resideInAPackage("io.divergence.fit").check(CORE);
    }

    @Test
    void noTypeOfAnotherLibraryStandsInAPublicSignature() {
        List<String> found = new ArrayList<>();
        for (JavaClass type : CORE) {
            if (type.getPackageName().equals("io.divergence.adapter")) {
                // That is what adapters are for; nothing depends on them.
                continue;
            }
            for (JavaCodeUnit unit : type.getCodeUnits()) {
                boolean open = type.getModifiers().contains(JavaModifier.PUBLIC) && (unit.getModifiers().contains(JavaModifier.PUBLIC)
                        || unit.getModifiers().contains(JavaModifier.PROTECTED));
                List<JavaClass> types = new ArrayList<>(unit.getRawParameterTypes());
                types.add(unit.getRawReturnType());
                for (JavaClass used : types) {
                    if (open && !used.isPrimitive() && !used.isArray() && !used.getPackageName().startsWith("java.")
                            && !used.getPackageName().startsWith("io.divergence")) {
                        found.add(unit.getFullName());
                    }
                }
            }
        }
        assertTrue(found.isEmpty(), found.toString());
    }
}
