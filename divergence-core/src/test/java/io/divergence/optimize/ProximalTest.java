package io.divergence.optimize;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.divergence.distribution.Normal;
import io.divergence.divergence.Divergences;
import io.divergence.estimate.ErrorKind;
import io.divergence.estimate.Execution;
import io.divergence.estimate.GradientEstimate;
import io.divergence.estimate.GradientEstimator;
import io.divergence.estimate.Objective;
import io.divergence.estimate.Problem;
import io.divergence.estimate.ValueMeaning;
import io.divergence.family.GaussianFamily;
import io.divergence.fit.Fit;
import io.divergence.fit.FitResult;
import io.divergence.fit.StoppingRules;
import io.divergence.fit.Termination;
import io.divergence.random.RandomStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;

/** The proximal map by its definition, and fits of a normal's scale, whose optimum is known: p = N(1, 2^2). */
class ProximalTest {
    private static final double MEAN = 1;
    private static final double SIGMA = 2;

    /** The value that the map minimises. */
    private static double defining(double s, double v, double rate) {
        return -Math.log(s) + (s - v) * (s - v) / (2 * rate);
    }

    @Test
    void theMapMinimisesWhatDefinesIt() {
        for (double v : new double[] {-30, -2, -0.1, 0, 0.3, 1, 7, 100}) {
            for (double rate : new double[] {1e-2, 0.5, 1, 20}) {
                double s = Proximal.map(v, rate);
                double h = 1e-4 * s;
                double slope = (defining(s + h, v, rate) - defining(s - h, v, rate)) / (2 * h);
                assertEquals(0, slope * s, 1e-6 * (1 + v * v / rate), "v = " + v + ", rate = " + rate);
                for (double other = s / 64; other < 100 * s; other *= 1.1) {
                    assertTrue(defining(other, v, rate) >= defining(s, v, rate) - 1e-12 * (1 + v * v / rate), other + " beats " + s);
                }
            }
        }
    }

    @Property(seed = "7", tries = 500)
    void theMapSolvesItsQuadraticEquationToRounding(@ForAll @DoubleRange(min = -40, max = 40) double logV,
            @ForAll @DoubleRange(min = -40, max = 40) double logRate, @ForAll boolean negative) {
        double v = (negative ? -1 : 1) * Math.exp(logV);
        double rate = Math.exp(logRate);
        double s = Proximal.map(v, rate);
        assertTrue(s > 0);
        assertEquals(0, s * s - v * s - rate, 4e-15 * (s * s + Math.abs(v * s) + rate), "v = " + v + ", rate = " + rate);
    }

    @Test
    void theMapIsPositiveAtTheEndsOfTheRange() {
        assertEquals(Double.MIN_NORMAL, Proximal.map(-1e300, 1e-300));
        assertEquals(1e200, Proximal.map(1e200, 1), 1e185);
        assertEquals(1e-200, Proximal.map(-1e200, 1), 1e-214);
        assertEquals(1e-160, Proximal.map(0, 1e-320), 1e-162);
        assertEquals(3, Proximal.map(3, 0));
        assertTrue(Double.isNaN(Proximal.map(Double.NaN, 1)));
    }

    @Test
    void aPointWithoutGradientStaysWhereItIs() {
        Proximal rule = Proximal.of(GradientDescent.of(0.37), 1, 2);
        double[] phi = {5, 0.013, 4000};
        rule.step(0, new double[3], phi, new double[0]);
        assertEquals(5, phi[0]);
        assertEquals(0.013, phi[1], 1e-15);
        assertEquals(4000, phi[2], 1e-11);
    }

    /** Exact KL(q : p) in (mu, sigma), with noise of its own if asked. */
    private record Kl(double noise) implements GradientEstimator {
        @Override
        public Objective bind(Problem problem, Execution execution) {
            RandomStream rng = RandomStream.of(execution.seed());
            return new Objective() {
                @Override
                public int parameterCount() {
                    return 2;
                }

                @Override
                public boolean isStochastic() {
                    return noise > 0;
                }

                @Override
                public void evaluate(long step, double[] phi, GradientEstimate out) {
                    out.clear();
                    rng.seek(step, 0);
                    double d = (phi[0] - MEAN) / SIGMA;
                    double s = phi[1] / SIGMA;
                    out.setValue(-Math.log(s) + 0.5 * (s * s + d * d - 1), noise, ErrorKind.ROUNDING, ValueMeaning.DISCREPANCY);
                    out.gradient()[0] = d / SIGMA + noise * rng.nextGaussian();
                    out.gradient()[1] = s / SIGMA - 1 / phi[1] + noise * rng.nextGaussian();
                }
            };
        }
    }

    private static Fit fit(double noise, Optimizer optimizer, long steps) {
        return Fit.of(Normal.of(MEAN, SIGMA), GaussianFamily.meanSigma(), Divergences.reverseKl()).with(new Kl(noise))
                .with(optimizer).with(StoppingRules.steps(steps)).withSeed(3);
    }

    @Test
    void theScaleOfANormalIsFoundFromStartsAtWhichPlainDescentIsLost() {
        for (ScalarRate inner : new ScalarRate[] {GradientDescent.of(1), DoG.withDefaults(), DoWG.withDefaults()}) {
            for (double start : new double[] {1e-12, 1e-3, 1, 50}) {
                FitResult r = fit(0, Proximal.of(inner, 1), 5000).run(0, start);
                assertInstanceOf(Termination.Exhausted.class, r.termination(), inner + ": " + r);
                double tolerance = inner instanceof GradientDescent ? 1e-12 : 1e-3;
                assertEquals(SIGMA, r.phi()[1], tolerance, inner + " from " + start);
                assertEquals(MEAN, r.phi()[0], tolerance, inner + " from " + start);
            }
        }
        // Its first step is 1e12 long.
        FitResult plain = fit(0, GradientDescent.of(1), 60).run(0, 1e-12);
        assertTrue(plain.phi()[1] > 1000, plain.toString());
        assertEquals(SIGMA, fit(0, Proximal.of(GradientDescent.of(1), 1), 60).run(0, 1e-12).phi()[1], 1e-6);
    }

    /** Counting the entropy twice, once in the gradient and once in the map, ends at sqrt 2 times the scale. */
    @Test
    void withoutAddingTheEntropysPartBackTheScaleWouldBeWrong() {
        double s = 1;
        double right = 1;
        Proximal rule = Proximal.of(GradientDescent.of(0.5), 0);
        for (int t = 0; t < 2000; t++) {
            s = Proximal.map(s - 0.5 * (s / 4 - 1 / s), 0.5);
            double[] phi = {right};
            rule.step(t, new double[] {right / 4 - 1 / right}, phi, new double[0]);
            right = phi[0];
        }
        assertEquals(2, right, 1e-12);
        assertEquals(2 * Math.sqrt(2), s, 1e-9);
    }

    @Test
    void theScaleStaysPositiveWhateverTheRate() {
        for (double rate : new double[] {1e-300, 1e-9, 1, 1e3, 1e9, 1e150, 1e300}) {
            FitResult r = fit(0, Proximal.of(GradientDescent.of(rate), 1), 500).run(MEAN, 5);
            assertTrue(r.isGood(), "rate " + rate + ": " + r);
            assertTrue(r.phi()[1] > 0);
        }
        assertFalse(fit(0, GradientDescent.of(1e3), 500).run(MEAN, 5).isGood(), "plain descent leaves the domain");
    }

    @Test
    void aNoisyFitWithAnAverageIsRightWithinItsError() {
        double noise = 0.3;
        int steps = 40_000;
        FitResult r = fit(noise, TailAveraging.of(Proximal.of(GradientDescent.of(0.05), 1)), steps).run(0, 1e-3);
        double[] mean = r.averagedPhi().orElseThrow();
        // Curvatures at the optimum: 1/4 in the mean, 1/2 in the scale; at least half of the steps are in the average.
        assertEquals(MEAN, mean[0], 4 * noise * 4 / Math.sqrt(steps / 2.0));
        // The mean of the iterates lies off the optimum by about rate times their variance; here below 0.004.
        assertEquals(SIGMA, mean[1], 4 * noise * 2 / Math.sqrt(steps / 2.0) + 0.004);
    }

    @Test
    void whatCannotBeIsRefused() {
        GradientDescent descent = GradientDescent.of(0.1);
        assertTrue(message(() -> Proximal.of(descent)).contains("indices.length = 0"));
        assertTrue(message(() -> Proximal.of(descent, (int[]) null)).contains("indices = null"));
        assertTrue(message(() -> Proximal.of(null, 1)).contains("inner = null"));
        assertTrue(message(() -> Proximal.of(descent, 1, -1)).contains("index = -1"));
        assertTrue(message(() -> Proximal.of(descent, 1, 0, 1)).contains("index = 1: must be given once"));
        assertTrue(message(() -> Proximal.of(descent, 2).stateSize(2)).contains("index = 2: must be below"));
        assertTrue(message(() -> Proximal.of(descent, 0).init(new double[] {0}, new double[0])).contains("phi[0] = 0.0: must be positive"));
        Optimizer climbing = Proximal.of(GradientDescent.of(-0.1), 0);
        assertTrue(message(() -> climbing.step(0, new double[1], new double[] {1}, new double[0])).contains("rate = -0.1"));
        assertTrue(message(() -> Clipped.of(Proximal.of(descent, 1), 1)).contains("clipped"));
        assertTrue(message(() -> Clipped.of(Proximal.of(descent, 1), 1)).contains("indices=[1]"));
        for (Optimizer rule : new Optimizer[] {Proximal.of(descent, 1), Averaged.of(Proximal.of(descent, 1), 0),
            TailAveraging.of(Proximal.of(descent, 1)), PolynomialAveraging.of(Proximal.of(descent, 1))}) {
            assertTrue(message(() -> fit(0, rule, 5).withNaturalGradient().run(0, 1)).contains("natural gradient"), rule.toString());
        }
        assertTrue(message(() -> fit(0, Proximal.of(descent, 7), 5).run(0, 1)).contains("index = 7"));
        int[] indices = {1};
        Proximal rule = Proximal.of(descent, indices);
        indices[0] = 0;
        rule.indices()[0] = 0;
        assertEquals(Proximal.of(descent, 1), rule);
        assertEquals(Proximal.of(descent, 1).hashCode(), rule.hashCode());
        assertNotEquals(Proximal.of(descent, 0), rule);
    }

    private static String message(org.junit.jupiter.api.function.Executable executable) {
        return assertThrows(IllegalArgumentException.class, executable).getMessage();
    }
}
