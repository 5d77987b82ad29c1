package io.divergence.distribution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.divergence.math.Triangular;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** A matrix that is not positive definite is refused by its first bad pivot. */
class PositiveDefiniteTest {
    /** The pivots are 1, 1 - 4 = -3. */
    private static final double[] INDEFINITE = {1, 2, 2, 1};
    /** The pivots are 4, 1, 1 - 0.25 - 4 = -3.25. */
    private static final double[] LAST = {4, 2, 1, 2, 2, 2.5, 1, 2.5, 1};

    private static String message(Executable action) {
        return assertThrows(IllegalArgumentException.class, action).getMessage();
    }

    @Test
    void everyFactoryNamesTheArgumentAndThePivot() {
        Map<String, Executable> factories = Map.of("covariance", () -> MultivariateNormal.ofCovariance(new double[2], INDEFINITE),
                "precision", () -> MultivariateNormal.ofPrecision(new double[2], INDEFINITE),
                "scale", () -> MultivariateStudentT.ofScale(4, new double[2], INDEFINITE));
        factories.forEach((name, factory) -> assertEquals("pivot 1 of " + name + " = -3.0: must be positive and finite: " + name
                + " = [1.0, 2.0, 2.0, 1.0] must be positive definite", message(factory)));
        assertTrue(message(() -> Wishart.of(3, INDEFINITE)).startsWith("pivot 1 of scale = -3.0"));
    }

    @Test
    void theFirstBadPivotIsNamed() {
        assertTrue(message(() -> Triangular.cholesky("a", LAST, 3)).startsWith("pivot 2 of a = -3.25: "));
        assertTrue(message(() -> Triangular.cholesky("a", new double[] {0, 0, 0, 1}, 2)).startsWith("pivot 0 of a = 0.0: "));
        assertTrue(message(() -> Triangular.cholesky("a", new double[] {1, 1, 1, 1}, 2)).startsWith("pivot 1 of a = 0.0: "));
        assertTrue(message(() -> MultivariateNormal.ofCovariance(new double[2], new double[] {-2, 0, 0, 1})).startsWith("pivot 0 of covariance = -2.0: "));
    }

    @Test
    void factorsAndScalesNameTheEntry() {
        for (Executable action : List.<Executable>of(() -> MultivariateNormal.ofCholesky(new double[2], new double[] {1, 0, 1, -2}),
                () -> MultivariateStudentT.ofCholesky(3, new double[2], new double[] {1, 0, 1, -2}))) {
            assertEquals("factor[1][1] = -2.0: must be positive and finite", message(action));
        }
        assertEquals("diagonal[1] = 0.0: must be positive and finite",
                message(() -> MultivariateNormal.ofLowRank(new double[2], new double[] {1, 1}, new double[] {1, 0})));
    }
}
