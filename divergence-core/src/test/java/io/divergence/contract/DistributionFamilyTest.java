package io.divergence.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.divergence.check.CheckReport;
import io.divergence.check.FamilyCheck;
import io.divergence.distribution.Gamma;
import io.divergence.family.DistributionFamily;
import io.divergence.family.FisherGeometry;
import io.divergence.family.ParameterLayout.Entry;
import io.divergence.family.ProductFamily;
import io.divergence.math.GammaFunctions;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every family of one-dimensional distributions by its parameters: scores, draws, domain, and the Fisher information. */
class DistributionFamilyTest {
    private static final int NODES = 6_000;

    record Case(DistributionFamily family, double... phi) {
        @Override
        public String toString() {
            return family + " at " + Arrays.toString(phi);
        }
    }

    static Stream<Case> cases() {
        return Stream.of(new Case(DistributionFamily.gamma(), 2.5, 1.3), new Case(DistributionFamily.gamma(), 0.7, 3),
                new Case(DistributionFamily.inverseGamma(), 3.2, 0.8), new Case(DistributionFamily.exponential(), 1.7),
                new Case(DistributionFamily.beta(), 1.7, 2.4), new Case(DistributionFamily.beta(), 5, 0.8),
                new Case(DistributionFamily.kumaraswamy(), 1.5, 2.5), new Case(DistributionFamily.logNormal(), 0.3, 0.8),
                new Case(DistributionFamily.halfNormal(), 1.4), new Case(DistributionFamily.weibull(), 1.6, 2.1),
                new Case(DistributionFamily.weibull(), 0.9, 0.5), new Case(DistributionFamily.laplace(), 0.4, 1.5),
                new Case(DistributionFamily.gumbel(), -0.3, 1.2), new Case(DistributionFamily.logistic(), 0.2, 0.7),
                new Case(DistributionFamily.studentT(4), 0.5, 1.1), new Case(DistributionFamily.studentT(1.5), 0.5, 2));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void passesTheFamilyCheck(Case c) {
        CheckReport report = FamilyCheck.of(c.family).at(c.phi).withSeed(3).run();
        assertTrue(report.isGood(), report.toString());
    }

    /** F = E[score score^T] by quantiles at the midpoints of equal masses, finer towards the ends. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void theFisherInformationIsTheCovarianceOfTheScore(Case c) {
        boolean isKnown = !c.family.toString().contains("Kumaraswamy");
        assertEquals(isKnown, c.family instanceof FisherGeometry);
        if (!isKnown) {
            return;
        }
        int n = c.phi.length;
        double[] sums = new double[n * n];
        double[] score = new double[n];
        for (int k = 0; k < NODES; k++) {
            // u = 3 t^2 - 2 t^3 has the slope 6 t (1 - t): nodes crowd where scores are large.
            double t = (k + 0.5) / NODES;
            double u = t * t * (3 - 2 * t);
            double x = c.family.at(c.phi).quantile(u);
            c.family.score(c.phi, new double[] {x}, 0, score);
            for (int i = 0; i < n * n; i++) {
                sums[i] += score[i / n] * score[i % n] * 6 * t * (1 - t) / NODES;
            }
        }
        double[] fisher = new double[n * n];
        ((FisherGeometry) c.family).fisher(c.phi, fisher);
        for (int i = 0; i < n * n; i++) {
            double size = Math.sqrt(fisher[i / n * (n + 1)] * fisher[i % n * (n + 1)]);
            assertEquals(sums[i], fisher[i], 1e-3 * size, c + " " + i);
        }
    }

    @Test
    void aProductOfThemHasItToo() {
        assertTrue(ProductFamily.of(DistributionFamily.gamma(), DistributionFamily.beta()) instanceof FisherGeometry);
        assertFalse(ProductFamily.of(DistributionFamily.gamma(), DistributionFamily.kumaraswamy()) instanceof FisherGeometry);
        CheckReport report = FamilyCheck.of(ProductFamily.of(DistributionFamily.gamma(), DistributionFamily.beta())).at(2, 1.5, 3, 1.2).withSeed(3).run();
        assertTrue(report.isGood(), report.toString());
    }

    /** One's own, and one that is wrong by a factor of two. */
    @Test
    void anInformationOfOnesOwnIsChecked() {
        DistributionFamily family = DistributionFamily.of("unit rate gamma", phi -> Gamma.ofShapeRate(phi[0], 1),
                (phi, x, out) -> out[0] = Math.log(x) - GammaFunctions.digamma(phi[0]),
                Entry.positive("shape"));
        assertFalse(family instanceof FisherGeometry);
        DistributionFamily right = family.withFisher((phi, out) -> out[0] = GammaFunctions.trigamma(phi[0]));
        DistributionFamily wrong = family.withFisher((phi, out) -> out[0] = 2 * GammaFunctions.trigamma(phi[0]));
        assertTrue(FamilyCheck.of(right).at(2.5).withSeed(3).run().isGood());
        assertFalse(FamilyCheck.of(wrong).at(2.5).withSeed(3).run().isGood());
        assertThrows(IllegalArgumentException.class, () -> family.withFisher(null));
    }
}
