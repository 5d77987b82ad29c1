package io.divergence.estimators.automatic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.divergence.model.EightSchools;
import io.divergence.model.Models;
import io.divergence.target.DifferentiableLogDensity;
import io.divergence.target.LogDensities;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AutomaticImproperTest {

    private static Map<String, DifferentiableLogDensity> improper() {
        Map<String, DifferentiableLogDensity> all = new LinkedHashMap<>();
        all.put("flat", LogDensities.of(1, z -> 0, (z, g) -> g[0] = 0));
        all.put("flat along a coordinate", LogDensities.of(2, z -> -0.5 * z[0] * z[0], (z, g) -> {
            g[0] = -z[0];
            g[1] = 0;
        }));
        all.put("flat along a diagonal", LogDensities.of(3, z -> -0.5 * Math.pow(z[0] + z[1], 2) - 0.5 * z[2] * z[2], (z, g) -> {
            g[0] = -z[0] - z[1];
            g[1] = g[0];
            g[2] = -z[2];
        }));
        all.put("grows", LogDensities.of(2, z -> -0.5 * z[0] * z[0] + 0.3 * z[1], (z, g) -> {
            g[0] = -z[0];
            g[1] = 0.3;
        }));
        all.put("grows both ways", LogDensities.of(1, z -> 0.5 * z[0] * z[0], (z, g) -> g[0] = z[0]));
        all.put("as 1/|x|", LogDensities.of(1, z -> -0.5 * Math.log1p(z[0] * z[0]), (z, g) -> g[0] = -z[0] / (1 + z[0] * z[0])));
        all.put("as 1/r^2 in two dimensions", LogDensities.of(2, z -> -Math.log1p(z[0] * z[0] + z[1] * z[1]), (z, g) -> {
            double s = 1 + z[0] * z[0] + z[1] * z[1];
            g[0] = -2 * z[0] / s;
            g[1] = -2 * z[1] / s;
        }));
        return all;
    }

    private static Map<String, DifferentiableLogDensity> proper() {
        Map<String, DifferentiableLogDensity> all = new LinkedHashMap<>();
        all.put("Cauchy 1", Models.cauchy(1));
        all.put("Cauchy 3", Models.cauchy(3));
        all.put("Student 1", Models.studentT(3, 1));
        all.put("Student 0.5", Models.studentT(2, 0.5));
        all.put("wide", Models.gaussian(new double[] {0, 5}, new double[] {1e6, 0, 3e5, 1e6}));
        all.put("wider", Models.gaussian(new double[] {0, 5}, new double[] {1e9, 0, 3e8, 1}));
        all.put("far", Models.gaussian(new double[] {1e9, 5}, new double[] {1, 0, 0.3, 1}));
        all.put("funnel 2", Models.funnel(2));
        all.put("funnel 10", Models.funnel(10));
        all.put("banana", Models.banana());
        all.put("schools", EightSchools.centered());
        return all;
    }

    @Test
    void aTargetWithoutAFiniteMassIsSaidToBeSo() {
        improper().forEach((name, target) -> {
            for (long seed = 1; seed <= 4; seed++) {
                AutomaticResult fit = AutomaticFit.of(target).withBudget(20_000).run(seed);
                assertEquals(Verdict.Kind.IMPROPER, fit.verdict().kind(), name + ": " + fit.verdict());
                assertTrue(fit.verdict().toString().contains("infinite as far as was looked"), fit.verdict().toString());
                assertTrue(fit.verdict().advice().contains("proper prior"), fit.verdict().toString());
            }
        });
    }

    @Test
    void itIsNoticedSoon() {
        AutomaticResult flat = AutomaticFit.of(improper().get("flat along a coordinate")).run(1);
        assertTrue(flat.gradients() < 3000, "gradients " + flat.gradients());
    }

    @Test
    void aProperTargetIsNeverSaidToBeImproper() {
        proper().forEach((name, target) -> {
            for (long seed = 1; seed <= 4; seed++) {
                AutomaticResult fit = AutomaticFit.of(target).withBudget(20_000).run(seed);
                assertNotEquals(Verdict.Kind.IMPROPER, fit.verdict().kind(), name + ": " + fit.verdict());
                // Ended early, the fit is anywhere.
                fit = AutomaticFit.of(target).withBudget(150).run(seed);
                assertNotEquals(Verdict.Kind.IMPROPER, fit.verdict().kind(), name + ": " + fit.verdict());
            }
        });
    }

    @Test
    void widerFamiliesSayItToo() {
        for (AutomaticFit.Family family : new AutomaticFit.Family[] {AutomaticFit.Family.STUDENT_T, AutomaticFit.Family.MIXTURE, AutomaticFit.Family.MEAN_FIELD}) {
            AutomaticResult fit = AutomaticFit.of(improper().get("flat along a coordinate")).with(family).run(1);
            assertEquals(Verdict.Kind.IMPROPER, fit.verdict().kind(), fit.verdict().toString());
        }
    }

    /** A ramp whose draws far out to the left have a log density of -infinity, by overflow. */
    @Test
    void aFitWithDrawsOutsideIsNotForgottenByTheSearchForTails() {
        DifferentiableLogDensity ramp = LogDensities.of(2, z -> -Math.log1p(Math.exp(-z[0])) - 0.5 * z[1] * z[1], (z, g) -> {
            g[0] = 1 / (1 + Math.exp(z[0]));
            g[1] = -z[1];
        });
        for (long seed = 1; seed <= 3; seed++) {
            AutomaticResult fit = AutomaticFit.of(ramp).with(AutomaticFit.Family.STUDENT_T).run(seed);
            assertEquals(Verdict.Kind.IMPROPER, fit.verdict().kind(), fit.verdict().toString());
        }
    }

    @Test
    void nothingIsPrintedOfTheMomentsOrTheEvidenceOfAnInfiniteMass() {
        AutomaticResult fit = AutomaticFit.of(improper().get("as 1/|x|")).run(1);
        assertTrue(fit.evidence().isPresent());
        assertTrue(!fit.toString().contains("log Z") && !fit.toString().contains("corrected mean"), fit.toString());
    }

    @Test
    void aResumedSearchSaysTheSame() {
        AutomaticFit fit = AutomaticFit.of(improper().get("flat along a diagonal"));
        AutomaticResult whole = fit.run(2);
        AutomaticCheckpointTest.assertSameBits(whole, fit.resume(fit.withBudget(300).run(2).checkpoint()));
    }
}
