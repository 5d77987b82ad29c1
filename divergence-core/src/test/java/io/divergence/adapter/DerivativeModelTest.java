package io.divergence.adapter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.divergence.check.CheckReport;
import io.divergence.check.TargetCheck;
import io.divergence.distribution.MultivariateNormal;
import io.divergence.target.DifferentiableLogDensity;
import java.util.function.Function;
import org.apache.commons.math3.analysis.differentiation.DerivativeStructure;
import org.apache.commons.math3.analysis.differentiation.MultivariateDifferentiableFunction;
import org.junit.jupiter.api.Test;

class DerivativeModelTest {
    private static final double HALF_LOG_TWO_PI = 0.5 * Math.log(2 * Math.PI);

    private static DerivativeStructure normal(DerivativeStructure[] z) {
        DerivativeStructure a = z[0].subtract(1).divide(2);
        DerivativeStructure b = z[1].add(0.5).divide(0.25);
        return a.multiply(a).add(b.multiply(b)).multiply(-0.5).subtract(2 * HALF_LOG_TWO_PI + Math.log(0.5));
    }

    @Test
    void valueAndGradientAreThoseOfTheNormalDistribution() {
        DifferentiableLogDensity model = CommonsMath.logDensity(2, DerivativeModelTest::normal);
        MultivariateNormal p = MultivariateNormal.ofDiagonal(new double[] {1, -0.5}, new double[] {2, 0.25});
        double[] z = {0.3, -1, 2, 4, -3, 0.1};
        double[][] results = new double[4][];
        for (int i = 0; i < 2; i++) {
            results[2 * i] = new double[3];
            results[2 * i + 1] = new double[6];
            (i == 0 ? model : p).logDensityAndGradient(z, 1, 3, results[2 * i], results[2 * i + 1]);
        }
        for (int k = 0; k < 3; k++) {
            assertEquals(results[2][k], results[0][k], 1e-12 * (1 + Math.abs(results[2][k])));
        }
        for (int i = 0; i < 6; i++) {
            assertEquals(results[3][i], results[1][i], 1e-12 * (1 + Math.abs(results[3][i])));
        }
        assertFalse(model.toString().contains("Lambda"), model.toString());
    }

    /** A funnel, whose operations are not only polynomials. */
    @Test
    void aFunnelPassesTheTargetCheck() {
        DifferentiableLogDensity funnel = CommonsMath.logDensity(3, z -> {
            DerivativeStructure precision = z[0].negate().exp();
            DerivativeStructure squares = z[1].multiply(z[1]).add(z[2].multiply(z[2]));
            return z[0].multiply(z[0]).divide(-18).subtract(squares.multiply(precision).multiply(0.5)).subtract(z[0]);
        });
        CheckReport report = TargetCheck.of(funnel).around(new double[] {0.5, -0.5, 1}, 1, 5, 1).run();
        assertTrue(report.isGood(), report.toString());
    }

    @Test
    void functionsOfCommonsMathAreTakenToo() {
        MultivariateDifferentiableFunction function = new MultivariateDifferentiableFunction() {
            @Override
            public double value(double[] z) {
                throw new AssertionError("not asked");
            }

            @Override
            public DerivativeStructure value(DerivativeStructure[] z) {
                return normal(z);
            }
        };
        double[] out = new double[1];
        double[] expected = new double[1];
        CommonsMath.logDensity(2, function).logDensity(new double[] {0.2, 0.4}, 0, 1, out);
        CommonsMath.logDensity(2, DerivativeModelTest::normal).logDensity(new double[] {0.2, 0.4}, 0, 1, expected);
        assertEquals(expected[0], out[0]);
    }

    @Test
    void errorsNameTheRule() {
        Function<DerivativeStructure[], DerivativeStructure> other = z -> new DerivativeStructure(3, 1, 0.5);
        double[] out = new double[1];
        assertThrows(IllegalArgumentException.class, () -> CommonsMath.logDensity(0, other));
        assertThrows(IllegalArgumentException.class, () -> CommonsMath.logDensity(2, (MultivariateDifferentiableFunction) null));
        String message = assertThrows(IllegalArgumentException.class,
                () -> CommonsMath.logDensity(2, other).logDensity(new double[2], 0, 1, out)).getMessage();
        assertEquals("logDensity(z) = 3 variables, order 1: must be a function of the 2 variables that it is given, of order 1", message);
        assertThrows(IllegalArgumentException.class, () -> CommonsMath.logDensity(2, z -> null).logDensity(new double[2], 0, 1, out));
    }
}
