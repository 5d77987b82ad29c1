package io.divergence.estimators.structured;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.divergence.model.DesignMatrix;
import io.divergence.random.RandomStream;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Block kernels against plain loops. */
class DesignRowsTest {

    private static double[] numbers(int n, long seed) {
        RandomStream rng = RandomStream.of(seed, 1);
        double[] x = new double[n];
        Arrays.setAll(x, i -> rng.nextGaussian());
        return x;
    }

    private static double[][] triangle(int d, boolean upper) {
        double[] entries = numbers(d * d, 2);
        double[][] w = new double[d][d];
        for (int j = 0; j < d; j++) {
            for (int k = upper ? j : 0; k < (upper ? d : j + 1); k++) {
                w[j][k] = entries[j * d + k];
            }
        }
        return w;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 17, 18, 19, 20, 21, 36, 37, 50})
    void spreadsAreThoseOfPlainLoops(int d) {
        int n = 131;
        double[] x = numbers(n * d, 1);
        DesignRows rows = DesignRows.of(DesignMatrix.ofRows(x, d));
        for (boolean upper : new boolean[] {true, false}) {
            double[][] w = triangle(d, upper);
            double[][] u = new double[DesignRows.fours(d)][DesignRows.BLOCK];
            double[] sd = new double[DesignRows.BLOCK];
            for (int i = 0; i < n; i++) {
                if (i % DesignRows.BLOCK == 0) {
                    rows.spread(i / DesignRows.BLOCK, w, upper, u, sd);
                }
                double sum = 0;
                for (int k = 0; k < d; k++) {
                    double image = 0;
                    for (int j = 0; j < d; j++) {
                        image += w[j][k] * x[i * d + j];
                    }
                    assertEquals(image, u[k][i % DesignRows.BLOCK], 1e-13 * d, "image " + k + " of row " + i);
                    sum += image * image;
                }
                assertEquals(Math.sqrt(sum), sd[i % DesignRows.BLOCK], 1e-13 * d, "row " + i);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 8, 31, 50})
    void weightedSquaresOfTheMatrixAreThoseOfPlainLoops(int d) {
        int n = 141;
        double[] x = numbers(n * d, 3);
        double[] w = numbers(n, 4);
        DesignRows rows = DesignRows.of(DesignMatrix.ofRows(x, d));
        double[][] h = new double[DesignRows.fours(d)][DesignRows.fours(d)];
        double[][] scratch = new double[DesignRows.TOGETHER][DesignRows.fours(d)];
        for (int block = 0; block < rows.blocks(); block++) {
            int from = block * DesignRows.BLOCK;
            rows.addGram(block, Arrays.copyOfRange(w, from, from + DesignRows.BLOCK), scratch, h);
        }
        for (int j = 0; j < d; j++) {
            for (int k = 0; k <= j; k++) {
                double sum = 0;
                for (int i = 0; i < n; i++) {
                    sum += w[i] * x[i * d + j] * x[i * d + k];
                }
                assertEquals(sum, h[j][k], 1e-12, j + ", " + k);
            }
        }
    }

    @Test
    void samplesAreTheFirstRowsOfEachRun() {
        int n = 300;
        int d = 3;
        double[] x = numbers(n * d, 5);
        DesignRows sample = DesignRows.of(DesignMatrix.ofRows(x, d)).sample(4);
        DesignRows few = sample.sample(8);
        assertEquals(4 * 16 + 16, sample.n);
        assertEquals(5 * 2, few.n);
        double[] unit = {0, 1, 0};
        double[] out = new double[DesignRows.BLOCK];
        for (DesignRows some : new DesignRows[] {sample, few}) {
            int run = some == few ? 2 : 16;
            some.predict(0, unit, out);
            for (int i = 0; i < some.n; i++) {
                int row = some.origin(i);
                assertEquals(i / run * 64 + i % run, row);
                assertEquals(x[row * d + 1], out[i]);
            }
        }
    }
}
