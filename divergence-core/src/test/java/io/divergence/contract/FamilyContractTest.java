package io.divergence.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.divergence.check.CheckReport;
import io.divergence.check.FamilyCheck;
import io.divergence.family.FisherGeometry;
import io.divergence.family.FixedWidthGaussianFamily;
import io.divergence.family.GaussianFamily;
import io.divergence.family.GaussianMixtureFamily;
import io.divergence.family.GaussianParameters;
import io.divergence.family.LocationScaleFamily;
import io.divergence.family.ReparameterizedFamily;
import io.divergence.random.RandomStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every one-dimensional family must do, by finite differences and a fine trapezoid. */
class FamilyContractTest {
    private static final int NODES = 6000;

    /** A family at a point. */
    record Case(ReparameterizedFamily family, double[] phi) {
        @Override
        public String toString() {
            return family + " at " + Arrays.toString(phi);
        }
    }

    static Stream<Case> cases() {
        List<Case> cases = new ArrayList<>();
        for (GaussianParameters parameters : GaussianParameters.values()) {
            GaussianFamily family = GaussianFamily.of(parameters);
            cases.add(new Case(family, family.parameters(0.7, 1.3)));
            cases.add(new Case(family, family.parameters(-2, 0.4)));
        }
        cases.add(new Case(FixedWidthGaussianFamily.of(0.8), new double[] {-0.4}));
        GaussianMixtureFamily one = GaussianMixtureFamily.ofComponents(1);
        cases.add(new Case(one, one.parameters(new double[] {1}, new double[] {0.3}, new double[] {1.1})));
        GaussianMixtureFamily three = GaussianMixtureFamily.ofComponents(3);
        cases.add(new Case(three, three.parameters(new double[] {0.2, 0.5, 0.3}, new double[] {-2, 0.5, 3},
                new double[] {0.5, 1, 0.8})));
        return cases.stream();
    }

    private static double[] nodes() {
        double[] z = new double[NODES + 1];
        for (int i = 0; i <= NODES; i++) {
            z[i] = -15 + 30.0 * i / NODES;
        }
        return z;
    }

    /** Derivatives by differences, draws against densities, the domain: in the tails too. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void passesTheFamilyCheckAndEveryDifferenceIsDecided(Case c) {
        CheckReport report = FamilyCheck.of(c.family).at(c.phi).withPoints(-4, -1, 0.2, 1.7, 5)
                .withNoise(-3.5, -1.2, -0.1, 0.4, 1.9, 4).withSeed(5).run();
        assertTrue(report.isGood(), report.toString());
        for (CheckReport.Row row : report.rows()) {
            assertTrue(row.comparisons() > 0 && row.undecided() == 0, report.toString());
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void isNormalisedWithMeanScoreZeroAndTheFisherInformationAsItsVariance(Case c) {
        int n = c.phi.length;
        double[] z = nodes();
        double[] log = new double[z.length];
        c.family.logDensity(c.phi, z, 0, z.length, log);
        double total = 0;
        double[] mean = new double[n];
        double[] square = new double[n * n];
        double[] s = new double[n];
        for (int i = 0; i < z.length; i++) {
            double w = Math.exp(log[i]) * 30 / NODES;
            c.family.score(c.phi, z, i, s);
            total += w;
            for (int a = 0; a < n; a++) {
                mean[a] += w * s[a];
                for (int b = 0; b < n; b++) {
                    square[a * n + b] += w * s[a] * s[b];
                }
            }
        }
        assertEquals(1, total, 1e-10);
        double[] fisher = new double[n * n];
        FisherGeometry geometry = (FisherGeometry) c.family;
        geometry.fisher(c.phi, fisher);
        boolean exact = !(c.family instanceof GaussianMixtureFamily);
        for (int a = 0; a < n; a++) {
            assertEquals(0, mean[a], 1e-9);
            for (int b = 0; b < n; b++) {
                double size = Math.sqrt(square[a * n + a] * square[b * n + b]);
                assertEquals(square[a * n + b], fisher[a * n + b], (exact ? 1e-9 : 1e-3) * size, "entry " + a + ", " + b);
            }
        }
        double[] g = new double[n];
        for (int a = 0; a < n; a++) {
            g[a] = 0.3 + a;
        }
        double[] x = new double[n];
        geometry.applyInverseFisher(c.phi, g, x);
        for (int a = 0; a < n; a++) {
            double back = 0;
            for (int b = 0; b < n; b++) {
                back += fisher[a * n + b] * x[b];
            }
            assertEquals(g[a], back, (exact ? 1e-9 : 1e-3) * (1 + Math.abs(g[a])), "entry " + a);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void samplesAndTransformedNoiseHaveTheDistribution(Case c) {
        int n = 40_000;
        double[] z = new double[n];
        double[] noise = new double[n];
        RandomStream rng = RandomStream.of(5);
        c.family.sample(c.phi, rng, z, 0, n);
        assertTrue(distance(c, z) < 1.95 / Math.sqrt(n), "sample");
        int m = 4000;
        c.family.sampleNoise(rng, noise, 0, m);
        c.family.transform(c.phi, noise, z, 0, m);
        assertTrue(distance(c, Arrays.copyOf(z, m)) < 1.95 / Math.sqrt(m), "transform");
        double[] shifted = z.clone();
        for (int i = 0; i < n; i++) {
            shifted[i] += 0.1;
        }
        assertTrue(distance(c, shifted) > 1.95 / Math.sqrt(n), "a shift by 0.1 is noticed");
    }

    /** Kolmogorov and Smirnov's distance; above 1.95/sqrt(n) with probability 0.001. */
    private static double distance(Case c, double[] sample) {
        double[] z = sample.clone();
        Arrays.sort(z);
        io.divergence.distribution.UnivariateDistribution q =
                (io.divergence.distribution.UnivariateDistribution) c.family.at(c.phi);
        double largest = 0;
        for (int i = 0; i < z.length; i++) {
            double f = q.cumulative(z[i]);
            largest = Math.max(largest, Math.max(f - (double) i / z.length, (i + 1.0) / z.length - f));
        }
        return largest;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void refusesParametersOutsideTheDomain(Case c) {
        for (double bad : new double[] {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY}) {
            for (int j = 0; j < c.phi.length; j++) {
                double[] phi = c.phi.clone();
                phi[j] = bad;
                assertTrue(!c.family.isValid(phi));
                String message = assertThrows(IllegalArgumentException.class, () -> c.family.at(phi)).getMessage();
                assertTrue(message.startsWith(c.family.layout().name(j) + " = "), message);
            }
        }
        assertThrows(IllegalArgumentException.class, () -> c.family.at(new double[c.phi.length + 1]));
        assertThrows(IllegalArgumentException.class, () -> c.family.at(null));
        for (int length : new int[] {0, c.phi.length - 1, c.phi.length + 1}) {
            double[] phi = Arrays.copyOf(c.phi, length);
            assertFalse(c.family.isValid(phi));
            assertThrows(IllegalArgumentException.class, () -> c.family.layout().firstOutside(phi));
        }
        assertFalse(c.family.isValid(null));
        assertTrue(c.family.isValid(c.phi));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void locationAndScaleMakeTheRoundTrip(Case c) {
        if (c.family instanceof LocationScaleFamily family) {
            double[] phi = family.parameters(family.location(c.phi), family.scale(c.phi));
            for (int j = 0; j < phi.length; j++) {
                assertEquals(c.phi[j], phi[j], 1e-14 * Math.abs(c.phi[j]));
            }
        }
    }
}
