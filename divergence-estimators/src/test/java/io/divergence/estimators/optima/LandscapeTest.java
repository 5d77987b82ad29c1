package io.divergence.estimators.optima;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.divergence.distribution.Mixture;
import io.divergence.distribution.Normal;
import io.divergence.distribution.StudentT;
import io.divergence.distribution.UnivariateDistribution;
import io.divergence.divergence.Discrepancy;
import io.divergence.divergence.Divergences;
import io.divergence.estimators.quadrature.PairQuadrature;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.api.Test;

class LandscapeTest {
    private static final Mixture PAGE = Mixture.ofNormals(new double[] {0.5, 0.5}, new double[] {-3, 2}, new double[] {0.9, 0.7});
    private static final List<UnivariateDistribution> TARGETS = List.of(PAGE,
            Mixture.ofNormals(new double[] {0.3, 0.5, 0.2}, new double[] {-6, 0.3, 5}, new double[] {0.1, 2, 0.6}), Normal.of(1, 2), StudentT.of(4, 0, 1));

    static Stream<Discrepancy> discrepancies() {
        return Stream.of(Divergences.jensenShannon(), Divergences.totalVariation(), Divergences.squaredHellinger(), Divergences.jeffreys(),
                Divergences.triangular(), Divergences.arithmeticGeometric(), Divergences.symmetrized(Divergences.forwardKl()),
                Divergences.symmetrized(Divergences.forwardChiSquared()), Divergences.forwardKl(), Divergences.reverseChiSquared(), Divergences.alpha(0.3));
    }

    @ParameterizedTest
    @MethodSource("discrepancies")
    void everyValueIsThatOfTheQuadratureToSixDigits(Discrepancy d) {
        double[] means = {-9, -3.1, -0.4, 0, 1, 2.2, 7.5, 30};
        double[] sds = {0.02, 0.15, 0.7, 1.3, 2.6, 6, 25};
        for (UnivariateDistribution p : TARGETS) {
            Landscape landscape = Landscape.of(p, d, means, sds);
            for (int i = 0; i < means.length; i++) {
                for (int j = 0; j < sds.length; j++) {
                    double exact = PairQuadrature.evaluate(d, p, Normal.of(means[i], sds[j]), 1e-10, 2_000_000L).value();
                    double found = landscape.value(i, j);
                    String what = d + " " + p + " at " + means[i] + ", " + sds[j];
                    if (Double.isInfinite(exact) || Double.isNaN(exact)) {
                        assertEquals(exact, found, what);
                    } else {
                        assertEquals(exact, found, 2e-6 * exact, what);
                    }
                }
            }
        }
    }

    @Test
    void thePagesSymmetricLandscapesNeedHardlyAnyQuadrature() {
        for (Discrepancy d : List.of(Divergences.jensenShannon(), Divergences.jeffreys(), Divergences.arithmeticGeometric(), Divergences.triangular())) {
            SymmetricGrid grid = SymmetricGrid.of(PAGE, d, SymmetricGrid.MANY);
            assertNotNull(grid);
            int done = 0;
            for (int j = 0; j < 60; j++) {
                assertTrue(grid.lay(-8, 7, 0.15 * Math.pow(40, j / 59.0)));
                for (int i = 0; i < 60; i++) {
                    done += Double.isNaN(grid.value(-8 + 15 * i / 59.0)) ? 0 : 1;
                }
            }
            assertTrue(done > 3550, d + ": " + done);
        }
    }

    @Test
    void whatIsNotSymmetricOrGrowsFasterGoesAnotherWay() {
        assertNull(SymmetricGrid.of(PAGE, Divergences.forwardKl(), SymmetricGrid.FEW));
        assertNull(SymmetricGrid.of(PAGE, Divergences.symmetrized(Divergences.forwardChiSquared()), SymmetricGrid.FEW));
        assertNull(SymmetricGrid.of(PAGE, Divergences.totalVariation(), SymmetricGrid.FEW));
        assertNull(SymmetricGrid.of(StudentT.of(3, 0, 1), Divergences.jensenShannon(), SymmetricGrid.FEW));
    }
}
