package io.divergence.distribution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.divergence.random.RandomStream;
import io.divergence.target.Tail;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The contract of a one-dimensional continuous distribution, for the whole catalogue. */
class CatalogueTest {

    static Stream<UnivariateDistribution> all() {
        return Stream.of(Normal.of(-3, 0.2), StudentT.of(2.5, 1, 0.5), Uniform.of(-1, 2), Cauchy.of(1, 2), Laplace.of(-1, 0.7),
                Logistic.of(2, 0.5), Gumbel.of(1, 2), Gumbel.of(-3, 0.4), TruncatedNormal.of(0, 1, -1, 2),
                TruncatedNormal.of(0, 1, 3, Double.POSITIVE_INFINITY), TruncatedNormal.of(2, 3, Double.NEGATIVE_INFINITY, -1),
                LogNormal.of(0.3, 0.8), LogNormal.of(-2, 2.5), HalfNormal.ofScale(1.7), Exponential.ofRate(3), Gamma.ofShapeRate(2.5, 3),
                Gamma.ofShapeScale(0.3, 2), Gamma.ofShapeRate(400, 2), InverseGamma.ofShapeScale(3, 2), InverseGamma.ofShapeScale(0.8, 0.1),
                ChiSquared.of(3), ChiSquared.of(0.7), Chi.of(4), InverseGaussian.of(1.5, 2), InverseGaussian.of(0.2, 5),
                Weibull.ofShapeScale(0.7, 2), Weibull.ofShapeScale(5, 0.3), Pareto.of(2, 1.5), Beta.of(2, 3), Beta.of(0.4, 0.2),
                Beta.of(150, 70), Kumaraswamy.of(2, 3), Kumaraswamy.of(0.5, 0.6), ContinuousBernoulli.ofProbability(0.9),
                ContinuousBernoulli.ofProbability(0.5), ContinuousBernoulli.ofProbability(1e-9), LogitNormal.of(0.4, 1.3), Triangular.of(-1, 0.5, 3), Triangular.of(0, 0, 1),
                VonMises.of(0.5, 2), VonMises.of(3, 0), VonMises.of(-3, 60),
                Mixture.of(new double[] {0.3, 0.7}, Gamma.ofShapeRate(0.5, 1), Normal.of(0, 1)));
    }

    /** Points that matter: quantiles from the deep lower to the deep upper tail. */
    private static double[] points(UnivariateDistribution d) {
        return Stream.of(1e-4, 0.01, 0.1, 0.3, 0.5, 0.7, 0.9, 0.99, 0.9999).mapToDouble(d::quantile).toArray();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("all")
    void cumulativeIsTheIntegralOfTheDensityAndSurvivalTheRest(UnivariateDistribution d) {
        double[] x = points(d);
        for (int i = 0; i + 1 < x.length; i++) {
            boolean corner = Arrays.stream(d.breakPoints()).anyMatch(near(x[i], x[i + 1])::contains);
            // So near to an upper edge that x itself has too few digits; logDensityNear is tested for that.
            if (corner || d.support().upper(0) - x[i + 1] < 1e-3) {
                continue;
            }
            // Simpson's rule in the logarithm of the distance from the lower edge, where there is one.
            double edge = d.support().lower(0);
            boolean log = !Double.isInfinite(edge) && !(d instanceof Mixture);
            double a = log ? Math.log(x[i] - edge) : x[i];
            double b = log ? Math.log(x[i + 1] - edge) : x[i + 1];
            int n = 4000;
            double h = (b - a) / n;
            double sum = 0;
            for (int k = 0; k <= n; k++) {
                double s = a + k * h;
                double value = log ? Math.exp(d.logDensityNear(edge, 1, s) + s) : d.density(s);
                sum += (k == 0 || k == n ? 1 : k % 2 == 1 ? 4 : 2) * value * h / 3;
            }
            assertEquals(d.cumulative(x[i + 1]) - d.cumulative(x[i]), sum, 2e-9, d + " between " + x[i] + " and " + x[i + 1]);
            assertEquals(1, d.cumulative(x[i]) + d.survival(x[i]), 1e-8);
        }
        assertEquals(0, d.cumulative(Double.isInfinite(d.support().lower(0)) ? -1e200 : d.support().lower(0)), 1e-9);
        assertEquals(0, d.survival(Double.isInfinite(d.support().upper(0)) ? 1e200 : d.support().upper(0)), 1e-9);
    }

    private record Range(double a, double b) {
        boolean contains(double x) {
            return x > a && x < b;
        }
    }

    private static Range near(double a, double b) {
        return new Range(a, b);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("all")
    void quantileInvertsTheCumulativeProbability(UnivariateDistribution d) {
        for (double p : new double[] {1e-9, 1e-3, 0.2, 0.5, 0.8, 0.999}) {
            double x = d.quantile(p);
            double slack = 1e-8 * p + d.density(x) * 4 * Math.ulp(x);
            assertEquals(p, d.cumulative(x), Math.max(slack, 1e-9), d + " at " + p);
        }
        assertEquals(d.support().lower(0), d.quantile(0), 1e-12);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("all")
    void theDerivativeIsThatOfTheLogDensity(UnivariateDistribution d) {
        for (double x : points(d)) {
            double edge = d.support().lower(0);
            double top = d.support().upper(0);
            double room = Math.min(Math.min(x - edge, top - x), 1 + Math.abs(x));
            double h = 1e-4 * Math.min(room, d.features().get(0).scale());
            if (top - x < 1e-3 || x + h == x || !(x - h > edge)) {
                continue;
            }
            double difference = (8 * (d.logDensity(x + h) - d.logDensity(x - h)) - d.logDensity(x + 2 * h) + d.logDensity(x - 2 * h)) / (12 * h);
            double rounding = 1e-15 * Math.abs(d.logDensity(x)) / h;
            assertEquals(difference, d.logDensityDerivative(x), 1e-6 * (1 + Math.abs(difference)) + 10 * rounding, d + " at " + x);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("all")
    void outsideTheSupportThereIsNothingAndNaNStaysNaN(UnivariateDistribution d) {
        assertTrue(Double.isNaN(d.logDensity(Double.NaN)));
        if (!Double.isInfinite(d.support().lower(0))) {
            assertEquals(Double.NEGATIVE_INFINITY, d.logDensity(d.support().lower(0) - 0.1));
            assertEquals(0, d.cumulative(d.support().lower(0) - 0.1));
            assertEquals(1, d.survival(d.support().lower(0) - 0.1));
        }
        if (!Double.isInfinite(d.support().upper(0))) {
            assertEquals(Double.NEGATIVE_INFINITY, d.logDensity(d.support().upper(0) + 0.1));
            assertEquals(1, d.cumulative(d.support().upper(0) + 0.1));
        }
        assertTrue(d.logDensity(Double.POSITIVE_INFINITY) == Double.NEGATIVE_INFINITY || d instanceof StudentT || d instanceof Cauchy
                || d instanceof Pareto, d + ": " + d.logDensity(Double.POSITIVE_INFINITY));
    }

    /** log(p rho) plus the expansion settles down as the end is approached. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("all")
    void tailsSayTheTruth(UnivariateDistribution d) {
        settle(d, d.support().lower(0), 1);
        settle(d, d.support().upper(0), -1);
        for (double point : d.breakPoints()) {
            settle(d, point, 1);
            settle(d, point, -1);
        }
    }

    private static void settle(UnivariateDistribution d, double end, int side) {
        Tail tail = d.towards(end, side);
        if (tail.kind() == Tail.Kind.NONE) {
            assertEquals(Double.NEGATIVE_INFINITY, d.logDensity(end + side * 1e-3), d + " beyond " + end);
            return;
        }
        assertEquals(Tail.Kind.KNOWN, tail.kind(), d.toString());
        boolean exponential = tail.terms().stream().anyMatch(t -> t.growth() == Tail.Growth.EXPONENTIAL);
        List<Double> rest = new ArrayList<>();
        for (double logR : exponential ? new double[] {1, 1.5, 2} : new double[] {8, 10, 12}) {
            double r = Math.exp(logR);
            double rho = Double.isInfinite(end) ? r : 1 / r;
            double log = Double.isInfinite(end) ? d.logDensity(-side * r) : d.logDensityNear(end, side, -logR);
            double sum = log + Math.log(rho) + tail.logCoefficient() * logR;
            double size = Math.abs(log);
            for (Tail.Term term : tail.terms()) {
                sum += term.at(r);
                size += Math.abs(term.at(r));
            }
            rest.add(sum);
            if (rest.size() > 1) {
                assertEquals(rest.get(rest.size() - 2), sum, 0.3 + 1e-13 * size, d + " towards " + end + " from " + side + ", log r = " + logR);
            }
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("all")
    void nearAPointIsTheSameAsAtIt(UnivariateDistribution d) {
        for (double point : d.breakPoints()) {
            for (int side : new int[] {-1, 1}) {
                for (double t : new double[] {-6, -2, -0.5}) {
                    double x = point + side * Math.exp(t);
                    double direct = d.logDensity(x);
                    assertEquals(direct, d.logDensityNear(point, side, t), 1e-12 * (1 + Math.abs(direct)) + 1e-11, d + " near " + point);
                }
            }
        }
        if (d.support().lower(0) == 0 && !(d instanceof Triangular)) {
            double deep = d.logDensityNear(0, 1, -1e6);
            Tail tail = d.lowerTail();
            if (tail.terms().isEmpty() && !(d instanceof Mixture)) {
                double deeper = d.logDensityNear(0, 1, -2e6);
                assertEquals(1 - tail.logCoefficient(), (deeper - deep) / 1e6, 1e-6, d + " deep near 0");
            } else {
                assertTrue(deep < -1e5 || d instanceof Mixture, d.toString());
            }
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("all")
    void samplesFollowTheDistribution(UnivariateDistribution d) {
        int n = 20_000;
        double[] z = new double[n];
        d.sample(RandomStream.of(8), z, 0, n);
        Arrays.sort(z);
        double distance = 0;
        for (int i = 0; i < n; i += 7) {
            double f = d.cumulative(z[i]);
            distance = Math.max(distance, Math.max(f - (double) i / n, (i + 1.0) / n - f));
        }
        assertTrue(distance < 1.95 / Math.sqrt(n), d + ": distance " + distance);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("all")
    void momentsAreThoseOfTheQuantiles(UnivariateDistribution d) {
        if (!(d.variance() < Double.POSITIVE_INFINITY) || d instanceof InverseGamma || d instanceof StudentT
                || d instanceof VonMises v && v.concentration() > 10) {
            return;
        }
        // The mean over the quantiles of the middles of 500 slices; what the outermost slices hide is small for finite moments.
        int n = 500;
        double sum = 0;
        double square = 0;
        for (int i = 0; i < n; i++) {
            double x = d.quantile((i + 0.5) / n);
            sum += x / n;
            square += (x - d.mean()) * (x - d.mean()) / n;
        }
        double sd = Math.sqrt(d.variance());
        assertEquals(d.mean(), sum, 0.05 * sd, d.toString());
        if (!(d instanceof LogNormal || d instanceof Weibull)) {
            assertEquals(1, square / d.variance(), 0.15, d.toString());
        }
    }
}
