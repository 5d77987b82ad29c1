package io.divergence.family;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.divergence.check.CheckReport;
import io.divergence.check.FamilyCheck;
import io.divergence.check.TargetCheck;
import io.divergence.distribution.LogNormal;
import io.divergence.distribution.LogitNormal;
import io.divergence.distribution.MultivariateNormal;
import io.divergence.distribution.TransformedMultivariate;
import io.divergence.random.RandomStream;
import io.divergence.target.Support;
import io.divergence.transform.Diffeomorphism;
import io.divergence.transform.Transform;
import io.divergence.transform.Transforms;
import java.lang.management.ManagementFactory;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TransformedFamilyTest {

    /** A family at a point. */
    record Case(VariationalFamily family, double... phi) {
        @Override
        public String toString() {
            return family.toString();
        }
    }

    /** Positive(2) behind a class of a user's own, of which nothing more is known. */
    private static Transform opaque() {
        Transform inner = Transforms.positive(2);
        return new Transform() {
            @Override
            public int unconstrainedDimension() {
                return 2;
            }

            @Override
            public int dimension() {
                return 2;
            }

            @Override
            public double apply(double[] y, int yAt, double[] x, int xAt) {
                return inner.apply(y, yAt, x, xAt);
            }

            @Override
            public void pullback(double[] y, int yAt, double[] x, int xAt, double[] g, double factor, double[] out, int outAt) {
                inner.pullback(y, yAt, x, xAt, g, factor, out, outAt);
            }

            @Override
            public void invert(double[] x, int xAt, double[] y, int yAt) {
                inner.invert(x, xAt, y, yAt);
            }

            @Override
            public String toString() {
                return "opaque";
            }
        };
    }

    static Stream<Case> cases() {
        FullRankFamily full = FullRankFamily.gaussian(3);
        double[] phi = full.parameters(new double[] {0.2, -0.4, 0.1}, new double[] {0.5, 0, 0, 0.2, 0.4, 0, -0.1, 0.3, 0.6});
        return Stream.of(
                new Case(TransformedFamily.of(MeanFieldFamily.gaussian(2), Transforms.positive(2)), 0.3, -0.5, -0.7, -0.4),
                new Case(TransformedFamily.of(MeanFieldFamily.gaussian(1), Transforms.interval(1, -1, 3)), 0.3, -0.4),
                new Case(TransformedFamily.of(MeanFieldFamily.studentT(2, 8), Transforms.affine(new double[] {1, -2}, new double[] {-2, 0.5})),
                        0.3, -0.5, -0.7, -0.4),
                new Case(TransformedFamily.of(MeanFieldFamily.studentT(2, 8), Transforms.triangularAffine(new double[] {1, -2},
                        new double[] {-2, 0, 0.7, 0.5})), 0.3, -0.5, -0.7, -0.4),
                new Case(TransformedFamily.of(ProductFamily.of(DistributionFamily.gamma(), MeanFieldFamily.gaussian(1)),
                        Transforms.triangularAffine(new double[] {1, 2}, new double[] {2, 0, 0.6, -1})), 3.5, 1.3, 0.2, -0.3),
                new Case(TransformedFamily.of(full, Transforms.ordered(3)), phi),
                new Case(TransformedFamily.of(full, Transforms.positiveOrdered(3)), phi),
                new Case(TransformedFamily.of(full, Transforms.covarianceCholesky(2)), phi),
                new Case(TransformedFamily.of(full, Transforms.blocks(Transforms.named("s", Transforms.upperBounded(1, 2)), Transforms.ordered(2))),
                        phi),
                new Case(TransformedFamily.of(ProductFamily.of(DistributionFamily.gamma(), MeanFieldFamily.gaussian(1)),
                        Transforms.affine(new double[] {1, 2}, new double[] {2, -1})), 3.5, 1.3, 0.2, -0.3),
                new Case(TransformedFamily.of(MeanFieldFamily.gaussian(2), opaque()), 0.3, -0.5, -0.7, -0.4),
                new Case(ProductFamily.of(TransformedFamily.of(MeanFieldFamily.gaussian(1), Transforms.positive(1)), MeanFieldFamily.gaussian(1)),
                        0.3, -0.5, -0.7, -0.4));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void passesTheFamilyCheck(Case c) {
        CheckReport report = FamilyCheck.of(c.family).at(c.phi).withSeed(3).withSamples(5000).run();
        assertTrue(report.isGood(), report.toString());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void aBoundCopyGivesTheSameBitsAndAllocatesNothing(Case c) {
        VariationalFamily bound = c.family.boundCopy();
        double[] first = run(c.family, c.phi, new double[4][64]);
        assertArrayEquals(first, run(bound, c.phi, new double[4][64]));
        if (c.family.toString().contains("gamma") || c.family.toString().contains("Gamma")) {
            return;
        }
        double[][] scratch = new double[4][64];
        ThreadMXBean bean = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long id = Thread.currentThread().getId();
        RandomStream rng = RandomStream.of(9);
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 40; i++) {
            long before = bean.getThreadAllocatedBytes(id);
            run(bound, c.phi, scratch, rng);
            least = Math.min(least, bean.getThreadAllocatedBytes(id) - before);
        }
        assertEquals(0, least);
    }

    private static double[] run(VariationalFamily f, double[] phi, double[][] scratch) {
        run(f, phi, scratch, RandomStream.of(9));
        return Stream.of(scratch).flatMapToDouble(java.util.Arrays::stream).toArray();
    }

    private static void run(VariationalFamily f, double[] phi, double[][] out, RandomStream rng) {
        f.sample(phi, rng, out[0], 1, 6);
        f.logDensity(phi, out[0], 1, 6, out[1]);
        f.score(phi, out[0], 4, out[2]);
        if (f instanceof ReparameterizedFamily r) {
            r.sampleNoise(rng, out[3], 1, 6);
            r.transform(phi, out[3], out[0], 1, 6);
            r.logDensityGradient(phi, out[0], 1, 6, out[1]);
            r.pullback(phi, out[3], out[0], 3, out[1], out[2]);
        }
    }

    @Test
    void exponentialsOfGaussiansAreLogNormal() {
        VariationalFamily family = TransformedFamily.of(MeanFieldFamily.gaussian(2), Transforms.positive(2));
        LogNormal first = LogNormal.of(0.3, 0.5);
        LogNormal second = LogNormal.of(-0.5, 2);
        double[] phi = {0.3, -0.5, Math.log(0.5), Math.log(2)};
        double[] z = {0.7, 1e-8, 3, 5e6, 0, 1, -1, 2, Double.NaN, 1};
        double[] out = new double[5];
        for (int pass = 0; pass < 2; pass++) {
            if (pass == 0) {
                family.logDensity(phi, z, 0, 5, out);
            } else {
                family.at(phi).logDensity(z, 0, 5, out);
            }
            assertEquals(first.logDensity(0.7) + second.logDensity(1e-8), out[0], 1e-12);
            assertEquals(first.logDensity(3) + second.logDensity(5e6), out[1], 1e-12);
            assertEquals(Double.NEGATIVE_INFINITY, out[2]);
            assertEquals(Double.NEGATIVE_INFINITY, out[3]);
            assertTrue(Double.isNaN(out[4]));
        }
        double[] score = {1, 1, 1, 1};
        family.score(phi, z, 3, score);
        assertArrayEquals(new double[4], score);
    }

    @Test
    void logisticFunctionsOfGaussiansAreLogitNormal() {
        VariationalFamily family = TransformedFamily.of(MeanFieldFamily.gaussian(1), Transforms.interval(1, 0, 1));
        LogitNormal exact = LogitNormal.of(0.4, 1.5);
        double[] z = {0.2, 0.999, 1e-20};
        double[] out = new double[3];
        family.logDensity(new double[] {0.4, Math.log(1.5)}, z, 0, 3, out);
        for (int k = 0; k < 3; k++) {
            assertEquals(exact.logDensity(z[k]), out[k], 1e-11);
        }
    }

    @Test
    void capabilitiesAreThoseOfBaseAndTransform() {
        MeanFieldFamily base = MeanFieldFamily.gaussian(2);
        TransformedFamily positive = TransformedFamily.of(base, Transforms.positive(2));
        assertInstanceOf(ReparameterizedFamily.class, positive);
        assertInstanceOf(FisherGeometry.class, positive);
        assertFalse((Object) positive instanceof SymmetricNoiseFamily);
        TransformedFamily opaque = TransformedFamily.of(base, opaque());
        assertFalse((Object) opaque instanceof ReparameterizedFamily);
        assertInstanceOf(FisherGeometry.class, opaque);
        assertEquals(Support.Kind.REALS, opaque.support().kind());
        Support support = positive.support();
        assertEquals(0, support.lower(1));
        assertEquals(Support.Kind.REALS, base.support().kind());
        assertEquals(0, ProductFamily.of(MeanFieldFamily.gaussian(1), positive).support().lower(2));
        TransformedFamily scores = TransformedFamily.of(DistributionFamily.gamma(), Transforms.affine(new double[] {1}, new double[] {2}));
        assertFalse((Object) scores instanceof ReparameterizedFamily);
    }

    /** The distribution has the gradient of its own log density. */
    @Test
    void theDistributionIsADifferentiableTarget() {
        MultivariateNormal normal = MultivariateNormal.ofCovariance(new double[] {0.2, 0.4, -0.3},
                new double[] {0.5, 0.2, 0, 0.2, 0.4, 0.1, 0, 0.1, 0.3});
        CheckReport report = TargetCheck.of(TransformedMultivariate.of(normal, Transforms.positiveOrdered(3)))
                .at(new double[] {1, 2, 3.5}, new double[] {0.8, 1.5, 4}).run();
        assertTrue(report.isGood(), report.toString());
    }

    /** (dx/dy)^T applied to what was solved for gives the gradient back, with and without the Jacobian. */
    @Test
    void solvingUndoesThePullback() {
        RandomStream rng = RandomStream.of(5);
        for (Transform t : new Transform[] {Transforms.positive(3), Transforms.interval(3, -2, 5), Transforms.ordered(3), Transforms.positiveOrdered(3),
            Transforms.covarianceCholesky(2), Transforms.blocks(Transforms.ordered(2), Transforms.named("b", Transforms.upperBounded(1, 4)))}) {
            Diffeomorphism map = (Diffeomorphism) t;
            for (int repeat = 0; repeat < 20; repeat++) {
                for (double factor : new double[] {0, 1}) {
                    double[] y = new double[5];
                    double[] g = new double[5];
                    double[] x = new double[5];
                    double[] back = new double[5];
                    for (int i = 0; i < 3; i++) {
                        y[1 + i] = rng.nextGaussian();
                        g[1 + i] = rng.nextGaussian();
                    }
                    map.apply(y, 1, x, 1);
                    double[] solved = g.clone();
                    map.solve(y, 1, solved, 1, factor, solved, 1);
                    map.pullback(y, 1, x, 1, solved, factor, back, 1);
                    assertArrayEquals(g, back, 1e-12, t.toString());
                }
                assertEquals(3, map.image().dimension());
            }
        }
        assertFalse(Transforms.blocks(Transforms.positive(1), Transforms.simplex(3)) instanceof Diffeomorphism);
        assertFalse(Transforms.named("u", Transforms.unitVector(2)).isOneToOne());
    }

    @Test
    void whatDoesNotFitIsRefused() {
        MeanFieldFamily base = MeanFieldFamily.gaussian(2);
        String surface = assertThrows(IllegalArgumentException.class, () -> TransformedFamily.of(base, Transforms.simplex(3))).getMessage();
        assertTrue(surface.startsWith("transform = simplex(3): must be one to one from R^D to R^D"), surface);
        assertThrows(IllegalArgumentException.class, () -> TransformedFamily.of(base, Transforms.unitVector(2)));
        assertThrows(IllegalArgumentException.class,
                () -> TransformedFamily.of(MeanFieldFamily.gaussian(3), Transforms.blocks(Transforms.unitVector(2), Transforms.positive(1))));
        assertThrows(IllegalArgumentException.class, () -> TransformedFamily.of(base, Transforms.positive(3)));
        assertThrows(IllegalArgumentException.class, () -> TransformedFamily.of(CategoricalFamily.bernoulli(2), Transforms.positive(2)));
        assertThrows(IllegalArgumentException.class, () -> TransformedFamily.of(
                ProductFamily.of(CategoricalFamily.bernoulli(1), MeanFieldFamily.gaussian(1)), Transforms.positive(2)));
        assertThrows(IllegalArgumentException.class, () -> TransformedFamily.of(base, Transforms.positive(2)).at(new double[3]));
    }
}
