package io.divergence.estimators.evaluate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.divergence.distribution.Weibull;
import io.divergence.distribution.Beta;
import io.divergence.distribution.Bijection;
import io.divergence.distribution.Distribution;
import io.divergence.distribution.Gamma;
import io.divergence.distribution.InverseGaussian;
import io.divergence.distribution.Laplace;
import io.divergence.distribution.LatticeMixture;
import io.divergence.distribution.LogNormal;
import io.divergence.distribution.Multinomial;
import io.divergence.distribution.MultivariateMixture;
import io.divergence.distribution.MultivariateNormal;
import io.divergence.distribution.MultivariateStudentT;
import io.divergence.distribution.Normal;
import io.divergence.distribution.Poisson;
import io.divergence.distribution.ProductDistribution;
import io.divergence.distribution.StudentT;
import io.divergence.distribution.TransformedDistribution;
import io.divergence.distribution.UnivariateDistribution;
import io.divergence.distribution.Wishart;
import io.divergence.divergence.Discrepancy;
import io.divergence.divergence.Divergences;
import io.divergence.estimate.ErrorKind;
import io.divergence.estimate.Finiteness;
import java.util.List;
import java.util.Optional;
import org.apache.commons.math3.analysis.solvers.BrentSolver;
import org.junit.jupiter.api.Test;

/** Options and errors of the evaluator, rules of one's own, and distributions that are made of others. */
class DivergenceEvaluatorTest {
    private static final DivergenceEvaluator AUTOMATIC = DivergenceEvaluator.automatic();
    private static final DivergenceEvaluator SAMPLED = AUTOMATIC.withMethods(Method.MONTE_CARLO).withBudget(200_000);
    private static final double[] MATRIX = {1, 0.5, 0.5, 2};
    private static final double[] OTHER = {2, 0, 0, 1};

    private static void agrees(Discrepancy d, Distribution p, Distribution q, Method method) {
        DivergenceValue value = AUTOMATIC.evaluate(d, p, q);
        DivergenceValue noisy = SAMPLED.evaluate(d, p, q);
        assertEquals(method, value.method(), value.toString());
        assertEquals(noisy.value(), value.value(), 5 * noisy.error() + value.error(), d.name() + " " + p + " " + q);
    }

    @Test
    void theWayIsReported() {
        assertEquals(Method.CLOSED_FORM, DivergenceEvaluator.kl(Normal.of(0, 1), Normal.of(1, 2)).method());
        assertEquals(Method.QUADRATURE, DivergenceEvaluator.kl(Normal.of(0, 1), StudentT.of(3, 0, 1)).method());
        assertEquals(Method.SUMMATION, DivergenceEvaluator.kl(LatticeMixture.of(new double[] {.5, .5}, Poisson.ofRate(1), Poisson.ofRate(4)),
                Poisson.ofRate(2)).method());
        MultivariateStudentT t = MultivariateStudentT.ofScale(5, new double[2], MATRIX);
        DivergenceValue noisy = SAMPLED.evaluate(Divergences.forwardKl(), t, MultivariateNormal.standard(2));
        assertEquals(Method.MONTE_CARLO, noisy.method());
        assertEquals(ErrorKind.STANDARD_ERROR, noisy.errorKind());
        assertFalse(noisy.withinTolerance());
    }

    @Test
    void aBudgetThatIsUsedUpGivesAnHonestError() {
        UnivariateDistribution p = StudentT.of(0.05, 0, 1);
        UnivariateDistribution q = InverseGaussian.of(1, 1);
        DivergenceValue exact = AUTOMATIC.evaluate(Divergences.jensenShannon(), p, q);
        DivergenceValue poor = AUTOMATIC.withBudget(1000).evaluate(Divergences.jensenShannon(), p, q);
        assertEquals(exact.value(), poor.value(), exact.error() + poor.error());
    }

    @Test
    void anotherSeedGivesOtherSamples() {
        MultivariateStudentT t = MultivariateStudentT.ofScale(5, new double[2], MATRIX);
        MultivariateNormal n = MultivariateNormal.standard(2);
        DivergenceEvaluator few = AUTOMATIC.withBudget(10_000);
        double a = few.withSeed(1).evaluate(Divergences.jensenShannon(), t, n).value();
        assertEquals(a, few.withSeed(1).evaluate(Divergences.jensenShannon(), t, n).value());
        assertFalse(a == few.withSeed(2).evaluate(Divergences.jensenShannon(), t, n).value());
    }

    @Test
    void errorsNameArgumentValueAndRule() {
        Normal p = Normal.of(0, 1);
        assertTrue(assertThrows(IllegalArgumentException.class, () -> AUTOMATIC.withTolerance(0)).getMessage().contains("tolerance"));
        assertTrue(assertThrows(IllegalArgumentException.class, () -> AUTOMATIC.withBudget(10)).getMessage().contains("budget"));
        assertTrue(assertThrows(IllegalArgumentException.class, () -> DivergenceEvaluator.kl(p, MultivariateNormal.standard(2))).getMessage()
                .contains("dimension"));
        assertTrue(assertThrows(IllegalArgumentException.class,
                () -> AUTOMATIC.withMethods(Method.SUMMATION).evaluate(Divergences.forwardKl(), p, Laplace.of(0, 1))).getMessage().contains("methods"));
        assertThrows(RuntimeException.class, () -> DivergenceEvaluator.kl(null, p));
    }

    @Test
    void aRuleOfOnesOwnGoesFirst() {
        PairRule rule = (d, p, q) -> p instanceof Normal && q instanceof Laplace && d.equals(Divergences.forwardKl())
                ? Optional.of(DivergenceValue.closed("mine", 42, 0)) : Optional.empty();
        DivergenceEvaluator mine = AUTOMATIC.withRule(rule);
        assertEquals(42, mine.evaluate(Divergences.forwardKl(), Normal.of(0, 1), Laplace.of(0, 1)).value());
        assertTrue(AUTOMATIC.evaluate(Divergences.forwardKl(), Normal.of(0, 1), Laplace.of(0, 1)).value() < 1);
    }

    @Test
    void equalDistributionsAreAtZero() {
        Gamma p = Gamma.ofShapeRate(1e-8, 3);
        for (Discrepancy d : List.of(Divergences.forwardKl(), Divergences.totalVariation(), Divergences.renyi(2))) {
            assertEquals(0, AUTOMATIC.evaluate(d, p, p).value());
            assertEquals(0, AUTOMATIC.evaluate(d, p, Gamma.ofShapeRate(1e-8, 3)).value());
        }
    }

    @Test
    void divergencesDoNotChangeUnderBijections() {
        for (Discrepancy d : List.of(Divergences.forwardKl(), Divergences.forwardChiSquared(), Divergences.jensenShannon(),
                Divergences.totalVariation(), Divergences.renyi(0.3))) {
            DivergenceValue normal = AUTOMATIC.evaluate(d, Normal.of(0, 1), Normal.of(1, 1.2));
            DivergenceValue log = AUTOMATIC.withMethods(Method.QUADRATURE).evaluate(d, LogNormal.of(0, 1), LogNormal.of(1, 1.2));
            assertEquals(normal.value(), log.value(), normal.error() + log.error(), d.name());
            DivergenceValue moved = AUTOMATIC.evaluate(d, TransformedDistribution.affine(Normal.of(0, 1), 5, -3),
                    TransformedDistribution.affine(Normal.of(1, 1.2), 5, -3));
            assertEquals(normal.value(), moved.value(), d.name());
            // Not by the rule: the same distribution made in two ways.
            DivergenceValue mixed = AUTOMATIC.evaluate(d, TransformedDistribution.affine(Normal.of(0, 1), 5, -3), Normal.of(2, 3.6));
            assertEquals(normal.value(), mixed.value(), normal.error() + mixed.error(), d.name());
            DivergenceValue exp = AUTOMATIC.evaluate(d, TransformedDistribution.of(Normal.of(0, 1), Bijection.exp()), LogNormal.of(1, 1.2));
            assertEquals(normal.value(), exp.value(), 1e-9 * (1 + normal.value()), d.name());
            DivergenceValue logit = AUTOMATIC.evaluate(d, TransformedDistribution.of(Normal.of(0, 1), Bijection.logistic()),
                    TransformedDistribution.of(Normal.of(1, 1.2), Bijection.logistic()));
            assertEquals(normal.value(), logit.value(), d.name());
        }
    }

    @Test
    void independentPartsAddUp() {
        Multinomial m = Multinomial.of(10, .2, .3, .5);
        Multinomial n = Multinomial.of(10, .3, .3, .4);
        for (Discrepancy d : List.of(Divergences.forwardKl(), Divergences.reverseKl(), Divergences.forwardChiSquared(),
                Divergences.squaredHellinger(), Divergences.renyi(0.5), Divergences.jeffreys())) {
            agrees(d, m, n, Method.CLOSED_FORM);
            agrees(d, ProductDistribution.of(Normal.of(0, 1), Gamma.ofShapeRate(2, 1)),
                    ProductDistribution.of(Normal.of(1, 1.1), Gamma.ofShapeRate(3, 1)), Method.CLOSED_FORM);
        }
        agrees(Divergences.squaredHellinger(), ProductDistribution.of(Normal.of(0, 1), m), ProductDistribution.of(Laplace.of(0, 1), n),
                Method.QUADRATURE);
        agrees(Divergences.jensenShannon(), m, n, Method.MONTE_CARLO);
    }

    @Test
    void onePartThatIsInfiniteMakesTheWholeInfinite() {
        DivergenceValue v = DivergenceEvaluator.kl(ProductDistribution.of(Normal.of(0, 1), StudentT.of(1, 0, 1)),
                ProductDistribution.of(Normal.of(0, 1), Normal.of(0, 1)));
        assertEquals(Finiteness.INFINITE_BY_TAILS, v.finiteness());
        DivergenceValue disjoint = DivergenceEvaluator.squaredHellinger(ProductDistribution.of(io.divergence.distribution.Uniform.of(0, 1)),
                ProductDistribution.of(io.divergence.distribution.Uniform.of(2, 3)));
        assertEquals(1, disjoint.value(), 1e-15);
    }

    @Test
    void wishartFormulasAgreeWithSamples() {
        Wishart p = Wishart.of(5, MATRIX);
        Wishart q = Wishart.of(6.5, OTHER);
        agrees(Divergences.forwardKl(), p, q, Method.CLOSED_FORM);
        agrees(Divergences.reverseKl(), p, q, Method.CLOSED_FORM);
        agrees(Divergences.squaredHellinger(), p, q, Method.CLOSED_FORM);
        // In one dimension a gamma distribution with shape n/2 and rate 1/(2 v).
        DivergenceValue one = DivergenceEvaluator.kl(Wishart.of(3, new double[] {2}), Wishart.of(4, new double[] {1.5}));
        DivergenceValue gamma = DivergenceEvaluator.kl(Gamma.ofShapeScale(1.5, 4), Gamma.ofShapeScale(2, 3));
        assertEquals(gamma.value(), one.value(), one.error() + gamma.error());
        DivergenceValue renyi = DivergenceEvaluator.renyi(2, Wishart.of(3, new double[] {2}), Wishart.of(4, new double[] {1.5}));
        DivergenceValue gammaRenyi = DivergenceEvaluator.renyi(2, Gamma.ofShapeScale(1.5, 4), Gamma.ofShapeScale(2, 3));
        assertEquals(gammaRenyi.value(), renyi.value(), renyi.error() + gammaRenyi.error());
    }

    @Test
    void boundsOfMixturesHold() {
        MultivariateNormal a = MultivariateNormal.standard(2);
        MultivariateNormal b = MultivariateNormal.ofCovariance(new double[] {3, 0}, MATRIX);
        MultivariateNormal c = MultivariateNormal.ofCovariance(new double[] {0, 4}, OTHER);
        MultivariateMixture p = MultivariateMixture.of(new double[] {.5, .5}, a, b);
        for (double w : new double[] {0.1, 0.4, 0.8}) {
            MultivariateMixture q = MultivariateMixture.of(new double[] {w, 0.6 * (1 - w), 0.4 * (1 - w)}, c, b, a);
            DivergenceValue kl = SAMPLED.evaluate(Divergences.forwardKl(), p, q);
            MixtureBounds bounds = MixtureBounds.kl(p, q);
            assertTrue(bounds.lower() <= kl.value() + 5 * kl.error(), bounds + " " + kl);
            assertTrue(bounds.upper() >= kl.value() - 5 * kl.error(), bounds + " " + kl);
            assertTrue(bounds.upper() < Double.POSITIVE_INFINITY);
        }
        // Two normal distributions: the variational bound is exact.
        assertEquals(DivergenceEvaluator.kl(a, b).value(), MixtureBounds.kl(a, b).upper(), 1e-12);
        assertEquals(0, MixtureBounds.kl(p, p).upper(), 1e-12);
    }

    /** TV by the distribution functions between the points at which the densities cross. */
    private static void assertTotalVariation(UnivariateDistribution p, UnivariateDistribution q, double... brackets) {
        double before = 0;
        double sum = 0;
        for (int i = 0; i <= brackets.length / 2; i++) {
            double after = 0;
            if (i < brackets.length / 2) {
                double root = new BrentSolver(1e-15).solve(200, x -> p.logDensity(x) - q.logDensity(x), brackets[2 * i], brackets[2 * i + 1]);
                after = p.cumulative(root) - q.cumulative(root);
            }
            sum += Math.abs(after - before);
            before = after;
        }
        DivergenceValue tv = DivergenceEvaluator.automatic().withTolerance(1e-12).evaluate(Divergences.totalVariation(), p, q);
        assertEquals(0.5 * sum, tv.value(), 1e-11, tv::toString);
    }

    /** The densities cross between the outermost node of one piece of the line and the innermost of the next. */
    @Test
    void crossingsBetweenPiecesAreFound() {
        assertTotalVariation(Beta.of(0.615575684099875, 1.4736980266883497), Beta.of(2.6406757787712913, 4.2397532879487105), 0.01, 0.35, 0.5, 0.9999);
        assertTotalVariation(Gamma.ofShapeRate(2.4531588808358222, 0.9418830656935884), Gamma.ofShapeRate(5.515229394053939, 2.795966907846958),
                0.01, 1.5, 1.5, 9);
        assertTotalVariation(Weibull.ofShapeScale(0.7820178233821242, 1.5808155017139145), Weibull.ofShapeScale(2.335308134314005, 2.8828798399937097),
                0.01, 2, 2, 9);
    }
}
