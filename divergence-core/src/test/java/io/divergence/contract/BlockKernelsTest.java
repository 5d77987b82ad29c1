package io.divergence.contract;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.divergence.distribution.Mixture;
import io.divergence.distribution.MultivariateNormal;
import io.divergence.family.FullRankFamily;
import io.divergence.family.ReparameterizedFamily;
import io.divergence.family.VariationalFamily;
import io.divergence.random.RandomStream;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Block kernels agree with the general path, row by row; whatever the number of rows, and where the block begins. */
class BlockKernelsTest {
    private static final int ROWS = 150;
    private static final double SPACING = Math.ulp(1.0);

    record Case(VariationalFamily family, double[] phi) {
        @Override
        public String toString() {
            return family.toString();
        }
    }

    static Stream<Case> cases() {
        return Stream.concat(FamilyContractTest.cases().map(c -> new Case(c.family(), c.phi())),
                FamilyInManyDimensionsTest.cases().map(c -> new Case(c.family(), c.phi())));
    }

    private static double[] normals(int n, long seed) {
        double[] x = new double[n];
        RandomStream.of(seed).fillGaussian(x, 0, n);
        return x;
    }

    /** Checks a sum against a sum, given the sum of the sizes of its terms. */
    private static void assertSum(double expected, double actual, double size, String what) {
        assertEquals(expected, actual, 2 * ROWS * SPACING * size + Double.MIN_NORMAL, what);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void sumsOfScoresAreThoseOfTheRows(Case c) {
        VariationalFamily family = c.family.boundCopy();
        int parameters = family.parameterCount();
        double[] z = new double[ROWS * family.dimension()];
        family.sample(c.phi, RandomStream.of(5), z, 0, ROWS);
        double[] weights = normals(ROWS, 6);
        weights[4] = 0;
        double[] row = new double[parameters];
        for (int[] range : new int[][] {{0, ROWS}, {3, 20}, {7, 8}, {9, 9}}) {
            double[] sum = normals(parameters, 7);
            double[] size = new double[parameters];
            double[] actual = sum.clone();
            for (int j = 0; j < parameters; j++) {
                size[j] = Math.abs(sum[j]);
            }
            for (int k = range[0]; k < range[1]; k++) {
                family.score(c.phi, z, k, row);
                for (int j = 0; j < parameters; j++) {
                    sum[j] += weights[k] * row[j];
                    // The score is itself a difference of terms about as large as the largest of them.
                    size[j] += Math.abs(weights[k]) * (largest(row) + 1);
                }
            }
            family.addScores(c.phi, z, range[0], range[1], weights, actual, new double[parameters]);
            for (int j = 0; j < parameters; j++) {
                assertSum(sum[j], actual[j], size[j], "score " + j);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void sumsOfScoresOfDrawsAreThoseOfTheRows(Case c) {
        if (!(c.family instanceof ReparameterizedFamily)) {
            return;
        }
        ReparameterizedFamily family = ((ReparameterizedFamily) c.family).boundCopy();
        int parameters = family.parameterCount();
        double[] noise = new double[ROWS * family.noiseDimension()];
        double[] z = new double[ROWS * family.dimension()];
        family.sampleNoise(RandomStream.of(5), noise, 0, ROWS);
        family.transform(c.phi, noise, z, 0, ROWS);
        double[] weights = normals(ROWS, 6);
        double[] expected = new double[parameters];
        double[] actual = new double[parameters];
        family.addScores(c.phi, z, 3, ROWS, weights, expected, new double[parameters]);
        family.addScoresOfDraws(c.phi, noise, z, 3, ROWS, weights, actual, new double[parameters]);
        assertArrayEquals(expected, actual, 1e-11 * ROWS * (1 + largest(expected)));
    }

    private static double largest(double[] x) {
        double largest = 0;
        for (double v : x) {
            largest = Math.max(largest, Math.abs(v));
        }
        return largest;
    }

    @ParameterizedTest
    @MethodSource("cases")
    void sumsOfPullbacksAreThoseOfTheRows(Case c) {
        if (!(c.family instanceof ReparameterizedFamily)) {
            return;
        }
        ReparameterizedFamily family = ((ReparameterizedFamily) c.family).boundCopy();
        int parameters = family.parameterCount();
        int d = family.dimension();
        double[] noise = new double[ROWS * family.noiseDimension()];
        family.sampleNoise(RandomStream.of(8), noise, 0, ROWS);
        double[] z = new double[ROWS * d];
        family.transform(c.phi, noise, z, 0, ROWS);
        double[] by = normals(ROWS * d, 9);
        double[] row = new double[parameters];
        for (int[] range : new int[][] {{0, ROWS}, {3, 20}, {5, 15}, {7, 8}, {9, 9}}) {
            double[] sum = normals(parameters, 10);
            double[] actual = sum.clone();
            double[] size = new double[parameters];
            for (int j = 0; j < parameters; j++) {
                size[j] = Math.abs(sum[j]);
            }
            for (int k = range[0]; k < range[1]; k++) {
                family.pullback(c.phi, noise, z, k, by, row);
                for (int j = 0; j < parameters; j++) {
                    sum[j] += row[j];
                    size[j] += Math.abs(row[j]);
                }
            }
            family.addPullbacks(c.phi, noise, z, range[0], range[1], by, actual, new double[parameters]);
            for (int j = 0; j < parameters; j++) {
                assertSum(sum[j], actual[j], size[j], "pull-back " + j);
            }
            double[] zeros = new double[parameters];
            family.addPullbacks(c.phi, noise, z, range[0], range[1], by, zeros, new double[parameters]);
            double[] set = normals(parameters, 11);
            set[0] = Double.NaN;
            assertTrue(family.setPullbacks(c.phi, noise, z, range[0], range[1], by, -0.25, set, new double[parameters]));
            for (int j = 0; j < parameters; j++) {
                assertEquals(-0.25 * zeros[j], set[j], "set pull-back " + j);
            }
        }
        double[] broken = by.clone();
        for (double wrong : new double[] {Double.NaN, Double.POSITIVE_INFINITY, Double.MAX_VALUE}) {
            // Two rows of MAX_VALUE overflow in the sum only.
            Arrays.fill(broken, 3 * d, 5 * d, wrong);
            assertFalse(family.setPullbacks(c.phi, noise, z, 3, 7, broken, 1, new double[parameters], new double[parameters]),
                    c + " with " + wrong);
        }
        double[] general = new double[ROWS];
        double[] ofDraws = new double[ROWS];
        family.logDensity(c.phi, z, 0, ROWS, general);
        family.logDensityOfDraws(c.phi, noise, z, 0, ROWS, ofDraws);
        for (int k = 0; k < ROWS; k++) {
            assertEquals(general[k], ofDraws[k], 1e-11 * (1 + Math.abs(general[k])), "log q of draw " + k);
        }
    }

    /** In dimensions in which the gradient is set row by row. */
    @Test
    void pullbacksOfFullRankAreSetAsTheyAreAdded() {
        for (int d : new int[] {31, 32, 300}) {
            for (FullRankFamily plain : new FullRankFamily[] {FullRankFamily.gaussian(d), FullRankFamily.gaussian(d).withLinearScale()}) {
                FullRankFamily family = plain.boundCopy();
                int parameters = family.parameterCount();
                double[] phi = new double[parameters];
                Arrays.fill(phi, d, 2 * d, 0.5);
                double[] noise = normals(14 * d, 14);
                double[] by = normals(14 * d, 15);
                double[] added = new double[parameters];
                double[] set = normals(parameters, 16);
                family.addPullbacks(phi, noise, noise, 2, 12, by, added, new double[parameters]);
                assertTrue(family.setPullbacks(phi, noise, noise, 2, 12, by, -0.1, set, new double[parameters]));
                for (int j = 0; j < parameters; j++) {
                    assertEquals(added[j] * -0.1, set[j], family + " pull-back " + j);
                }
                for (double wrong : new double[] {Double.NaN, Double.POSITIVE_INFINITY, Double.MAX_VALUE}) {
                    double[] broken = by.clone();
                    Arrays.fill(broken, 3 * d, 5 * d, wrong);
                    assertFalse(family.setPullbacks(phi, noise, noise, 2, 12, broken, 1, set, new double[parameters]));
                }
                // Large, but no entry overflows: it is looked at entry by entry.
                double[] large = new double[14 * d];
                large[2 * d] = 1e200;
                assertTrue(family.setPullbacks(phi, noise, noise, 2, 12, large, 1, set, new double[parameters]));
            }
        }
    }

    @Test
    void mixturesOfNormalsAreTheSameInBlocks() {
        double[] z = normals(1000, 11);
        for (int k = 0; k < z.length; k++) {
            z[k] *= k % 3 == 0 ? 1 : k % 3 == 1 ? 30 : 1e4;
        }
        z[17] = Double.POSITIVE_INFINITY;
        z[18] = Double.NaN;
        for (Mixture p : new Mixture[] {Mixture.ofNormals(new double[] {1}, new double[] {0.3}, new double[] {2}),
            Mixture.ofNormals(new double[] {0.3, 0.45, 0.25}, new double[] {-2, 1, 3.5}, new double[] {0.6, 0.8, 0.5}),
            Mixture.ofNormals(new double[] {0.5, 0.5}, new double[] {-1, 1}, new double[] {1e-9, 1e9}),
            Mixture.ofNormals(new double[] {0.5, 0.5}, new double[] {-1, 1}, new double[] {1e-200, 1e200})}) {
            Mixture bound = p.boundCopy();
            double[] out = new double[z.length];
            double[] slope = new double[z.length];
            for (int[] range : new int[][] {{0, z.length}, {3, 20}, {7, 8}, {9, 9}}) {
                bound.logDensityAndGradient(z, range[0], range[1], out, slope);
                for (int k = range[0]; k < range[1]; k++) {
                    double exact = p.logDensity(z[k]);
                    double derivative = p.logDensityDerivative(z[k]);
                    if (Double.isNaN(exact) || Double.isInfinite(exact)) {
                        assertEquals(exact, out[k]);
                        assertEquals(derivative, slope[k]);
                        continue;
                    }
                    assertEquals(exact, out[k], 16 * SPACING * Math.max(1, Math.abs(exact)), p + " at " + z[k]);
                    // Relative to the slopes of the components, which may cancel; responsibilities carry the error of the exponents.
                    double scale = Math.abs(derivative) + 100 * (1 + Math.abs(exact));
                    assertEquals(derivative, slope[k], 64 * SPACING * scale, p + " derivative at " + z[k]);
                }
                double[] alone = new double[z.length];
                bound.logDensity(z, range[0], range[1], alone);
                for (int k = range[0]; k < range[1]; k++) {
                    assertEquals(out[k], alone[k], "with and without derivative");
                }
            }
        }
    }

    @Test
    void densitiesAloneAndRelativeToOthersAreTheSame() {
        Mixture p = Mixture.ofNormals(new double[] {0.3, 0.45, 0.25}, new double[] {-2, 1, 3.5}, new double[] {0.6, 0.8, 0.5});
        Mixture bound = p.boundCopy();
        double[] z = normals(300, 14);
        double[] scale = normals(300, 15);
        for (int k = 0; k < z.length; k++) {
            z[k] *= k % 3 == 0 ? 1 : k % 3 == 1 ? 8 : 100;
            scale[k] *= 10;
        }
        double[] relative = new double[z.length];
        double[] slope = new double[z.length];
        double[] density = new double[z.length];
        for (int[] range : new int[][] {{0, z.length}, {3, 20}, {7, 8}, {9, 9}}) {
            assertTrue(bound.relativeDensity(z, range[0], range[1], scale, relative));
            assertTrue(bound.densityAndGradient(z, range[0], range[1], density, slope));
            double[] log = new double[z.length];
            double[] both = new double[z.length];
            bound.logDensityAndGradient(z, range[0], range[1], log, both);
            for (int k = range[0]; k < range[1]; k++) {
                assertEquals(both[k], slope[k], "gradient at " + z[k]);
                double alone = Math.exp(p.logDensity(z[k]));
                assertEquals(alone < Double.MIN_NORMAL ? 0 : alone, density[k], 16 * SPACING * (1 + Math.abs(log[k])) * alone, "density at " + z[k]);
                double exact = Math.exp(p.logDensity(z[k]) - scale[k]);
                double size = 1 + Math.abs(p.logDensity(z[k])) + Math.abs(scale[k]);
                assertEquals(exact, relative[k], 16 * SPACING * size * exact + Double.MIN_VALUE, "relative density at " + z[k]);
            }
        }
    }

    @Test
    void nothingIsPromisedWhereDensitiesAreNotFinite() {
        Mixture p = Mixture.ofNormals(new double[] {0.5, 0.5}, new double[] {-1, 1}, new double[] {1, 2});
        double[] out = new double[40];
        assertTrue(!p.relativeDensity(new double[40], 0, 40, new double[40], out), "not bound");
        assertTrue(p.boundCopy().relativeDensity(new double[40], 0, 40, new double[40], out));
        for (double bad : new double[] {Double.NaN, Double.longBitsToDouble(0x7ff80000000007d0L), Double.POSITIVE_INFINITY, -1e160}) {
            for (int rows : new int[] {5, 40}) {
                double[] z = new double[rows];
                z[3] = bad;
                assertTrue(!p.boundCopy().densityAndGradient(z, 0, rows, out, new double[rows]), "gradient at " + bad);
                if (Double.isNaN(bad)) {
                    assertTrue(!p.boundCopy().relativeDensity(z, 0, rows, new double[rows], out), "density at " + bad);
                    assertTrue(!p.boundCopy().relativeDensity(new double[rows], 0, rows, z, out), "relative to " + bad);
                }
            }
        }
        double[] tiny = new double[40];
        tiny[5] = -800;
        assertTrue(!p.boundCopy().relativeDensity(new double[40], 0, 40, tiny, out), "above the largest double");
    }

    @Test
    void normalTargetsAreTheSameInBlocks() {
        for (int d : new int[] {1, 2, 5, 19}) {
            double[] mean = normals(d, 12);
            double[] precision = new double[d * d];
            for (int i = 0; i < d; i++) {
                for (int j = 0; j < d; j++) {
                    precision[i * d + j] = (i == j ? 2 : 0) + 1.0 / (1 + (i - j) * (i - j));
                }
            }
            MultivariateNormal p = MultivariateNormal.ofPrecision(mean, precision);
            double[] z = normals(40 * d, 13);
            double[] general = new double[40];
            double[] block = new double[40];
            double[] gradient = new double[40 * d];
            double[] blockGradient = new double[40 * d];
            p.logDensityAndGradient(z, 0, 40, general, gradient);
            p.boundCopy().logDensityAndGradient(z, 0, 40, block, blockGradient);
            double largest = 0;
            for (int k = 0; k < 40; k++) {
                assertEquals(general[k], block[k], 64 * d * SPACING * Math.max(1, Math.abs(general[k])));
                for (int i = k * d; i < (k + 1) * d; i++) {
                    assertEquals(gradient[i], blockGradient[i], 64 * d * SPACING * Math.max(1, largest(gradient)));
                    largest = Math.max(largest, Math.abs(gradient[i] - blockGradient[i]));
                }
            }
            assertTrue(d == 1 || largest > 0, "the two are computed in different ways");
        }
    }
}
