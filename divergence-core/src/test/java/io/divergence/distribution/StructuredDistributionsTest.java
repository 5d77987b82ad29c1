package io.divergence.distribution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.divergence.adapter.CommonsMath;
import io.divergence.random.RandomStream;
import io.divergence.target.Tail;
import org.apache.commons.math3.distribution.ExponentialDistribution;
import org.apache.commons.math3.distribution.HypergeometricDistribution;
import org.apache.commons.math3.distribution.LogisticDistribution;
import org.apache.commons.math3.distribution.MultivariateNormalDistribution;
import org.apache.commons.math3.distribution.NakagamiDistribution;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.apache.commons.math3.distribution.PascalDistribution;
import org.junit.jupiter.api.Test;

/** Distributions in several dimensions, those made of others, and adapters. */
class StructuredDistributionsTest {
    private static final double[] MATRIX = {2, 0.6, 0.6, 1};

    private static double log(Distribution d, double... z) {
        double[] out = new double[1];
        d.logDensity(z, 0, 1, out);
        return out[0];
    }

    private static double[] means(Distribution d, int n) {
        RandomStream rng = RandomStream.of(1);
        rng.seek(0, 0);
        double[] z = new double[n * d.dimension()];
        d.sample(rng, z, 0, n);
        double[] means = new double[d.dimension()];
        for (int i = 0; i < z.length; i++) {
            means[i % means.length] += z[i] / n;
        }
        return means;
    }

    @Test
    void multinomialProbabilitiesAddUp() {
        Multinomial m = Multinomial.of(4, 0.2, 0, 0.5, 0.3);
        double sum = 0;
        for (int i = 0; i <= 4; i++) {
            for (int j = 0; j <= 4; j++) {
                for (int k = 0; k <= 4; k++) {
                    sum += Math.exp(log(m, i, 0, j, k));
                }
            }
        }
        assertEquals(1, sum, 1e-14);
        assertEquals(Double.NEGATIVE_INFINITY, log(m, 0, 1, 2, 1));
        assertEquals(Double.NEGATIVE_INFINITY, log(m, 1.5, 0, 1.5, 1));
        double[] means = means(m, 20_000);
        assertEquals(0.8, means[0], 0.03);
        assertEquals(0, means[1]);
        assertEquals(2, means[2], 0.04);
        assertEquals(0, log(Multinomial.of(0, 0.5, 0.5), 0, 0));
    }

    @Test
    void multivariateStudentTHasItsGradientAndItsMargins() {
        MultivariateStudentT t = MultivariateStudentT.ofScale(5, new double[] {1, -1}, MATRIX);
        double[] z = {0.3, 0.7};
        double[] out = new double[1];
        double[] gradient = new double[2];
        t.logDensityAndGradient(z, 0, 1, out, gradient);
        assertEquals(log(t, z), out[0], 1e-15);
        for (int i = 0; i < 2; i++) {
            double[] up = z.clone();
            double[] down = z.clone();
            up[i] += 1e-5;
            down[i] -= 1e-5;
            assertEquals((log(t, up) - log(t, down)) / 2e-5, gradient[i], 1e-8);
        }
        MultivariateStudentT one = MultivariateStudentT.ofCholesky(3, new double[] {2}, new double[] {1.5});
        assertEquals(StudentT.of(3, 2, 1.5).logDensity(0.4), log(one, 0.4), 1e-14);
        double[] means = means(t, 40_000);
        assertEquals(1, means[0], 0.05);
        assertEquals(-1, means[1], 0.05);
        assertThrows(IllegalArgumentException.class, () -> MultivariateStudentT.ofScale(0, new double[2], MATRIX));
    }

    @Test
    void wishartInOneDimensionIsGamma() {
        Wishart w = Wishart.of(3, new double[] {2});
        assertEquals(Gamma.ofShapeScale(1.5, 4).logDensity(2.5), log(w, 2.5), 1e-14);
        Wishart two = Wishart.of(4.5, MATRIX);
        double[] means = means(two, 40_000);
        for (int i = 0; i < 4; i++) {
            assertEquals(4.5 * MATRIX[i], means[i], 0.12);
        }
        assertEquals(Double.NEGATIVE_INFINITY, log(two, 1, 2, 2, 1));
        assertEquals(Double.NEGATIVE_INFINITY, log(two, 1, 0.1, 0.2, 1));
        assertThrows(IllegalArgumentException.class, () -> Wishart.of(1, MATRIX));
        // By its formula in two dimensions: log Gamma_2(a) = log(pi)/2 + log Gamma(a) + log Gamma(a - 1/2).
        double[] x = {3, 1, 1, 2};
        double detX = 5;
        double detV = 2 - 0.36;
        double trace = (1 * 3 - 2 * 0.6 * 1 + 2 * 2) / detV;
        double gamma = 0.5 * Math.log(Math.PI) + io.divergence.math.GammaFunctions.logGamma(2.25) + io.divergence.math.GammaFunctions.logGamma(1.75);
        assertEquals(0.75 * Math.log(detX) - 0.5 * trace - 4.5 * Math.log(2) - 2.25 * Math.log(detV) - gamma, log(two, x), 1e-13);
    }

    @Test
    void productsAddUpAndMixturesMix() {
        ProductDistribution p = ProductDistribution.of(Normal.of(1, 2), MultivariateNormal.standard(2), Poisson.ofRate(3));
        assertEquals(4, p.dimension());
        assertEquals(log(Normal.of(1, 2), 0.5) + log(MultivariateNormal.standard(2), 1, 2) + log(Poisson.ofRate(3), 2), log(p, 0.5, 1, 2, 2), 1e-14);
        double[] means = means(p, 20_000);
        assertEquals(1, means[0], 0.06);
        assertEquals(3, means[3], 0.06);
        MultivariateMixture m = MultivariateMixture.of(new double[] {0.3, 0.7}, MultivariateNormal.standard(1), MultivariateNormal.ofDiagonal(new double[] {4}, new double[] {2}));
        Mixture one = Mixture.ofNormals(new double[] {0.3, 0.7}, new double[] {0, 4}, new double[] {1, 2});
        assertEquals(one.logDensity(1.3), log(m, 1.3), 1e-14);
        assertEquals(2.8, means(m, 20_000)[0], 0.06);
        assertThrows(IllegalArgumentException.class, () -> MultivariateMixture.of(new double[] {1, 0}, MultivariateNormal.standard(1), MultivariateNormal.standard(2)));
        LatticeMixture lattice = LatticeMixture.of(new double[] {0.4, 0.6, 0}, Poisson.ofRate(2), Binomial.of(5, 0.5), Geometric.ofProbability(0.1));
        double sum = 0;
        for (int k = 0; k < 60; k++) {
            sum += lattice.mass(k);
        }
        assertEquals(1, sum, 1e-14);
        assertEquals(2.3, lattice.mean(), 1e-14);
        assertEquals(0.4 * 2 + 0.6 * 1.25 + 0.4 * 0.09 + 0.6 * 0.04, lattice.variance(), 1e-14);
        assertEquals(2.3, means(lattice, 20_000)[0], 0.05);
    }

    @Test
    void transformedDistributionsAreThoseThatHaveNames() {
        TransformedDistribution exp = TransformedDistribution.of(Normal.of(0.3, 1.2), Bijection.exp());
        LogNormal logNormal = LogNormal.of(0.3, 1.2);
        TransformedDistribution logistic = TransformedDistribution.of(Normal.of(0.3, 1.2), Bijection.logistic());
        LogitNormal logitNormal = LogitNormal.of(0.3, 1.2);
        TransformedDistribution back = TransformedDistribution.of(logNormal, Bijection.log());
        TransformedDistribution again = TransformedDistribution.of(logitNormal, Bijection.logit());
        for (double u : new double[] {1e-6, 0.1, 0.5, 0.9, 1 - 1e-6}) {
            check(exp, logNormal, u);
            check(logistic, logitNormal, u);
            check(back, Normal.of(0.3, 1.2), u);
            check(again, Normal.of(0.3, 1.2), u);
            check(TransformedDistribution.affine(Normal.of(0.3, 1.2), 1, -2), Normal.of(0.4, 2.4), u);
        }
        assertEquals(logNormal.logDensityNear(0, 1, -1000), exp.logDensityNear(0, 1, -1000), 1e-9);
        assertEquals(logitNormal.logDensityNear(1, -1, -500), logistic.logDensityNear(1, -1, -500), 1e-9);
        assertEquals(Double.NEGATIVE_INFINITY, exp.logDensity(-1));
        assertEquals(0, exp.cumulative(-1));
        assertThrows(IllegalArgumentException.class, () -> Bijection.affine(1, 0));
    }

    private static void check(UnivariateDistribution a, UnivariateDistribution b, double u) {
        double x = b.quantile(u);
        assertEquals(x, a.quantile(u), 1e-8 * (1 + Math.abs(x)), a.toString());
        assertEquals(b.logDensity(x), a.logDensity(x), 1e-9, a.toString());
        assertEquals(b.logDensityDerivative(x), a.logDensityDerivative(x), 1e-6 * (1 + Math.abs(b.logDensityDerivative(x))), a.toString());
        assertEquals(b.cumulative(x), a.cumulative(x), 1e-12);
        assertEquals(b.survival(x), a.survival(x), 1e-9 * b.survival(x));
    }

    @Test
    void affineMapsKeepTails() {
        Tail normal = TransformedDistribution.affine(Normal.of(1, 2), 3, -4).upperTail();
        assertEquals(0, Tail.compare(normal, Normal.of(-1, 8).upperTail()));
        assertEquals(0, Tail.compare(TransformedDistribution.affine(Gumbel.of(1, 2), 3, 4).lowerTail(), Gumbel.of(7, 8).lowerTail()));
        assertEquals(LogNormal.of(1 + Math.log(4), 2).upperTail().logCoefficient(),
                TransformedDistribution.affine(LogNormal.of(1, 2), 0, 4).upperTail().logCoefficient(), 1e-15);
        assertTrue(Tail.compare(TransformedDistribution.affine(StudentT.of(2, 0, 1), 5, 7).upperTail(), StudentT.of(3, 0, 1).upperTail()) > 0);
        assertEquals(0, Tail.compare(TransformedDistribution.affine(InverseGamma.ofShapeScale(2, 3), 0, 5).lowerTail(),
                InverseGamma.ofShapeScale(2, 15).lowerTail()));
    }

    @Test
    void adaptersBecomeTheLibrarysOwnWhereBothHaveThem() {
        assertEquals(Normal.of(1, 2).toString(), CommonsMath.of(new NormalDistribution(1, 2)).toString());
        assertEquals(0.25, CommonsMath.of(new ExponentialDistribution(4)).density(0) * 1, 1e-15);
        UnivariateDistribution logistic = CommonsMath.of(new LogisticDistribution(1, 2));
        assertEquals(Logistic.of(1, 2).logDensity(3), logistic.logDensity(3), 1e-14);
        assertInstanceOf(NegativeBinomial.class, CommonsMath.of(new PascalDistribution(3, 0.4)));
        assertInstanceOf(MultivariateNormal.class, CommonsMath.of(new MultivariateNormalDistribution(new double[2], new double[][] {{2, 0.6}, {0.6, 1}})));
        UnivariateDistribution nakagami = CommonsMath.of(new NakagamiDistribution(2, 3));
        assertEquals(new NakagamiDistribution(2, 3).density(1.1), nakagami.density(1.1), 1e-14);
        assertEquals(Tail.Kind.UNKNOWN, nakagami.upperTail().kind());
        assertEquals((nakagami.logDensity(1.1001) - nakagami.logDensity(1.0999)) / 0.0002, nakagami.logDensityDerivative(1.1), 1e-5);
        assertEquals(nakagami.mean(), means(nakagami, 20_000)[0], 0.02);
        LatticeDistribution counts = CommonsMath.of(new HypergeometricDistribution(20, 7, 5));
        double sum = 0;
        for (long k = counts.lower(); k <= counts.upper(); k++) {
            sum += counts.mass(k);
        }
        assertEquals(1, sum, 1e-12);
        assertEquals(Double.NEGATIVE_INFINITY, counts.logMass(6));
    }
}
