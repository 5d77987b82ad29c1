package io.divergence.estimators.montecarlo;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.divergence.divergence.Discrepancy;
import io.divergence.divergence.Divergence;
import io.divergence.divergence.Divergences;
import io.divergence.estimate.Execution;
import io.divergence.estimate.GradientEstimate;
import io.divergence.estimate.GradientEstimator;
import io.divergence.estimate.Objective;
import io.divergence.estimate.Problem;
import io.divergence.family.GaussianFamily;
import io.divergence.family.ReparameterizedFamily;
import io.divergence.random.RandomStream;
import io.divergence.target.DifferentiableLogDensity;
import io.divergence.target.LogDensities;
import io.divergence.target.LogDensity;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The noise of the path estimator at q = p, for every family with paths and every smooth divergence. */
class StickingTheLandingTest {
    /** At most 2.1 were met. */
    private static final double MOST_ROUNDINGS = 4;

    record Case(String name, ReparameterizedFamily family, double[] phi) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Case> cases() {
        List<Case> cases = new ArrayList<>();
        for (GridCase c : GridCatalogue.all()) {
            if (c.family() instanceof ReparameterizedFamily paths) {
                cases.add(new Case(c.toString(), paths, c.phi()));
            }
        }
        cases.add(new Case("mu, sigma", GaussianFamily.meanSigma(), new double[] {0.3, 1.7}));
        cases.add(new Case("natural", GaussianFamily.natural(), new double[] {0.3, -0.7}));
        cases.add(new Case("mu, tau", GaussianFamily.meanPrecision(), new double[] {-3.1, 2.9}));
        return cases.stream();
    }

    private static List<Discrepancy> discrepancies() {
        List<Discrepancy> all = new ArrayList<>(UnbiasednessTest.discrepancies());
        all.removeIf(d -> d instanceof Divergence divergence && !divergence.isSmooth());
        return all;
    }

    private static GradientEstimate evaluate(GradientEstimator estimator, LogDensity p, Case c, Discrepancy d) {
        GradientEstimate out = new GradientEstimate(c.phi.length);
        try (Objective objective = estimator.bind(new Problem(p, c.family, d), new Execution(20261121, 1))) {
            objective.evaluate(3, c.phi, out);
        }
        assertTrue(out.isUsable(), c + " " + d.name());
        return out;
    }

    /** Where p and q are one density by one arithmetic, grad log p - grad log q is zero to the last bit, and so is all that follows. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void withOneArithmeticTheNoiseIsExactlyZero(Case c) {
        LogDensity p = new MemberDensity(c.family, c.phi);
        PathEstimator path = PathEstimator.withDefaults().withSamples(50);
        for (Discrepancy d : discrepancies()) {
            for (GradientEstimator estimator : List.of(path, path.with(Normalization.SELF_NORMALIZED))) {
                GradientEstimate out = evaluate(estimator, p, c, d);
                for (int j = 0; j < c.phi.length; j++) {
                    assertTrue(out.gradient()[j] == 0 && out.gradientError()[j] == 0, c + " " + d.name() + " " + out.gradient()[j]);
                }
            }
        }
        ReparameterizationEstimator total = ReparameterizationEstimator.withDefaults().withSamples(50);
        assertTrue(evaluate(total, p, c, Divergences.reverseKl()).gradientNorm() > 1e-3, "the classic estimator is noisy there");
    }

    /**
     * Where p comes to its gradient by other sums, as the distributions of the library do, what is left is the rounding of the two
     * gradients: some 2^-52 of the sizes of the terms.
     */
    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void withAnotherArithmeticTheNoiseIsThatOfRounding(Case c) {
        if (!(c.family.at(c.phi) instanceof DifferentiableLogDensity p)) {
            return;
        }
        double[] sizes = sizes(c);
        for (Discrepancy d : discrepancies()) {
            // k(0) = f''(1) is at most 2, for the chi^2 divergences and Jeffreys.
            double largest = roundings(evaluate(path(), p, c, d), sizes);
            assertTrue(largest < MOST_ROUNDINGS, c + " " + d.name() + " " + largest);
        }
        DifferentiableLogDensity off = LogDensities.of(p.dimension(), z -> value(p, z, new double[z.length]), (z, g) -> {
            value(p, z, g);
            for (int i = 0; i < g.length; i++) {
                g[i] *= 1 + 1e-14;
            }
        });
        double seen = roundings(evaluate(path(), off, c, Divergences.reverseKl()), sizes);
        assertTrue(seen > MOST_ROUNDINGS, c + ": a gradient that is off by 1e-14 is seen: " + seen);
    }

    private static PathEstimator path() {
        return PathEstimator.withDefaults().withSamples(50);
    }

    private static double value(DifferentiableLogDensity p, double[] z, double[] gradient) {
        double[] out = new double[1];
        p.logDensityAndGradient(z, 0, 1, out, gradient);
        return out[0];
    }

    private static double roundings(GradientEstimate out, double[] sizes) {
        double largest = 0;
        for (int j = 0; j < sizes.length; j++) {
            largest = Math.max(largest, Math.abs(out.gradient()[j]) / (Math.ulp(1.0) * sizes[j]));
        }
        return largest;
    }

    /** mean SUM_i |dz_i/dphi_j| |grad_i log q|. */
    private static double[] sizes(Case c) {
        int rows = 400;
        int d = c.family.dimension();
        double[] noise = new double[rows * c.family.noiseDimension()];
        double[] z = new double[rows * d];
        double[] g = new double[rows * d];
        c.family.sampleNoise(RandomStream.of(1), noise, 0, rows);
        c.family.transform(c.phi, noise, z, 0, rows);
        c.family.logDensityGradient(c.phi, z, 0, rows, g);
        double[] sizes = new double[c.phi.length];
        double[] only = new double[rows * d];
        double[] out = new double[c.phi.length];
        for (int k = 0; k < rows; k++) {
            for (int i = 0; i < d; i++) {
                only[k * d + i] = g[k * d + i];
                c.family.pullback(c.phi, noise, z, k, only, out);
                only[k * d + i] = 0;
                for (int j = 0; j < out.length; j++) {
                    sizes[j] += Math.abs(out[j]) / rows;
                }
            }
        }
        return sizes;
    }
}
