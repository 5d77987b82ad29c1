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
                double[][] c = matrix(d + 1, d + 1);
                double[][] expected = copy(c);
                for (int i = 0; i < d; i++) {
                    for (int j = 0; j <= i; j++) {
                        for (int k = 0; k < rows; k++) {
                            expected[i][j] += a[k][i] * b[k][j];
                        }
                    }
                }
                RowMatrix.addLowerGram(a, b, rows, d, c);
                near(expected, c);
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
                RowMatrix.addLowerProduct(e, rows, diagonal, below, 7, d, z);
                near(expected, z);
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
        RowMatrix.addLowerProduct(e, 5, b[0], below, 0, d, z);
        RowMatrix.addProduct(e, 5, b, d, d, g);
        for (int k = 0; k < 5; k++) {
            double[][] one = new double[1][d];
            RowMatrix.addLowerProduct(new double[][] {e[k]}, 1, b[0], below, 0, d, one);
            assertArrayEquals(z[k], one[0]);
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
