package io.divergence.math;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.divergence.random.RandomStream;
import org.junit.jupiter.api.Test;

class SymmetricEigenTest {

    @Test
    void vectorsAreOrthonormalAndMakeTheMatrixAgain() {
        RandomStream rng = RandomStream.of(1);
        for (int d : new int[] {1, 2, 3, 10, 40}) {
            double[] a = new double[d * d];
            for (int i = 0; i < d; i++) {
                for (int j = 0; j <= i; j++) {
                    a[i * d + j] = rng.nextGaussian();
                    a[j * d + i] = a[i * d + j];
                }
            }
            double[] before = a.clone();
            SymmetricEigen eigen = SymmetricEigen.of(a, d);
            assertArrayEquals(before, a);
            double[] v = eigen.vectors();
            for (int i = 0; i < d; i++) {
                for (int j = 0; j < d; j++) {
                    double entry = 0;
                    double product = 0;
                    for (int k = 0; k < d; k++) {
                        entry += v[i * d + k] * eigen.values()[k] * v[j * d + k];
                        product += v[k * d + i] * v[k * d + j];
                    }
                    assertEquals(a[i * d + j], entry, 1e-12);
                    assertEquals(i == j ? 1 : 0, product, 1e-12);
                }
            }
        }
    }

    @Test
    void refusesWhatIsNotFinite() {
        assertThrows(ArithmeticException.class, () -> SymmetricEigen.of(new double[] {1, Double.NaN, Double.NaN, 1}, 2));
    }
}
