package io.divergence.math;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.divergence.distribution.MultivariateNormal;
import io.divergence.random.RandomStream;
import org.junit.jupiter.api.Test;

class TriangularTest {

    private static double[] factor(int d, RandomStream rng) {
        double[] factor = new double[d * d];
        for (int i = 0; i < d; i++) {
            for (int j = 0; j < i; j++) {
                factor[i * d + j] = rng.nextGaussian();
            }
            factor[i * d + i] = 1 + rng.nextDouble();
        }
        return factor;
    }

    @Test
    void rowsTogetherHaveTheBitsOfRowsOneByOne() {
        RandomStream rng = RandomStream.of(3);
        for (int d : new int[] {1, 2, 7, 20}) {
            double[] factor = factor(d, rng);
            for (int rows : new int[] {0, 1, 3, 4, 5, 11}) {
                double[] x = rng.doubles((long) rows * d).toArray();
                double[] expected = new double[rows * d];
                for (int k = 0; k < rows; k++) {
                    double[] row = java.util.Arrays.copyOfRange(x, k * d, (k + 1) * d);
                    Triangular.solve(factor, d, row);
                    System.arraycopy(row, 0, expected, k * d, d);
                }
                Triangular.solveRows(factor, d, x, rows);
                assertArrayEquals(expected, x);
            }
        }
    }

    @Test
    void drawsAndLogDensitiesOfANormalDistributionDoNotDependOnHowManyAreAskedForAtOnce() {
        RandomStream rng = RandomStream.of(4);
        int d = 6;
        MultivariateNormal q = MultivariateNormal.ofCholesky(rng.doubles(d).toArray(), factor(d, rng));
        int rows = 23;
        double[] together = new double[rows * d];
        double[] single = new double[rows * d];
        RandomStream again = RandomStream.of(9);
        q.sample(RandomStream.of(9), together, 0, rows);
        double[] log = new double[rows];
        q.logDensity(together, 0, rows, log);
        double[] one = new double[rows];
        for (int k = 0; k < rows; k++) {
            q.sample(again, single, k, k + 1);
            q.boundCopy().logDensity(together, k, k + 1, one);
            assertEquals(one[k], log[k]);
        }
        assertArrayEquals(single, together);
    }
}
