package io.divergence.distribution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.divergence.random.RandomStream;
import io.divergence.target.Tail;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every one-dimensional distribution must do. */
class DistributionContractTest {

    static Stream<UnivariateDistribution> distributions() {
        return Stream.of(Normal.standard(), Normal.of(-3, 0.2), Uniform.of(-1, 2), StudentT.of(3), StudentT.of(2.5, 1, 0.5),
                StudentT.of(200), Mixture.ofNormals(new double[] {0.3, 0.7}, new double[] {-2, 1}, new double[] {0.5, 1}),
                Mixture.of(new double[] {0.5, 0.5}, Uniform.of(0, 1), Normal.of(3, 1)),
                Mixture.of(new double[] {0.2, 0.8}, StudentT.of(4), Mixture.of(new double[] {1}, Normal.of(5, 2))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("distributions")
    void cumulativeIsTheIntegralOfTheDensityAndSurvivalTheRest(UnivariateDistribution p) {
        double from = p.mean() - 3;
        int n = 60_000;
        double h = 7.0 / n;
        double sum = p.cumulative(from);
        for (int i = 0; i < n; i++) {
            sum += p.density(from + (i + 0.5) * h) * h;
        }
        assertEquals(p.cumulative(from + 7), sum, 2e-4);
        for (double x = -6; x < 8; x += 0.7) {
            assertEquals(1, p.cumulative(x) + p.survival(x), 1e-13);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("distributions")
    void theDerivativeIsThatOfTheLogDensity(UnivariateDistribution p) {
        for (double x : new double[] {-4.3, -0.31, 0.47, 1.63, 7.9, 40}) {
            double h = 1e-6 * Math.max(1, Math.abs(x));
            double log = p.logDensity(x);
            if (log > Double.NEGATIVE_INFINITY) {
                double difference = (p.logDensity(x + h) - p.logDensity(x - h)) / (2 * h);
                assertEquals(difference, p.logDensityDerivative(x), 1e-6 * (1 + Math.abs(difference)), "x = " + x);
            }
        }
        double[] z = {0.1, 0.5};
        double[] log = new double[2];
        double[] gradient = new double[2];
        p.logDensityAndGradient(z, 0, 2, log, gradient);
        assertEquals(p.logDensity(0.5), log[1]);
        assertEquals(p.logDensityDerivative(0.1), gradient[0]);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("distributions")
    void samplesFollowTheDistribution(UnivariateDistribution p) {
        int n = 40_000;
        double[] z = new double[n];
        p.sample(RandomStream.of(8), z, 0, n);
        double mean = Arrays.stream(z).average().orElseThrow();
        assertEquals(p.mean(), mean, 5 * Math.sqrt(p.variance() / n));
        Arrays.sort(z);
        double distance = 0;
        for (int i = 0; i < n; i++) {
            double f = p.cumulative(z[i]);
            distance = Math.max(distance, Math.max(f - (double) i / n, (i + 1.0) / n - f));
        }
        assertTrue(distance < 1.95 / Math.sqrt(n), "distance " + distance);
    }

    /** log p(r) plus the expansion stays bounded as r grows. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("distributions")
    void tailsSayTheTruth(UnivariateDistribution p) {
        tail(p, p.upperTail(), 1);
        tail(p, p.lowerTail(), -1);
    }

    private static void tail(UnivariateDistribution p, Tail tail, int sign) {
        double edge = sign > 0 ? p.support().upper(0) : p.support().lower(0);
        assertEquals(tail.toString(), p.towards(edge, -sign).toString());
        double first = remainder(p, tail, sign, edge, 1e4);
        for (double r : new double[] {2e4, 1e5, 1e6}) {
            assertEquals(first, remainder(p, tail, sign, edge, r), 0.2 + 1e-12 * r * r, "r = " + r);
        }
    }

    private static double remainder(UnivariateDistribution p, Tail tail, int sign, double edge, double r) {
        double rho = Double.isInfinite(edge) ? r : 1 / r;
        double x = Double.isInfinite(edge) ? sign * r : edge - sign * rho;
        double sum = p.logDensity(x) + Math.log(rho) + tail.logCoefficient() * Math.log(r);
        for (Tail.Term term : tail.terms()) {
            sum += term.at(r);
        }
        return sum;
    }

    @Test
    void integralsOfPowersAreJudgedExactly() {
        double critical = 0.9 * Math.sqrt(2);
        for (int k = -2; k <= 2; k++) {
            double sigma = critical + k * Math.ulp(critical);
            boolean finite = new BigDecimal(sigma).pow(2).compareTo(new BigDecimal(0.9).pow(2).multiply(BigDecimal.valueOf(2))) < 0;
            Tail.Integral judged = Tail.integral(-1, Tail.normal(0, 0.9, 1), 2, Tail.normal(0, sigma, 1), 0);
            assertEquals(finite ? Tail.Integral.FINITE : Tail.Integral.INFINITE, judged, "k = " + k);
        }
        Tail t3 = StudentT.of(3).upperTail();
        assertEquals(Tail.Integral.FINITE, Tail.integral(1, t3, 0, Tail.normal(0, 1, 1), 2));
        assertEquals(Tail.Integral.INFINITE, Tail.integral(1, StudentT.of(2).upperTail(), 0, Tail.normal(0, 1, 1), 2));
        assertEquals(Tail.Integral.FINITE, Tail.integral(1, Tail.none(), 3, t3, 9));
        assertEquals(Tail.Integral.INFINITE, Tail.integral(-1, Tail.none(), 2, t3, 0));
        assertEquals(Tail.Integral.UNKNOWN, Tail.integral(1, Tail.unknown(), 1, t3, 0));
    }

    @Test
    void badParametersAreNamed() {
        assertEquals("sd = -1.0: must be positive and finite", message(() -> Normal.of(0, -1)));
        assertEquals("mean = NaN: must be finite", message(() -> Normal.of(Double.NaN, 1)));
        assertTrue(message(() -> Uniform.of(2, 1)).contains("must be above low = 2.0"));
        assertTrue(message(() -> StudentT.of(0)).startsWith("df = 0.0"));
        String sum = message(() -> Mixture.ofNormals(new double[] {0.5, 0.6}, new double[] {0, 1}, new double[] {1, 1}));
        assertTrue(sum.contains("sum of weights = 1.1") && sum.contains("Mixture.normalized"), sum);
        assertTrue(message(() -> Mixture.of(new double[] {1.5, -0.5}, Normal.standard(), Normal.standard())).contains("weights[1] = -0.5"));
        assertTrue(message(() -> Mixture.of(new double[] {}, new Normal[0])).contains("must not be empty"));
        assertTrue(message(() -> Mixture.of(new double[] {1}, (Normal) null)).contains("components[0] = null"));
        assertTrue(message(() -> Empirical.of()).contains("data = []"));
        assertTrue(message(() -> Empirical.of(1, Double.NaN)).contains("data[1] = NaN"));
        assertTrue(message(() -> Empirical.ofRows(2, new double[] {1, 2, 3})).contains("multiple of dimension"));
        Mixture normalised = Mixture.normalized(new double[] {1, 3}, Normal.standard(), Normal.of(1, 1));
        assertEquals(0.75, normalised.weight(1));
    }

    private static String message(org.junit.jupiter.api.function.Executable executable) {
        return assertThrows(IllegalArgumentException.class, executable).getMessage();
    }

    @Test
    void momentsOfDataFarFromZeroKeepTheirDigits() {
        Empirical data = Empirical.of(1e9 + 1, 1e9 + 2, 1e9 + 3, 1e9 + 6);
        assertEquals(1e9 + 3, data.mean());
        assertEquals(3.5, data.variance(), 1e-12);
    }
}
