package io.divergence.math;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RowMatrixTest {
    private static final int[] SIZES = {0, 1, 2, 3, 4, 5, 7, 8, 9, 10, 17, 33, 100};

    private final SplittableRandom random = new SplittableRandom(1);

    private double[][] matrix(int rows, int columns) {
        double[][] m = new double[rows][columns];
        for (double[] row : m) {
            for (int i = 0; i < columns; i++) {
                row[i] = random.nextDouble(-1, 1);
            }
        }
        return m;
    }

    private static double[][] copy(double[][] m) {
        double[][] copy = m.clone();
        for (int i = 0; i < m.length; i++) {
            copy[i] = m[i].clone();
        }
        return copy;
    }

    private static void near(double[][] expected, double[][] actual) {
        for (int i = 0; i < expected.length; i++) {
            assertArrayEquals(expected[i], actual[i], 1e-13, "row " + i);
        }
    }

    @Test
    void productsAgreeWithPlainLoops() {
        for (int rows : new int[] {0, 1, 2, 10}) {
            for (int inner : SIZES) {
                for (int columns : new int[] {0, 1, 5, 16, 100, 511, 512, 513, 1030}) {
                    double[][] a = matrix(rows + 1, inner + 1);
                    double[][] b = matrix(inner + 1, columns + 1);
                    double[][] c = matrix(rows + 1, columns + 1);
                    double[][] expected = copy(c);
                    for (int k = 0; k < rows; k++) {
                        for (int j = 0; j < inner; j++) {
                            for (int i = 0; i < columns; i++) {
                                expected[k][i] += a[k][j] * b[j][i];
                            }
                        }
                    }
                    RowMatrix.addProduct(a, rows, b, inner, columns, c);
                    near(expected, c);
                }
            }
        }
    }

    @Test
    void lowerGramMatricesAgreeWithPlainLoops() {
        for (int rows : SIZES) {
            for (int d : SIZES) {
                double[][] a = matrix(rows + 1, d + 1);
                double[][] b = matrix(rows + 1, d + 1);
                double[][] packed = matrix(1, 5 + d * (d + 1) / 2);
                double[] scale = rows % 2 == 0 ? null : matrix(1, d)[0];
                double[][] expected = copy(packed);
                for (int k = 0; k < rows; k++) {
                    int below = 3 + d;
                    for (int i = 0; i < d; i++) {
                        for (int j = 0; j < i; j++) {
                            expected[0][below++] += a[k][i] * b[k][j];
                        }
                        expected[0][3 + i] += a[k][i] * b[k][i] * (scale == null ? 1 : scale[i]);
                    }
                }
                RowMatrix.addLowerGram(a, b, rows, d, scale, packed[0], 3, new double[d]);
                near(expected, packed);
            }
        }
    }

    /** In several panels too, and by the bits: what is set is a factor times what is added to zeros. */
    @Test
    void lowerGramMatricesAreSetWithoutRegardToWhatWasThere() {
        for (int rows : new int[] {1, 3, 10, 16}) {
            for (int d : new int[] {1, 2, 10, 255, 256, 257, 600}) {
                double[][] a = matrix(rows, d);
                double[][] b = matrix(rows, d);
                double[] scale = rows % 2 == 0 ? null : matrix(1, d)[0];
                double[] added = new double[4 + d * (d + 1) / 2];
                double[] set = new double[added.length];
                java.util.Arrays.fill(set, Double.NaN);
                RowMatrix.addLowerGram(a, b, rows, d, scale, added, 3, new double[d]);
                RowMatrix.setLowerGram(a, b, rows, d, scale, -0.1, set, 3, new double[d]);
                for (int i = 3; i < set.length - 1; i++) {
                    assertEquals(added[i] * -0.1, set[i], "entry " + i);
                }
                assertEquals(Double.NaN, set[0]);
                assertEquals(Double.NaN, set[set.length - 1]);
                double expected = 0;
                for (int k = 0; k < rows; k++) {
                    expected += a[k][d - 1] * b[k][d / 2];
                }
                if (d > 2) {
                    assertEquals(expected, added[3 + d + (d - 1) * (d - 2) / 2 + d / 2], 1e-14);
                }
            }
        }
    }

    @Test
    void lowerProductsAgreeWithPlainLoops() {
        for (int rows : SIZES) {
            for (int d : SIZES) {
                double[][] e = matrix(rows + 1, d + 1);
                double[][] z = matrix(rows + 1, d + 1);
                double[] diagonal = matrix(1, d)[0];
                double[] below = matrix(1, 7 + d * (d + 1) / 2)[0];
                double[][] expected = copy(z);
                for (int k = 0; k < rows; k++) {
                    for (int i = 0; i < d; i++) {
                        expected[k][i] += diagonal[i] * e[k][i];
                        for (int j = 0; j < i; j++) {
                            expected[k][i] += below[7 + i * (i - 1) / 2 + j] * e[k][j];
                        }
                    }
                }
                double[][] byColumns = copy(z);
                RowMatrix.addLowerProduct(e, rows, diagonal, below, 7, d, z);
                near(expected, z);
                RowMatrix.addLowerProduct(e, rows, diagonal, below, 7, d, byColumns, new double[RowMatrix.COLUMN_GROUP][d]);
                near(expected, byColumns);
            }
        }
    }

    @Test
    void theBitsOfARowDoNotDependOnTheOthers() {
        int d = 37;
        double[][] e = matrix(5, d);
        double[][] b = matrix(d, d);
        double[] below = matrix(1, d * d)[0];
        double[][] z = new double[5][d];
        double[][] g = new double[5][d];
        double[][] c = new double[5][d];
        double[][] columns = matrix(RowMatrix.COLUMN_GROUP, d);
        RowMatrix.addLowerProduct(e, 5, b[0], below, 0, d, c, columns);
        RowMatrix.addLowerProduct(e, 5, b[0], below, 0, d, z);
        RowMatrix.addProduct(e, 5, b, d, d, g);
        for (int k = 0; k < 5; k++) {
            double[][] one = new double[1][d];
            RowMatrix.addLowerProduct(new double[][] {e[k]}, 1, b[0], below, 0, d, one);
            assertArrayEquals(z[k], one[0]);
            one = new double[1][d];
            RowMatrix.addLowerProduct(new double[][] {e[k]}, 1, b[0], below, 0, d, one, columns);
            assertArrayEquals(c[k], one[0]);
            double[][] other = new double[1][d];
            RowMatrix.addProduct(new double[][] {e[k]}, 1, b, d, d, other);
            assertArrayEquals(g[k], other[0]);
        }
    }

    @Test
    void infinitiesAndShortArraysAreSeen() {
        double[][] c = new double[1][2];
        RowMatrix.addProduct(new double[][] {{1, 0}}, 1, new double[][] {{1, 2}, {Double.POSITIVE_INFINITY, 3}}, 2, 2, c);
        assertEquals(Double.NaN, c[0][0]);
        assertEquals(2, c[0][1]);
        assertThrows(IndexOutOfBoundsException.class, () -> RowMatrix.addProduct(new double[1][3], 1, new double[3][2], 3, 3, new double[1][3]));
    }
}
