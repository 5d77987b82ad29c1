package io.divergence.transform;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.divergence.check.CheckReport;
import io.divergence.check.TargetCheck;
import io.divergence.distribution.Beta;
import io.divergence.distribution.Dirichlet;
import io.divergence.distribution.LogNormal;
import io.divergence.distribution.Normal;
import io.divergence.distribution.Poisson;
import io.divergence.distribution.Uniform;
import io.divergence.math.Exponentials;
import io.divergence.random.RandomStream;
import io.divergence.target.DifferentiableLogDensity;
import io.divergence.target.LogDensities;
import io.divergence.target.LogDensity;
import io.divergence.target.Support;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.OptionalDouble;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;

class ConstrainedTargetTest {
    /** sigma, two shares, ordered pair: a smooth model in its own space, with its gradient. */
    private static final Transform MODEL = Transforms.blocks(Transforms.named("sigma", Transforms.positive(1)),
            Transforms.named("w", Transforms.simplex(3)), Transforms.named("c", Transforms.ordered(2)));
    private static final DifferentiableLogDensity OWN_SPACE = LogDensities.of(6,
            x -> -2 * x[0] + Math.log(x[0]) + 2 * Math.log(x[1]) + Math.log(x[2]) + 0.5 * Math.log(x[3]) - 0.5 * x[4] * x[4] - 0.5 * x[5] * x[5]
                    + x[0] * x[2] * x[5],
            (x, g) -> {
                g[0] = -2 + 1 / x[0] + x[2] * x[5];
                g[1] = 2 / x[1];
                g[2] = 1 / x[2] + x[0] * x[5];
                g[3] = 0.5 / x[3];
                g[4] = -x[4];
                g[5] = -x[5] + x[0] * x[2];
            });

    private static Transform everything() {
        return Transforms.blocks(TransformCatalogue.ALL.stream().map(TransformCatalogue.Entry::transform).toArray(Transform[]::new));
    }

    private static double at(LogDensity target, double... y) {
        double[] out = new double[1];
        target.logDensity(y, 0, 1, out);
        return out[0];
    }

    @Property(seed = "61", tries = 200)
    void logNormalThroughExpIsNormal(@ForAll @DoubleRange(min = -40, max = 40) double y) {
        Normal normal = Normal.of(0.4, 1.7);
        DifferentiableLogDensity target = ConstrainedTarget.of(LogNormal.of(0.4, 1.7), Transforms.positive(1));
        double[] out = new double[1];
        double[] gradient = new double[1];
        target.logDensityAndGradient(new double[] {y}, 0, 1, out, gradient);
        assertEquals(normal.logDensity(y), out[0], 1e-12 * (1 + Math.abs(out[0])));
        assertEquals(out[0], at(target, y));
        assertEquals(normal.logDensityDerivative(y), gradient[0], 1e-12 * (1 + Math.abs(y)));
    }

    @Property(seed = "62", tries = 200)
    void uniformThroughTheLogisticMapIsLogistic(@ForAll @DoubleRange(min = -30, max = 30) double y) {
        double expected = -Math.abs(y) - 2 * Exponentials.log1pExp(-Math.abs(y));
        assertEquals(expected, at(ConstrainedTarget.of(Uniform.of(-2, 3), Transforms.interval(1, -2, 3)), y), 1e-12 * (1 + Math.abs(y)));
    }

    @Example
    void betaAndDirichletIntegrateToOne() {
        LogDensity beta = ConstrainedTarget.of(Beta.of(0.7, 2.5), Transforms.interval(1, 0, 1));
        LogDensity pair = ConstrainedTarget.of(Dirichlet.of(0.7, 2.5), Transforms.simplex(2));
        double sum = 0;
        for (double y = -50; y <= 30; y += 0.1) {
            sum += 0.1 * Math.exp(at(pair, y));
            // One coordinate next to 1 has the spacing of doubles there, relative to 1 - x = e^-y; a pair of shares does not.
            double spacing = y > 0 ? 1e-16 * Math.exp(y) : 0;
            assertEquals(at(pair, y), at(beta, y), 1e-12 * (1 + Math.abs(y)) + 2 * spacing, "y = " + y);
        }
        assertEquals(1, sum, 1e-12);
        LogDensity triple = ConstrainedTarget.of(Dirichlet.of(1.5, 2.5, 2), Transforms.simplex(3));
        sum = 0;
        for (double a = -24; a <= 15; a += 0.25) {
            for (double b = -18; b <= 18; b += 0.25) {
                sum += 0.25 * 0.25 * Math.exp(at(triple, a, b));
            }
        }
        assertEquals(1, sum, 1e-10);
    }

    /** Correlation matrices of order 3 fill pi^2/2 of [-1, 1]^3; their factors, with L_11 for the change of volume, do so too. */
    @Example
    void correlationMatricesHaveTheirVolume() {
        LogDensity uniform = ConstrainedTarget.of(LogDensities.of(9, x -> 0), Transforms.correlation(3));
        LogDensity factors = ConstrainedTarget.of(LogDensities.of(6, x -> Math.log(x[2])), Transforms.correlationCholesky(3));
        double h = 0.3;
        double volume = 0;
        double byFactor = 0;
        double[] y = new double[3];
        for (y[0] = -10; y[0] <= 10; y[0] += h) {
            for (y[1] = -10; y[1] <= 10; y[1] += h) {
                for (y[2] = -14; y[2] <= 14; y[2] += h) {
                    volume += h * h * h * Math.exp(at(uniform, y));
                    byFactor += h * h * h * Math.exp(at(factors, y));
                }
            }
        }
        assertEquals(Math.PI * Math.PI / 2, volume, 1e-9);
        assertEquals(Math.PI * Math.PI / 2, byFactor, 1e-9);
    }

    /** The Wishart density with V = I, n = 5 by its formula: (n - 3)/2 log |X| - tr X/2 - n log 2 - log Gamma_2(n/2). */
    @Example
    void aWishartDensityIntegratesToOne() {
        // Gamma_2(5/2) = sqrt(pi) Gamma(5/2) Gamma(2) = 3 pi/4.
        double constant = -5 * Math.log(2) - Math.log(0.75 * Math.PI);
        LogDensity target = ConstrainedTarget.of(LogDensities.of(4, x ->
                Math.log(x[0] * x[3] - x[1] * x[2]) - 0.5 * (x[0] + x[3]) + constant), Transforms.covariance(2));
        double sum = 0;
        for (double a = -7; a <= 2.5; a += 0.1) {
            for (double b = -8; b <= 8; b += 0.4) {
                for (double c = -8; c <= 2.5; c += 0.1) {
                    sum += 0.1 * 0.4 * 0.1 * Math.exp(at(target, a, b, c));
                }
            }
        }
        assertEquals(1, sum, 1e-10);
    }

    /** exp(kappa x_0) on the circle has the mass 2 pi I_0(kappa). */
    @Example
    void theCircleHasItsLength() {
        double kappa = 1.3;
        LogDensity target = ConstrainedTarget.of(LogDensities.of(2, x -> kappa * x[0]), Transforms.unitVector(2));
        double mass = 0;
        double expected = 0;
        int n = 40;
        for (int i = 0; i < n; i++) {
            double angle = 2 * Math.PI * i / n;
            expected += 2 * Math.PI / n * Math.exp(kappa * Math.cos(angle));
            // r = e^s, dy = r^2 ds d(angle).
            for (double s = -20; s < 3; s += 0.05) {
                double r = Math.exp(s);
                mass += 0.05 * 2 * Math.PI / n * r * r * Math.exp(at(target, r * Math.cos(angle), r * Math.sin(angle)));
            }
        }
        assertEquals(expected, mass, 1e-10);
    }

    @Example
    void theNormalizerIsKeptWhereTheImageHoldsAllMass() {
        assertEquals(OptionalDouble.of(0), ConstrainedTarget.of(LogNormal.of(0, 1), Transforms.positive(1)).logNormalizer());
        assertEquals(OptionalDouble.of(0), ConstrainedTarget.of(LogNormal.of(0, 1), Transforms.lowerBounded(1, -1)).logNormalizer());
        assertEquals(OptionalDouble.of(0), ConstrainedTarget.of(Dirichlet.of(1, 2, 3), Transforms.simplex(3)).logNormalizer());
        assertEquals(OptionalDouble.of(0), ConstrainedTarget.of(Normal.of(1, 2), Transforms.affine(new double[] {1}, new double[] {2}))
                .logNormalizer());
        // Half of a normal distribution, and two normals in order: their integrals are 1/2.
        assertEquals(OptionalDouble.empty(), ConstrainedTarget.of(Normal.of(0, 1), Transforms.positive(1)).logNormalizer());
        assertEquals(OptionalDouble.empty(), ConstrainedTarget.of(LogNormal.of(0, 1), Transforms.lowerBounded(1, 1)).logNormalizer());
        LogDensity pair = LogDensities.withLogNormalizer(LogDensities.of(2, x -> -0.5 * (x[0] * x[0] + x[1] * x[1])), Math.log(2 * Math.PI));
        LogDensity ordered = ConstrainedTarget.of(pair, Transforms.ordered(2));
        assertEquals(OptionalDouble.empty(), ordered.logNormalizer());
        double sum = 0;
        for (double a = -10; a <= 10; a += 0.1) {
            for (double b = -40; b <= 4; b += 0.1) {
                sum += 0.01 * Math.exp(at(ordered, a, b));
            }
        }
        assertEquals(Math.PI, sum, 1e-10);
    }

    @Example
    void theCheckOfTargetsFindsNoFault() {
        Transform all = everything();
        int d = all.dimension();
        DifferentiableLogDensity smooth = LogDensities.of(d, x -> {
            double sum = 0;
            for (int i = 0; i < d; i++) {
                sum -= 0.5 * Math.log(1 + (x[i] - 0.1 * i) * (x[i] - 0.1 * i));
            }
            return sum;
        }, (x, g) -> {
            for (int i = 0; i < d; i++) {
                g[i] = -(x[i] - 0.1 * i) / (1 + (x[i] - 0.1 * i) * (x[i] - 0.1 * i));
            }
        });
        double[] point = TransformContract.point(all, RandomStream.of(7), 0.8);
        CheckReport report = TargetCheck.of(ConstrainedTarget.of(smooth, all)).at(point, TransformContract.point(all, RandomStream.of(8), 0.5)).run();
        assertTrue(report.isGood(), () -> report.findings().toString());
        CheckReport model = TargetCheck.of(ConstrainedTarget.of(OWN_SPACE, MODEL)).around(new double[5], 0.8, 5, 3).run();
        assertTrue(model.isGood(), () -> model.findings().toString());
    }

    /** Rows inside and outside in any order, in more than one block: each has the value and the gradient that it has alone. */
    @Example
    void rowsDoNotDependOnEachOther() {
        DifferentiableLogDensity target = ConstrainedTarget.of(OWN_SPACE, MODEL);
        RandomStream rng = RandomStream.of(5);
        int n = 200;
        double[] y = new double[n * 5];
        for (int i = 0; i < y.length; i++) {
            y[i] = rng.nextInt(20) == 0 ? 1e3 : rng.nextGaussian();
        }
        double[] out = new double[n];
        double[] gradient = new double[n * 5];
        Arrays.fill(out, 99);
        target.logDensityAndGradient(y, 3, n - 1, out, gradient);
        double[] values = new double[n];
        target.logDensity(y, 3, n - 1, values);
        int outside = 0;
        for (int k = 3; k < n - 1; k++) {
            double[] alone = new double[1];
            double[] slope = new double[5];
            target.boundCopy().logDensityAndGradient(Arrays.copyOfRange(y, k * 5, k * 5 + 5), 0, 1, alone, slope);
            assertEquals(alone[0], out[k]);
            assertEquals(alone[0], values[k]);
            assertArrayEquals(slope, Arrays.copyOfRange(gradient, k * 5, k * 5 + 5));
            outside += out[k] == Double.NEGATIVE_INFINITY ? 1 : 0;
        }
        assertEquals(99, out[2]);
        assertEquals(99, out[n - 1]);
        assertTrue(outside > 10 && outside < 100, "outside: " + outside);
    }

    @Example
    void aRowLongerThanTheScratchBlockIsTakenAlone() {
        int d = 40_000;
        DifferentiableLogDensity target = ConstrainedTarget.of(LogDensities.of(d, x -> -x[d - 1], (x, g) -> {
            Arrays.fill(g, 0);
            g[d - 1] = -1;
        }), Transforms.positive(d));
        double[] y = new double[3 * d];
        y[2 * d - 1] = 2;
        y[3 * d - 1] = 1e3;
        double[] out = new double[3];
        double[] gradient = new double[3 * d];
        target.logDensityAndGradient(y, 0, 3, out, gradient);
        assertArrayEquals(new double[] {-1, 2 - Math.exp(2), Double.NEGATIVE_INFINITY}, out, 1e-14);
        assertEquals(0, gradient[d - 1]);
        assertEquals(1 - Math.exp(2), gradient[2 * d - 1], 1e-14);
        assertEquals(1, gradient[d]);
    }

    @Example
    void outOfRangeTheValueIsNegativeInfinityAndTheModelIsNotAsked() {
        LogDensity strict = LogDensities.of(1, x -> {
            if (!(x[0] > 0 && x[0] <= Double.MAX_VALUE)) {
                throw new AssertionError("asked at " + x[0]);
            }
            return Math.log(x[0]);
        });
        LogDensity target = ConstrainedTarget.of(strict, Transforms.positive(1));
        for (double y : new double[] {-1e308, -1000, -709, 710, 1e5, Double.NaN, Double.POSITIVE_INFINITY}) {
            assertEquals(Double.NEGATIVE_INFINITY, at(target, y), "y = " + y);
        }
        assertEquals(1400, at(target, 700));
        // The target's own box is narrower than the image.
        LogDensity boxed = ConstrainedTarget.of(LogDensities.withSupport(strict, Support.interval(1, 2)), Transforms.positive(1));
        assertEquals(Double.NEGATIVE_INFINITY, at(boxed, -0.1));
        assertEquals(Double.NEGATIVE_INFINITY, at(boxed, 0.7));
        assertEquals(1.2, at(boxed, 0.6), 1e-15);
        assertEquals(Support.Kind.REALS, boxed.support().kind());
        // What a model says inside is passed on: NaN is its fault, and a fit names the point.
        assertTrue(Double.isNaN(at(ConstrainedTarget.of(LogDensities.of(1, x -> Double.NaN), Transforms.positive(1)), 0)));
    }

    @Example
    void itHasAGradientIfTheTargetHasOne() {
        LogDensity plain = ConstrainedTarget.of(LogDensities.of(1, x -> -x[0]), Transforms.positive(1));
        assertFalse(plain instanceof DifferentiableLogDensity);
        assertFalse(plain.boundCopy() instanceof DifferentiableLogDensity);
        LogDensity hidden = LogNormal.of(0, 1);
        LogDensity smooth = ConstrainedTarget.of(hidden, Transforms.positive(1));
        assertInstanceOf(DifferentiableLogDensity.class, smooth);
        assertInstanceOf(DifferentiableLogDensity.class, smooth.boundCopy());
        assertNotSame(smooth, smooth.boundCopy());
        assertEquals("LogNormal(mu=0.0, sigma=1.0) through positive(1)", smooth.toString());
        assertEquals(smooth.toString(), smooth.boundCopy().toString());
        assertEquals(plain.toString(), plain.boundCopy().toString());
    }

    @Example
    void whatDoesNotFitIsNamed() {
        assertEquals("target.dimension = 1: must be 2, the dimension of positive(2)", assertThrows(IllegalArgumentException.class,
                () -> ConstrainedTarget.of(LogNormal.of(0, 1), Transforms.positive(2))).getMessage());
        assertTrue(assertThrows(IllegalArgumentException.class, () -> ConstrainedTarget.of(Poisson.ofRate(3), Transforms.positive(1)))
                .getMessage().startsWith("target.support = "));
        assertThrows(IllegalArgumentException.class, () -> ConstrainedTarget.of((LogDensity) null, Transforms.positive(1)));
        assertThrows(IllegalArgumentException.class, () -> ConstrainedTarget.of(Normal.of(0, 1), null));
    }

    @Example
    void evaluationAllocatesNothing() {
        Transform all = everything();
        int d = all.dimension();
        DifferentiableLogDensity model = LogDensities.of(d, x -> -x[0], (x, g) -> Arrays.fill(g, 0.5));
        DifferentiableLogDensity target = ConstrainedTarget.of(model, all).boundCopy();
        int n = 70;
        double[] y = new double[n * target.dimension()];
        Arrays.fill(y, 0.1);
        double[] out = new double[n];
        double[] gradient = new double[y.length];
        ThreadMXBean bean = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long id = Thread.currentThread().getId();
        long least = Long.MAX_VALUE;
        for (int round = 0; round < 5; round++) {
            long start = bean.getThreadAllocatedBytes(id);
            for (int step = 0; step < 20; step++) {
                target.logDensityAndGradient(y, 0, n, out, gradient);
                target.logDensity(y, 0, n, out);
            }
            least = Math.min(least, bean.getThreadAllocatedBytes(id) - start);
        }
        assertTrue(least < 2000, "bytes in 40 evaluations of " + n + " rows: " + least);
        assertTrue(out[0] > Double.NEGATIVE_INFINITY);
    }
}
