package io.divergence.estimators.evaluate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.divergence.distribution.Beta;
import io.divergence.distribution.Binomial;
import io.divergence.distribution.Categorical;
import io.divergence.distribution.ContinuousBernoulli;
import io.divergence.distribution.Distribution;
import io.divergence.distribution.InverseGamma;
import io.divergence.distribution.Exponential;
import io.divergence.distribution.Gamma;
import io.divergence.distribution.Laplace;
import io.divergence.distribution.Normal;
import io.divergence.distribution.StudentT;
import io.divergence.distribution.Uniform;
import io.divergence.divergence.Divergences;
import io.divergence.estimate.Finiteness;
import io.divergence.estimators.sample.BinnedSamples;
import io.divergence.estimators.sample.NearestNeighbors;
import io.divergence.estimators.sample.SampleEstimate;
import io.divergence.estimators.sample.Samples;
import io.divergence.estimators.sample.ZeroPolicy;
import org.junit.jupiter.api.Test;

/** Questions that other libraries are known to have answered wrongly. */
class KnownWrongAnswersTest {

    @Test
    void klIsInfiniteWhereQHasAZeroAtomThatPHasNot() {
        DivergenceValue v = DivergenceEvaluator.kl(Categorical.of(.5, .5, 0), Categorical.of(.9, 0, .1));
        assertTrue(v.isInfinite());
        assertEquals(Finiteness.INFINITE_BY_SUPPORT, v.finiteness());
        assertEquals(Double.POSITIVE_INFINITY, v.value());
    }

    @Test
    void klOfADistributionWithZerosFromItselfIsZero() {
        assertEquals(0, DivergenceEvaluator.kl(Categorical.of(.5, 0, .5), Categorical.of(.5, 0, .5)).value());
        Categorical p = Categorical.of(0, 1);
        assertEquals(0, DivergenceEvaluator.kl(p, p).value());
    }

    @Test
    void uniformIsBetaOneOne() {
        DivergenceValue v = DivergenceEvaluator.kl(Uniform.of(0, 1), Beta.of(1, 1));
        assertEquals(0, v.value(), 1e-15);
        assertFalse(v.isInfinite());
        assertEquals(0, DivergenceEvaluator.kl(Beta.of(1, 1), Uniform.of(0, 1)).value(), 1e-15);
    }

    @Test
    void continuousBernoulliFromUniformIsFinite() {
        DivergenceValue v = DivergenceEvaluator.kl(ContinuousBernoulli.ofProbability(0.3), Uniform.of(0, 1));
        DivergenceValue quadrature = DivergenceEvaluator.automatic().withMethods(Method.QUADRATURE)
                .evaluate(Divergences.forwardKl(), ContinuousBernoulli.ofProbability(0.3), Uniform.of(0, 1));
        assertEquals(Finiteness.FINITE, v.finiteness());
        assertEquals(quadrature.value(), v.value(), 1e-13);
    }

    @Test
    void aCauchyTailIsInfinitelyFarFromANormalOne() {
        DivergenceValue v = DivergenceEvaluator.kl(StudentT.of(1, 0, 1), Normal.of(0, 1));
        assertEquals(Finiteness.INFINITE_BY_TAILS, v.finiteness());
        assertEquals(Method.CLOSED_FORM, v.method());
        // With a variance it is finite.
        assertEquals(Finiteness.FINITE, DivergenceEvaluator.kl(StudentT.of(2.1, 0, 1), Normal.of(0, 1)).finiteness());
        assertEquals(Finiteness.INFINITE_BY_TAILS, DivergenceEvaluator.kl(StudentT.of(2, 0, 1), Normal.of(0, 1)).finiteness());
    }

    @Test
    void jensenShannonOfNearlyEqualVectorsIsNeverNaN() {
        double x = 1.0 / 3;
        for (double step = 1e-3; step > 1e-17; step /= 10) {
            Categorical p = Categorical.normalized(x, x, x + step);
            Categorical q = Categorical.normalized(x + step, x, x);
            DivergenceValue v = DivergenceEvaluator.jensenShannon(p, q);
            assertTrue(v.value() >= 0 && v.value() <= step * step, v + " at " + step);
            // JS = SUM (p - q)^2/(8 p) to leading order, p - q = step in two places.
            double difference = (x + step) - x;
            double leading = 2 * difference * difference / (8 * x);
            assertEquals(leading, v.value(), 4 * step * leading + 1e-300);
        }
    }

    @Test
    void binomialsWithDifferentNumbersOfTrials() {
        Distribution p = Binomial.of(5, 0.3);
        Distribution q = Binomial.of(8, 0.4);
        double sum = 0;
        for (int k = 0; k <= 5; k++) {
            double a = ((Binomial) p).logMass(k);
            sum += Math.exp(a) * (a - ((Binomial) q).logMass(k));
        }
        DivergenceValue v = DivergenceEvaluator.kl(p, q);
        assertEquals(sum, v.value(), 1e-14);
        assertEquals(Method.SUMMATION, v.method());
        assertEquals(Finiteness.INFINITE_BY_SUPPORT, DivergenceEvaluator.kl(q, p).finiteness());
    }

    @Test
    void histogramsWithEmptyBinsSaySo() {
        BinnedSamples counts = BinnedSamples.ofCounts(new long[] {5, 5, 0}, new long[] {9, 0, 1});
        assertEquals(Double.POSITIVE_INFINITY, counts.kl());
        assertEquals(Double.POSITIVE_INFINITY, counts.psi());
        assertTrue(counts.jensenShannon() > 0 && counts.jensenShannon() < Math.log(2));
        assertTrue(Double.isFinite(counts.with(ZeroPolicy.JEFFREYS).kl()));
        assertTrue(Double.isFinite(counts.with(ZeroPolicy.LAPLACE).psi()));
    }

    @Test
    void duplicatesMakeNoNearestNeighbourEstimateInfinite() {
        Samples x = Samples.of(1, 1, 1, 2, 2, 3, 4, 4, 5, 5);
        Samples y = Samples.of(1, 2, 2, 2, 3, 3, 4, 5, 5, 5);
        SampleEstimate kl = new NearestNeighbors(2).kl(x, y);
        assertTrue(Double.isFinite(kl.value()), kl.toString());
        assertTrue(kl.ties() > 0);
    }

    @Test
    void heavyTailsOfInfiniteVarianceAreNoObstacle() {
        // E x is finite, E x^2 is not; the tail of x p falls as x^-1.04.
        DivergenceValue closed = DivergenceEvaluator.kl(InverseGamma.ofShapeScale(1.04, 0.5), Exponential.ofRate(1.5));
        assertEquals(Method.CLOSED_FORM, closed.method());
        DivergenceValue quadrature = DivergenceEvaluator.automatic().withMethods(Method.QUADRATURE)
                .evaluate(Divergences.forwardKl(), InverseGamma.ofShapeScale(1.04, 0.5), Exponential.ofRate(1.5));
        assertEquals(closed.value(), quadrature.value(), closed.error() + quadrature.error());
    }

    @Test
    void theSevenHolesBesideLaplaceAreFilled() {
        Laplace q = Laplace.of(0.3, 0.7);
        Distribution[] ps = {Beta.of(2, 3), ContinuousBernoulli.ofProbability(0.3), Exponential.ofRate(2), Gamma.ofShapeRate(2, 3),
            io.divergence.distribution.Gumbel.of(0.1, 0.5), io.divergence.distribution.Pareto.of(0.2, 3), Uniform.of(-1, 1)};
        for (Distribution p : ps) {
            DivergenceValue closed = DivergenceEvaluator.kl(p, q);
            DivergenceValue quadrature = DivergenceEvaluator.automatic().withMethods(Method.QUADRATURE).evaluate(Divergences.forwardKl(), p, q);
            assertEquals(Method.CLOSED_FORM, closed.method(), p.toString());
            assertEquals(quadrature.value(), closed.value(), closed.error() + quadrature.error(), p.toString());
            assertTrue(closed.withinTolerance(), closed.toString());
        }
    }
}
