package io.divergence.contract;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.divergence.check.CheckReport;
import io.divergence.check.FamilyCheck;
import io.divergence.family.CategoricalFamily;
import io.divergence.family.DistributionFamily;
import io.divergence.family.FiniteFamily;
import io.divergence.family.FullRankFamily;
import io.divergence.family.GaussianFamily;
import io.divergence.family.LowRankGaussianFamily;
import io.divergence.family.MeanFieldFamily;
import io.divergence.family.MultivariateMixtureFamily;
import io.divergence.family.ProductFamily;
import io.divergence.family.ReparameterizedFamily;
import io.divergence.family.SymmetricNoiseFamily;
import io.divergence.family.VariationalFamily;
import io.divergence.random.RandomStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every family of several dimensions must do: derivatives by differences, draws against densities, bound copies. */
class FamilyInManyDimensionsTest {

    /** A family at a point. */
    record Case(VariationalFamily family, double[] phi) {
        @Override
        public String toString() {
            return family.toString();
        }
    }

    private static double[] random(int n, double size, long seed) {
        RandomStream rng = RandomStream.of(seed);
        double[] x = new double[n];
        for (int i = 0; i < n; i++) {
            x[i] = size * rng.nextGaussian();
        }
        return x;
    }

    private static double[] positive(int n, long seed) {
        return Arrays.stream(random(n, 0.4, seed)).map(Math::exp).toArray();
    }

    private static double[] lower(int d, long seed) {
        double[] x = random(d * d, 0.5, seed);
        double[] diagonal = positive(d, seed + 1);
        for (int i = 0; i < d; i++) {
            x[i * d + i] = diagonal[i];
            Arrays.fill(x, i * d + i + 1, (i + 1) * d, 0);
        }
        return x;
    }

    static Stream<Case> cases() {
        List<Case> cases = new ArrayList<>();
        for (MeanFieldFamily f : List.of(MeanFieldFamily.gaussian(3), MeanFieldFamily.gaussian(1), MeanFieldFamily.studentT(3, 4.5))) {
            int d = f.dimension();
            cases.add(new Case(f, f.parameters(random(d, 1, 1), positive(d, 2))));
            cases.add(new Case(f.withLinearScale(), f.withLinearScale().parameters(random(d, 1, 3), positive(d, 4))));
        }
        for (FullRankFamily f : List.of(FullRankFamily.gaussian(4), FullRankFamily.gaussian(1), FullRankFamily.studentT(3, 6),
                FullRankFamily.gaussian(2))) {
            int d = f.dimension();
            cases.add(new Case(f, f.parameters(random(d, 1, 5), lower(d, 6))));
            cases.add(new Case(f.withLinearScale(), f.withLinearScale().parameters(random(d, 1, 7), lower(d, 8))));
        }
        LowRankGaussianFamily low = LowRankGaussianFamily.of(5, 2);
        cases.add(new Case(low, low.parameters(random(5, 1, 9), positive(5, 10), random(10, 0.7, 11))));
        FullRankFamily block = FullRankFamily.gaussian(2);
        ProductFamily blocks = ProductFamily.of(block, MeanFieldFamily.gaussian(2), GaussianFamily.meanSigma());
        cases.add(new Case(blocks, join(block.parameters(random(2, 1, 12), lower(2, 13)), random(4, 0.5, 14), new double[] {0.3, 1.4})));
        ProductFamily mixed = ProductFamily.of(DistributionFamily.gamma(), DistributionFamily.beta(), LowRankGaussianFamily.of(2, 1));
        cases.add(new Case(mixed, join(new double[] {2.5, 1.3}, new double[] {1.7, 2.2}, random(6, 0.5, 15))));
        cases.add(new Case(CategoricalFamily.of(2, 3), random(4, 1, 16)));
        cases.add(new Case(CategoricalFamily.bernoulli(3), random(3, 1, 17)));
        MultivariateMixtureFamily mixture = MultivariateMixtureFamily.of(3, 2);
        cases.add(new Case(mixture, mixture.parameters(new double[] {0.2, 0.5, 0.3}, random(6, 2, 18), positive(6, 19))));
        return cases.stream();
    }

    private static double[] join(double[]... parts) {
        return Arrays.stream(parts).flatMapToDouble(Arrays::stream).toArray();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void passesTheFamilyCheck(Case c) {
        CheckReport report = FamilyCheck.of(c.family).at(c.phi).withSeed(3).run();
        assertTrue(report.isGood(), report.toString());
    }

    /** A bound copy that has seen another phi gives the same bits as the family itself. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void aBoundCopyGivesTheSameBits(Case c) {
        int rows = 7;
        int d = c.family.dimension();
        int n = c.phi.length;
        VariationalFamily bound = c.family.boundCopy();
        double[] other = c.phi.clone();
        other[n - 1] += 0.1;
        double[][] results = new double[2][];
        for (int pass = 0; pass < 2; pass++) {
            VariationalFamily f = pass == 0 ? c.family : bound;
            double[] z = new double[rows * d];
            double[] log = new double[rows];
            double[] score = new double[n];
            if (pass == 1) {
                f.sample(other, RandomStream.of(2), z, 0, rows);
                f.logDensity(other, z, 0, rows, log);
                f.score(other, z, 1, score);
            }
            f.sample(c.phi, RandomStream.of(9), z, 2, rows);
            f.logDensity(c.phi, z, 2, rows, log);
            f.score(c.phi, z, 4, score);
            double[] more = new double[0];
            if (f instanceof ReparameterizedFamily r) {
                double[] noise = new double[rows * r.noiseDimension()];
                double[] y = new double[rows * d];
                double[] gradient = new double[rows * d];
                double[] back = new double[n];
                r.sampleNoise(RandomStream.of(8), noise, 1, rows);
                r.transform(c.phi, noise, y, 1, rows);
                r.logDensityGradient(c.phi, y, 1, rows, gradient);
                r.pullback(c.phi, noise, y, 3, gradient, back);
                more = join(noise, y, gradient, back);
            }
            results[pass] = join(Arrays.copyOfRange(z, 2 * d, rows * d), Arrays.copyOfRange(log, 2, rows), score, more);
        }
        assertArrayEquals(results[0], results[1]);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void theEntropyIsTheMeanOfMinusTheLogDensity(Case c) {
        if (!(c.family instanceof SymmetricNoiseFamily family)) {
            return;
        }
        int n = 40_000;
        double[] z = new double[n * family.dimension()];
        double[] log = new double[n];
        family.sample(c.phi, RandomStream.of(4), z, 0, n);
        family.logDensity(c.phi, z, 0, n, log);
        double mean = Arrays.stream(log).average().orElseThrow();
        double error = Math.sqrt(Arrays.stream(log).map(x -> (x - mean) * (x - mean)).sum()) / n;
        assertEquals(-mean, family.entropy(c.phi), 4 * error);
        double[] gradient = new double[c.phi.length];
        family.addEntropyGradient(c.phi, 1, gradient);
        for (int j = 0; j < gradient.length; j++) {
            double[] up = c.phi.clone();
            double[] down = c.phi.clone();
            up[j] += 1e-5;
            down[j] -= 1e-5;
            assertEquals((family.entropy(up) - family.entropy(down)) / 2e-5, gradient[j], 1e-8);
        }
    }

    @Test
    void finiteFamiliesVisitEveryPointOnce() {
        FiniteFamily family = CategoricalFamily.of(2, 3);
        double[] phi = {0.3, -1, 0.5, 2};
        double[] z = new double[18];
        double[] log = new double[9];
        for (int i = 0; i < 9; i++) {
            family.state(i, z, i);
        }
        family.logDensity(phi, z, 0, 9, log);
        assertEquals(9, family.states());
        assertEquals(1, Arrays.stream(log).map(Math::exp).sum(), 1e-14);
        assertEquals(Long.MAX_VALUE, CategoricalFamily.bernoulli(200).states());
    }

    @Test
    void errorsNameTheEntry() {
        FullRankFamily family = FullRankFamily.gaussian(3).withLinearScale();
        double[] phi = family.parameters(new double[3], new double[] {1, 0, 0, 0, 1, 0, 0, 0, 1});
        phi[4] = -2;
        assertFalse(family.isValid(phi));
        assertEquals("L diagonal[1] = -2.0: must be positive and finite",
                assertThrows(IllegalArgumentException.class, () -> family.at(phi)).getMessage());
        assertEquals(List.of("mu[0]", "mu[1]", "mu[2]", "L diagonal[0]", "L diagonal[1]", "L diagonal[2]", "L[1,0]", "L[2,0]", "L[2,1]"),
                family.layout().names());
        assertThrows(IllegalArgumentException.class, () -> LowRankGaussianFamily.of(3, 4));
        assertThrows(IllegalArgumentException.class, () -> CategoricalFamily.of(2, 1));
        assertThrows(IllegalArgumentException.class, () -> ProductFamily.of());
    }

    @Test
    void parametersAreCheckedByName() {
        double nan = Double.NaN;
        assertMessage("factor[0][1] = 3.0: must be 0 above the diagonal",
                () -> FullRankFamily.gaussian(2).parameters(new double[2], new double[] {1, 3, 0, 1}));
        assertMessage("factor[2] = NaN: must be finite", () -> FullRankFamily.gaussian(2).parameters(new double[2], new double[] {1, 0, nan, 1}));
        assertMessage("location[1] = NaN: must be finite", () -> MeanFieldFamily.gaussian(2).parameters(new double[] {0, nan}, new double[] {1, 1}));
        assertMessage("w[0] = NaN: must be finite", () -> LowRankGaussianFamily.of(1, 1).parameters(new double[1], new double[] {1}, new double[] {nan}));
        assertMessage("means[0] = NaN: must be finite",
                () -> MultivariateMixtureFamily.of(1, 1).parameters(new double[] {1}, new double[] {nan}, new double[] {1}));
    }

    private static void assertMessage(String message, Executable action) {
        assertEquals(message, assertThrows(IllegalArgumentException.class, action).getMessage());
    }

    /** A scale out of range ends a fit as diverged: it must not pass for valid, and then throw where q is shown. */
    @Test
    void scalesBeyondTheRangeOfADoubleAreNotValid() {
        for (VariationalFamily family : List.of(MeanFieldFamily.gaussian(1), FullRankFamily.gaussian(1), LowRankGaussianFamily.of(1, 1),
                MultivariateMixtureFamily.of(1, 1))) {
            for (double logScale : new double[] {-800, 800}) {
                double[] phi = new double[family.parameterCount()];
                assertTrue(family.isValid(phi), family.toString());
                phi[1] = logScale;
                assertFalse(family.isValid(phi), family.toString());
            }
        }
    }

    /** The layout of a large family names its entries when asked, and keeps no list of them. */
    @Test
    void largeFamiliesHaveSmallLayouts() {
        MeanFieldFamily wide = MeanFieldFamily.gaussian(100_000);
        assertEquals("log sigma[99999]", wide.layout().name(199_999));
        assertTrue(wide.isValid(new double[200_000]));
        assertEquals("L[999,998]", FullRankFamily.gaussian(1000).layout().name(500_500 + 999));
    }
}
