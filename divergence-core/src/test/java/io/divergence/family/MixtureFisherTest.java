package io.divergence.family;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.apache.commons.math3.special.Erf;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.EigenDecomposition_F64;
import org.junit.jupiter.api.Test;

/** The inverse of a mixture's information and its quantiles against other software. */
class MixtureFisherTest {
    private static final double[][] MIXTURES = {
        // Apart, overlapping, nearly the same, and one without weight.
        {0.3, -0.5, -4, 0, 5, 0.1, -0.3, 0.2}, {0.1, 0.2, -0.5, 0, 0.7, 0.1, 0, -0.1}, {0, 0, 0.1, 0.1001, 0.0999, 0, 1e-4, -1e-4},
        {0.2, -60, -1, 1, 3, 0, 0.2, 0.1}
    };

    /** D^-1 V diag(1/max(lambda, 0.01)) V^T D^-1 g, D^2 the diagonal of F and V, lambda of the matrix of correlations. */
    private static double[] expected(GaussianMixtureFamily family, double[] phi, double[] g) {
        int n = phi.length;
        double[] fisher = new double[n * n];
        family.fisher(phi, fisher);
        double[] unit = new double[n];
        Arrays.setAll(unit, i -> 1 / Math.sqrt(Math.max(fisher[i * n + i], Double.MIN_NORMAL)));
        DMatrixRMaj correlation = new DMatrixRMaj(n, n);
        double[] scaled = new double[n];
        for (int i = 0; i < n; i++) {
            scaled[i] = unit[i] * g[i];
            for (int j = 0; j < n; j++) {
                correlation.set(i, j, fisher[i * n + j] * unit[i] * unit[j]);
            }
        }
        EigenDecomposition_F64<DMatrixRMaj> eigen = DecompositionFactory_DDRM.eig(n, true, true);
        assertTrue(eigen.decompose(correlation));
        double[] x = new double[n];
        for (int k = 0; k < n; k++) {
            double[] v = eigen.getEigenVector(k).data;
            double along = 0;
            for (int i = 0; i < n; i++) {
                along += v[i] * scaled[i] / Math.max(eigen.getEigenvalue(k).getReal(), 0.01);
            }
            for (int i = 0; i < n; i++) {
                x[i] += along * v[i] * unit[i];
            }
        }
        return x;
    }

    @Test
    void theInverseHasItsSmallEigenvaluesRaised() {
        GaussianMixtureFamily family = GaussianMixtureFamily.ofComponents(3);
        double[] g = {0.3, -0.2, 1, -0.7, 0.4, 0.1, -0.9, 0.6};
        GaussianMixtureFamily bound = family.boundCopy();
        for (double[] phi : MIXTURES) {
            double[] expected = expected(family, phi, g);
            double[] found = new double[8];
            family.applyInverseFisher(phi, g, found);
            double size = Arrays.stream(expected).map(Math::abs).max().orElseThrow();
            assertTrue(size < 1e200);
            assertArrayEquals(expected, found, 1e-11 * size, Arrays.toString(phi));
            double[] inPlace = g.clone();
            bound.applyInverseFisher(phi, inPlace, inPlace);
            assertArrayEquals(found, inPlace);
        }
    }

    @Test
    void whatOverflowsIsNaN() {
        double[] out = new double[8];
        double[] phi = {0, 0, 0, 1, 2, -700, 0, 0};
        GaussianMixtureFamily.ofComponents(3).applyInverseFisher(phi, new double[8], out);
        assertTrue(Arrays.stream(out).allMatch(Double::isNaN));
    }

    /** F(z) = Phi(e), by the smaller of the two tails. */
    @Test
    void quantilesHaveTheProbabilityOfTheirNoise() {
        GaussianMixtureFamily family = GaussianMixtureFamily.ofComponents(3);
        for (double[] phi : Arrays.copyOf(MIXTURES, 3)) {
            for (double e : new double[] {-30, -8, -3, -0.4, 0, 0.2, 1.7, 5, 9, 25}) {
                double[] z = new double[1];
                family.transform(phi, new double[] {e}, z, 0, 1);
                int side = e > 0 ? 1 : -1;
                double total = 1 + Math.exp(phi[0]) + Math.exp(phi[1]);
                double sum = 0;
                for (int i = 0; i < 3; i++) {
                    double w = (i == 0 ? 1 : Math.exp(phi[i - 1])) / total;
                    sum += w * 0.5 * Erf.erfc(side * (z[0] - phi[2 + i]) / Math.exp(phi[5 + i]) / Math.sqrt(2));
                }
                // A spacing of z is z^2 spacings of the tail.
                assertEquals(1, sum / (0.5 * Erf.erfc(Math.abs(e) / Math.sqrt(2))), 1e-14 * (100 + e * e), Arrays.toString(phi) + " at " + e);
            }
        }
    }
}
