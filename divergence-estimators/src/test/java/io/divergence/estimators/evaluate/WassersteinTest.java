package io.divergence.estimators.evaluate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.divergence.distribution.Exponential;
import io.divergence.distribution.Laplace;
import io.divergence.distribution.MultivariateNormal;
import io.divergence.distribution.Normal;
import io.divergence.distribution.StudentT;
import io.divergence.distribution.Uniform;
import io.divergence.estimate.Finiteness;
import org.junit.jupiter.api.Test;

class WassersteinTest {

    private static void near(double expected, DivergenceValue v) {
        assertEquals(expected, v.value(), v.error() + 4e-15 * expected, v.toString());
        assertTrue(v.error() <= 1e-9 * Math.max(1, expected), v.toString());
    }

    @Test
    void onTheLine() {
        near(3, Wasserstein.w1(Normal.of(0, 1), Normal.of(3, 1)));
        near(0.5, Wasserstein.w1(Exponential.ofRate(1), Exponential.ofRate(2)));
        near(Math.sqrt(3), Wasserstein.w2(Laplace.of(0, 1), Laplace.of(1, 2)));
        // E |x - 1/2|.
        near(0.25, Wasserstein.of(1, Uniform.of(0, 1), Uniform.of(0.5, Math.nextUp(0.5)), 1e-12));
        near(5, Wasserstein.w2(Normal.of(0, 1), Normal.of(3, 5)));
        assertEquals(5, Wasserstein.of(2, Laplace.of(0, 1), Laplace.of(5, 1), 1e-10).value(), 1e-9);
    }

    @Test
    void infiniteWhereAMomentIs() {
        assertEquals(Finiteness.INFINITE_BY_TAILS, Wasserstein.w2(StudentT.of(2, 0, 1), Normal.of(0, 1)).finiteness());
        assertEquals(Finiteness.FINITE, Wasserstein.w1(StudentT.of(2, 0, 1), Normal.of(0, 1)).finiteness());
        assertEquals(Finiteness.UNRESOLVED, Wasserstein.w1(StudentT.of(1, 0, 1), StudentT.of(1, 1, 1)).finiteness());
    }

    @Test
    void betweenNormalDistributions() {
        // Diagonal matrices commute: the distance of the roots.
        MultivariateNormal p = MultivariateNormal.ofDiagonal(new double[] {0, 1}, new double[] {1, 2});
        MultivariateNormal q = MultivariateNormal.ofDiagonal(new double[] {2, 1}, new double[] {3, 1});
        near(3, Wasserstein.w2(p, q));
        // Two by two: tr (A^1/2 B A^1/2)^1/2 = sqrt(tr(A B) + 2 sqrt(|A B|)).
        double[] a = {2, 0.7, 0.7, 1};
        double[] b = {1, -0.3, -0.3, 3};
        double trace = 2 * 1 + 2 * 0.7 * -0.3 + 1 * 3;
        double root = Math.sqrt(trace + 2 * Math.sqrt((2 - 0.49) * (3 - 0.09)));
        near(Math.sqrt(3 + 4 - 2 * root), Wasserstein.w2(MultivariateNormal.ofCovariance(new double[2], a), MultivariateNormal.ofCovariance(new double[2], b)));
        assertEquals(0, Wasserstein.w2(p, p).value(), 1e-14);
        assertThrows(IllegalArgumentException.class, () -> Wasserstein.w2(p, MultivariateNormal.standard(3)));
    }
}
