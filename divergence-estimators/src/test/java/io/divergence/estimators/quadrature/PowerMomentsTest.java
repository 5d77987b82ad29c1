package io.divergence.estimators.quadrature;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.divergence.distribution.Mixture;
import io.divergence.divergence.Divergence;
import io.divergence.divergence.Divergences;
import io.divergence.estimate.Finiteness;
import io.divergence.estimate.GradientEstimate;
import io.divergence.estimate.Problem;
import io.divergence.family.GaussianFamily;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.jupiter.api.Test;

/** The fewest passes beside those over log densities, one by one. */
class PowerMomentsTest {
    private static final Mixture TARGET = Mixture.ofNormals(new double[] {0.30, 0.45, 0.25}, new double[] {-2, 1, 3.5}, new double[] {0.6, 0.8, 0.5});
    private static final double EPS = Math.ulp(1.0);

    /** A step both ways. */
    private record Pair(Divergence divergence, double a, TrapezoidGrid grid, boolean judging, double mean, double sd) {

        TrapezoidObjective plain() {
            return new TrapezoidObjective(new Problem(TARGET, GaussianFamily.meanSigma(), divergence), TARGET, grid, judging);
        }

        GradientEstimate evaluate(boolean quick) {
            GradientEstimate out = new GradientEstimate(2);
            new GaussianTrapezoid(plain(), quick).evaluate(0, new double[] {mean, sd}, out);
            return out;
        }

        /** The integral of the sizes of all terms, and the size of the logarithms, S. */
        double[] sizes() {
            double[] x = grid.nodes();
            double[] logP = plain().logDensities();
            double sum = 0;
            double largest = 0;
            double scale = a == 0 || a == 1 ? 1 : 1 / Math.abs(a * (a - 1)) + 1 / Math.abs(a);
            for (int i = 0; i < x.length; i++) {
                double e = (x[i] - mean) / sd;
                double logQ = -0.5 * e * e - Math.log(sd) - 0.5 * Math.log(2 * Math.PI);
                double weights = scale * (Math.exp(a * logP[i] + (1 - a) * logQ) + Math.exp(logQ)) + Math.exp(logP[i]);
                sum += weights * (1 + Math.abs(logP[i] - logQ)) * (1 + e * e) / Math.min(sd, 1);
                largest = Math.max(largest, Math.abs(a * logP[i]) + Math.max(1, Math.abs(1 - a)) * Math.abs(logQ));
            }
            return new double[] {grid.spacing() * sum, largest};
        }

        void agree() {
            GradientEstimate quick = evaluate(true);
            GradientEstimate slow = evaluate(false);
            assertEquals(slow.finiteness(), quick.finiteness(), toString());
            assertEquals(slow.meaning(), quick.meaning());
            if (slow.finiteness() == Finiteness.FINITE) {
                double[] sizes = sizes();
                double allowed = (8 + 3 * sizes[1]) * EPS * sizes[0];
                assertEquals(slow.value(), quick.value(), allowed, toString());
                assertEquals(slow.valueError(), quick.valueError(), 3 * allowed, toString());
                for (int j = 0; j < 2; j++) {
                    assertEquals(slow.gradient()[j], quick.gradient()[j], 2 * allowed, toString());
                    assertEquals(slow.gradientError()[j], quick.gradientError()[j], 6 * allowed, toString());
                }
            }
        }
    }

    private static Divergence alpha(double a) {
        return a == 0 ? Divergences.reverseKl() : a == 1 ? Divergences.forwardKl() : a == 2 ? Divergences.forwardChiSquared()
                : a == -1 ? Divergences.reverseChiSquared() : Divergences.alpha(a);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 1, 2, -1, 0.5, 3, -0.4, 1.5})
    void theFewestPassesAgreeWithThoseOverLogDensities(double a) {
        SplittableRandom random = new SplittableRandom(61);
        for (int trial = 0; trial < 150; trial++) {
            int intervals = random.nextInt(2, 450);
            new Pair(alpha(a), a, new TrapezoidGrid(-10, 12, intervals), trial % 2 == 0, random.nextDouble(-6, 8), Math.exp(random.nextDouble(-1.5, 2))).agree();
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 1, 2, -1, 0.5, 3})
    void soTheyDoWherePowersLeaveTheRangeOfADouble(double a) {
        for (double sd : new double[] {1e-3, 0.02, 0.1, 0.3, 40, 1e6}) {
            for (double mean : new double[] {0.7, 30, -400}) {
                for (int intervals : new int[] {399, 400}) {
                    new Pair(alpha(a), a, new TrapezoidGrid(-10, 12, intervals), false, mean, sd).agree();
                }
            }
        }
    }

    @Test
    void theErrorIsTheDifferenceToTheGridOfEveryOtherNode() {
        for (int intervals : new int[] {60, 61}) {
            for (double a : new double[] {0, 1, 2, -1, 0.5}) {
                Pair fine = new Pair(alpha(a), a, new TrapezoidGrid(-10, 12, intervals), false, 0.7, 2.2);
                GradientEstimate quick = fine.evaluate(true);
                GradientEstimate general = new GradientEstimate(2);
                fine.plain().evaluate(0, new double[] {0.7, 2.2}, general);
                assertEquals(general.valueError(), quick.valueError(), 1e-13 * Math.max(1, quick.value()));
                assertTrue(quick.gradientError()[0] > 0);
                for (int j = 0; j < 2; j++) {
                    assertEquals(general.gradientError()[j], quick.gradientError()[j], 1e-12 * Math.max(1, quick.gradientNorm()));
                }
            }
        }
    }

    @Test
    void aGridFarFromZeroIsNotTakenForUniform() {
        assertTrue(PowerMoments.suits(new TrapezoidGrid(-10, 12, 399)));
        assertTrue(PowerMoments.suits(new TrapezoidGrid(5, 7, 399)));
        assertFalse(PowerMoments.suits(new TrapezoidGrid(1e6, 1e6 + 22, 399)));
    }
}
