package io.divergence.math;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import org.junit.jupiter.api.Test;

/** Special functions against exact values and against computations in decimal arithmetic. */
class SpecialFunctionsTest {
    private static final MathContext DIGITS = new MathContext(60, RoundingMode.HALF_EVEN);
    private static final double EULER = 0.577215664901532860606512090082;
    /** B_2k. */
    private static final String[][] BERNOULLI = {{"1", "6"}, {"-1", "30"}, {"1", "42"}, {"-1", "30"}, {"5", "66"}, {"-691", "2730"}, {"7", "6"},
        {"-3617", "510"}};
    private static final double[] POINTS = {1e-8, 1e-3, 0.1, 0.5, 0.9999, 1, 1.0001, 1.4616, 1.999, 2, 2.5, 7, 9.99, 31.5, 1e3, 1e6, 1e10};

    private static BigDecimal bernoulli(int k) {
        return new BigDecimal(BERNOULLI[k][0]).divide(new BigDecimal(BERNOULLI[k][1]), DIGITS);
    }

    /** The natural logarithm by the series of artanh. */
    static BigDecimal log(BigDecimal x) {
        double rough = Math.log(x.doubleValue());
        // x = e^rough (1 + y) with e^rough by its series.
        BigDecimal e = exp(new BigDecimal(rough));
        BigDecimal ratio = x.divide(e, DIGITS);
        BigDecimal z = ratio.subtract(BigDecimal.ONE).divide(ratio.add(BigDecimal.ONE), DIGITS);
        BigDecimal square = z.multiply(z, DIGITS);
        BigDecimal term = z;
        BigDecimal sum = BigDecimal.ZERO;
        for (int n = 1; n < 30; n += 2) {
            sum = sum.add(term.divide(BigDecimal.valueOf(n), DIGITS), DIGITS);
            term = term.multiply(square, DIGITS);
        }
        return new BigDecimal(rough).add(sum.multiply(BigDecimal.valueOf(2)), DIGITS);
    }

    static BigDecimal exp(BigDecimal x) {
        BigDecimal small = x.divide(BigDecimal.valueOf(1024), DIGITS);
        BigDecimal sum = BigDecimal.ONE;
        BigDecimal term = BigDecimal.ONE;
        for (int n = 1; n < 60; n++) {
            term = term.multiply(small, DIGITS).divide(BigDecimal.valueOf(n), DIGITS);
            sum = sum.add(term, DIGITS);
        }
        for (int i = 0; i < 10; i++) {
            sum = sum.multiply(sum, DIGITS);
        }
        return sum;
    }

    /** Up to 400 by the recurrence, then Stirling's series: derivative 0 is log Gamma, 1 digamma, 2 trigamma. */
    private static double gamma(double at, int derivative) {
        BigDecimal x = new BigDecimal(at);
        BigDecimal sum = BigDecimal.ZERO;
        BigDecimal far = BigDecimal.valueOf(400);
        while (x.compareTo(far) < 0) {
            BigDecimal inverse = BigDecimal.ONE.divide(x, DIGITS);
            sum = switch (derivative) {
                case 0 -> sum.subtract(log(x), DIGITS);
                case 1 -> sum.subtract(inverse, DIGITS);
                default -> sum.add(inverse.multiply(inverse, DIGITS), DIGITS);
            };
            x = x.add(BigDecimal.ONE, DIGITS);
        }
        BigDecimal half = new BigDecimal("0.5");
        BigDecimal inverse = BigDecimal.ONE.divide(x, DIGITS);
        BigDecimal value = switch (derivative) {
            case 0 -> x.subtract(half).multiply(log(x), DIGITS).subtract(x).add(new BigDecimal("0.91893853320467274178032973640561763986139747363778341"));
            case 1 -> log(x).subtract(inverse.multiply(half), DIGITS);
            default -> inverse.add(inverse.multiply(inverse, DIGITS).multiply(half), DIGITS);
        };
        for (int k = 1; k <= BERNOULLI.length; k++) {
            BigDecimal b = bernoulli(k - 1);
            value = switch (derivative) {
                case 0 -> value.add(b.multiply(inverse.pow(2 * k - 1, DIGITS)).divide(BigDecimal.valueOf(2L * k * (2 * k - 1)), DIGITS), DIGITS);
                case 1 -> value.subtract(b.multiply(inverse.pow(2 * k, DIGITS)).divide(BigDecimal.valueOf(2L * k), DIGITS), DIGITS);
                default -> value.add(b.multiply(inverse.pow(2 * k + 1, DIGITS)), DIGITS);
            };
        }
        return value.add(sum, DIGITS).doubleValue();
    }

    @Test
    void gammaFunctionsAreRightToRounding() {
        for (double x : POINTS) {
            assertEquals(gamma(x, 0), GammaFunctions.logGamma(x), 1e-15 * Math.max(1, 2 * Math.abs(gamma(x, 0))), "log Gamma " + x);
            assertEquals(gamma(x, 1), GammaFunctions.digamma(x), 2e-15 * Math.max(0.5, Math.abs(gamma(x, 1))), "digamma " + x);
            assertEquals(gamma(x, 2), GammaFunctions.trigamma(x), 2e-15 * gamma(x, 2), "trigamma " + x);
        }
        assertEquals(-EULER, GammaFunctions.digamma(1), 7e-16);
        assertEquals(Math.PI * Math.PI / 6, GammaFunctions.trigamma(1), 4e-16);
    }

    @Test
    void remaindersOfLogGammaKeepTheirDigits() {
        for (double a : new double[] {1e-3, 0.4, 1, 5, 300, 1e7}) {
            for (double relative : new double[] {0.5, -0.5, 1e-3, -1e-6, 1e-10}) {
                double h = a * relative;
                double value = GammaFunctions.logGammaRemainder(a, h);
                // h^2/2 psi'(a) + h^3/6 psi''(a) + ...: the next term is of the size of the relative step.
                double leading = 0.5 * h * h * GammaFunctions.trigamma(a);
                assertEquals(leading, value, 1.2 * Math.abs(relative) * leading + 4e-15 * leading, a + " " + relative);
                if (Math.abs(relative) >= 0.5) {
                    double direct = gamma(a + h, 0) - gamma(a, 0) - h * gamma(a, 1);
                    assertEquals(direct, value, 1e-13 * (1 + Math.abs(gamma(a, 0)) + Math.abs(h * gamma(a, 1))), a + " " + relative);
                }
            }
        }
    }

    @Test
    void theExponentialIntegral() {
        // Abramowitz and Stegun, table 5.1.
        assertEquals(0.5597735947761608, GammaFunctions.exponentialIntegralOfExp(Math.log(0.5)), 2e-15);
        assertEquals(0.2193839343955203, GammaFunctions.exponentialIntegralOfExp(0), 1e-15);
        assertEquals(0.0489005107080611, GammaFunctions.exponentialIntegralOfExp(Math.log(2)), 1e-15);
        assertEquals(4.156968929685324e-6, GammaFunctions.exponentialIntegralOfExp(Math.log(10)), 1e-19);
        assertEquals(100 - EULER, GammaFunctions.exponentialIntegralOfExp(-100), 1e-13);
        assertEquals(0, GammaFunctions.exponentialIntegralOfExp(50));
        // Both sides of the change from series to fraction.
        assertEquals(GammaFunctions.exponentialIntegralOfExp(-1e-12), GammaFunctions.exponentialIntegralOfExp(1e-12), 2e-12);
    }

    @Test
    void remaindersOfOtherFunctions() {
        for (double t : new double[] {-300, -3, -1e-3, 0, 0.7, 20}) {
            for (double h : new double[] {-5, -0.3, 1e-5, 2, 30}) {
                double direct = Exponentials.logExpm1OverX(t + h) - Exponentials.logExpm1OverX(t) - h * Exponentials.logExpm1OverXDerivative(t);
                double size = 1e-15 * (Math.abs(Exponentials.logExpm1OverX(t)) + Math.abs(Exponentials.logExpm1OverX(t + h)) + Math.abs(h));
                assertEquals(direct, Exponentials.logExpm1OverXRemainder(t, h), 4 * size, t + " " + h);
                assertTrue(Exponentials.logExpm1OverXRemainder(t, h) >= 0);
            }
        }
        for (double k : new double[] {0, 0.5, 3, 39, 41, 500}) {
            for (double h : new double[] {0.3, 5, 100}) {
                double direct = BesselFunctions.logScaledI0(k + h) - BesselFunctions.logScaledI0(k) + h * (1 - BesselFunctions.ratio(k));
                assertEquals(direct, BesselFunctions.logI0Remainder(k, h, k + h), 2e-14 * (1 + Math.abs(direct)) + 4e-16 * h, k + " " + h);
            }
        }
    }

    @Test
    void besselFunctionsAgreeAcrossTheirSeries() {
        // I0(1), I1(1)/I0(1), I0(40) scaled: NIST Digital Library of Mathematical Functions.
        assertEquals(Math.log(1.2660658777520083356), BesselFunctions.logI0(1), 1e-16);
        assertEquals(0.56515910399248502721 / 1.2660658777520083356, BesselFunctions.ratio(1), 2e-16);
        double h = 1e-9;
        assertEquals(BesselFunctions.logScaledI0(40 - h), BesselFunctions.logScaledI0(40 + h), 1e-10);
        assertEquals(BesselFunctions.ratio(40 - h), BesselFunctions.ratio(40 + h), 1e-12);
        assertEquals(BesselFunctions.secondLogDerivative(40 - h), BesselFunctions.secondLogDerivative(40 + h), 1e-13);
    }

    @Test
    void differencesOfAnglesKeepWhatRoundingWouldLose() {
        double a = 27016.81173554284;
        double b = 1e-9;
        BigDecimal exact = new BigDecimal(a).subtract(new BigDecimal(b));
        // sin((a - b)/2) = sin(a/2) cos(b/2) - cos(a/2) sin(b/2), each exact to rounding.
        double expected = Math.sin(0.5 * a) * Math.cos(0.5 * b) - Math.cos(0.5 * a) * Math.sin(0.5 * b);
        assertEquals(expected, Angles.sinOfHalfDifference(a, b), 2e-16);
        assertTrue(new BigDecimal(a - b).compareTo(exact) != 0);
        assertEquals(0, Angles.sinOfHalfDifference(a, a));
    }

    @Test
    void normalFunctionsFarOut() {
        // Phi(-40): erfc(40/sqrt 2)/2 = 3.6558935409150297e-350; its logarithm.
        assertEquals(-804.60844201375, NormalFunctions.logCumulative(-40), 1e-9);
        assertEquals(Math.log(0.5), NormalFunctions.logCumulative(0), 1e-16);
        assertEquals(40.02496884717, NormalFunctions.hazard(40), 1e-9);
    }

    /** Reference values by mpmath, 40 digits. */
    @Test
    void millsRatioHasFullPrecisionInEveryRange() {
        double[] x = {0.1, 0.66, 0.67, 1.5, 4, 5.6, 5.7, 20};
        double[] expected = {1.1592623996187363238, 0.79356696417189547476, 0.78882836276298590014, 0.51581563821796335503,
            0.23665238291356067062, 0.17335028501302024737, 0.17047376074592785302, 0.049875925981836783658};
        for (int i = 0; i < x.length; i++) {
            assertEquals(1, NormalFunctions.millsRatio(x[i]) / expected[i], 1.5e-15, "x = " + x[i]);
        }
        assertEquals(1e-200, NormalFunctions.millsRatio(1e200), 1e-215);
        assertEquals(0, NormalFunctions.millsRatio(Double.POSITIVE_INFINITY), 0);
    }
}
