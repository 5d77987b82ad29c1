package io.divergence.estimators.quadrature;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.divergence.distribution.Empirical;
import io.divergence.distribution.Mixture;
import io.divergence.distribution.Normal;
import io.divergence.distribution.StudentT;
import io.divergence.distribution.Uniform;
import io.divergence.divergence.Discrepancy;
import io.divergence.divergence.Divergence;
import io.divergence.divergence.Divergences;
import io.divergence.estimate.ErrorKind;
import io.divergence.estimate.Execution;
import io.divergence.estimate.Finiteness;
import io.divergence.estimate.GradientEstimate;
import io.divergence.estimate.GradientEstimator;
import io.divergence.estimate.Objective;
import io.divergence.estimate.Problem;
import io.divergence.estimate.ValueMeaning;
import io.divergence.family.FixedWidthGaussianFamily;
import io.divergence.family.GaussianFamily;
import io.divergence.family.GaussianParameters;
import io.divergence.family.VariationalFamily;
import io.divergence.target.LogDensities;
import io.divergence.target.LogDensity;
import io.divergence.target.Target;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class QuadratureEstimatorTest {
    private static final Mixture TARGET =
            Mixture.ofNormals(new double[] {0.5, 0.5}, new double[] {-3, 2}, new double[] {0.9, 0.7});

    private static GradientEstimate evaluate(GradientEstimator estimator, Target p, VariationalFamily family,
            Discrepancy d, double... phi) {
        GradientEstimate out = new GradientEstimate(family.parameterCount());
        try (Objective objective = estimator.bind(new Problem(p, family, d), Execution.serial(1))) {
            objective.evaluate(0, phi, out);
        }
        return out;
    }

    private static GradientEstimate evaluate(Target p, VariationalFamily family, Discrepancy d, double... phi) {
        return evaluate(QuadratureEstimator.withDefaults(), p, family, d, phi);
    }

    @Test
    void reproducesTheFiguresOfTheInteractivePage() {
        GaussianFamily family = GaussianFamily.meanLogSigma();
        double[][] cases = {{0, 2, 0.11305, -0.58331}, {6, 1, 8.16327, 1.04082}, {8, 2, 12.24508, 7.16168},
            {12, 0.5, 20.40816, -0.48980}};
        for (double[] c : cases) {
            GradientEstimate g = evaluate(TARGET, family, Divergences.reverseKl(), c[0], Math.log(c[1]));
            assertEquals(c[2], g.gradient()[0], 1e-5);
            assertEquals(c[3], g.gradient()[1], 1e-5);
        }
        GradientEstimate chi = evaluate(TARGET, family, Divergences.forwardChiSquared(), 0, 0);
        assertEquals(493.45735295530, chi.value(), 1e-9);
        assertEquals(2461.45486, chi.gradient()[0], 1e-4);
        assertEquals(-12335.06691, chi.gradient()[1], 1e-4);
        assertEquals(2.973e111, evaluate(TARGET, family, Divergences.forwardChiSquared(), 0, Math.log(0.65)).value(), 1e108);
        assertEquals(Finiteness.INFINITE_BY_TAILS,
                evaluate(TARGET, family, Divergences.forwardChiSquared(), 0, Math.log(0.6)).finiteness());
        assertEquals(30.13308, evaluate(TARGET, family, Divergences.reverseChiSquared(), 0, 0).value(), 1e-5);
        assertEquals(5.120e68, evaluate(TARGET, family, Divergences.reverseChiSquared(), 0, Math.log(1.25)).value(), 1e65);
        assertEquals(Double.POSITIVE_INFINITY,
                evaluate(TARGET, family, Divergences.reverseChiSquared(), 0, Math.log(1.3)).value());
    }

    @Test
    void gradientsAreThoseOfTheValueForEveryDivergenceAndParameterisation() {
        List<Discrepancy> discrepancies = new ArrayList<>(Divergences.catalogue());
        Divergences.catalogue().forEach(d -> discrepancies.add(d.reversed()));
        discrepancies.add(Divergences.renyi(0.5));
        discrepancies.add(Divergences.renyi(0.7).reversed());
        discrepancies.add(Divergences.logOnePlusChiSquared());
        discrepancies.add(Divergences.logOnePlusChiSquared().reversed());
        Mixture p = Mixture.ofNormals(new double[] {0.4, 0.6}, new double[] {-1, 1}, new double[] {1.1, 1.3});
        for (Discrepancy d : discrepancies) {
            for (GaussianParameters parameters : GaussianParameters.values()) {
                GaussianFamily family = GaussianFamily.of(parameters);
                check(p, family, d, family.parameters(0.3, 1.2));
            }
            check(p, FixedWidthGaussianFamily.of(1.1), d, 0.3);
        }
    }

    private static void check(Target p, VariationalFamily family, Discrepancy d, double... phi) {
        QuadratureEstimator precise = QuadratureEstimator.withDefaults().withTolerance(1e-13);
        GradientEstimate at = evaluate(precise, p, family, d, phi);
        assertTrue(at.value() > 0, d.name());
        for (int j = 0; j < phi.length; j++) {
            double h = 1e-4 * Math.max(1, Math.abs(phi[j]));
            double difference = (8 * (value(precise, p, family, d, phi, j, h) - value(precise, p, family, d, phi, j, -h))
                    - (value(precise, p, family, d, phi, j, 2 * h) - value(precise, p, family, d, phi, j, -2 * h))) / (12 * h);
            assertEquals(difference, at.gradient()[j], 1e-8 * (1 + Math.abs(difference)), d.name() + " " + family + " " + j);
        }
    }

    private static double value(GradientEstimator e, Target p, VariationalFamily family, Discrepancy d, double[] phi,
            int j, double h) {
        double[] moved = phi.clone();
        moved[j] += h;
        return evaluate(e, p, family, d, moved).value();
    }

    /** The path form is wrong where p jumps; the score form on panels that end at the jump is right. */
    @Test
    void integratesUpToTheEdgesOfAUniformTarget() {
        GradientEstimate g = evaluate(Uniform.of(-1, 1), GaussianFamily.meanLogSigma(), Divergences.forwardKl(), 0,
                Math.log(0.8));
        assertEquals(1 - 1.0 / 3 / 0.64, g.gradient()[1], 1e-10);
        assertEquals(-Math.log(2) + Math.log(0.8) + Normal.HALF_LOG_TWO_PI + 0.5 / 3 / 0.64, g.value(), 1e-10);
        assertEquals(ErrorKind.BOUND, g.errorKind());
        assertEquals(Finiteness.INFINITE_BY_SUPPORT,
                evaluate(Uniform.of(-1, 1), GaussianFamily.meanLogSigma(), Divergences.reverseKl(), 0, 0).finiteness());
    }

    @Test
    void judgesHeavyTails() {
        GaussianFamily family = GaussianFamily.meanSigma();
        assertEquals(Finiteness.INFINITE_BY_TAILS,
                evaluate(StudentT.of(1), family, Divergences.forwardKl(), 0, 1).finiteness());
        assertEquals(Finiteness.INFINITE_BY_TAILS,
                evaluate(StudentT.of(2), family, Divergences.forwardKl(), 0, 1).finiteness());
        GradientEstimate g = evaluate(StudentT.of(3), family, Divergences.forwardKl(), 0, 2);
        // E log t: -(entropy of t3); the cross term is closed: log 2 + log(2 pi)/2 + E x^2/8, E x^2 = 3.
        double entropy = 1.7734776;
        assertEquals(Math.log(2) + Normal.HALF_LOG_TWO_PI + 3.0 / 8 - entropy, g.value(), 1e-6);
        assertEquals((1 - 3.0 / 4) / 2, g.gradient()[1], 1e-9);
        assertEquals(Finiteness.FINITE, evaluate(StudentT.of(1), family, Divergences.reverseKl(), 0, 1).finiteness());
        assertEquals(Finiteness.FINITE, evaluate(StudentT.of(0.5), family, Divergences.jensenShannon(), 0, 1).finiteness());
    }

    /** A constant in log p changes nothing but what the value means. */
    @Test
    void normalisesATargetKnownUpToAConstant() {
        LogDensity unnormalised = LogDensities.univariate(x -> TARGET.logDensity(x) + 7);
        for (Divergence d : List.of(Divergences.forwardKl(), Divergences.jensenShannon(), Divergences.squaredHellinger())) {
            GradientEstimate exact = evaluate(TARGET, GaussianFamily.meanSigma(), d, 0.4, 2.5);
            GradientEstimate found = evaluate(unnormalised, GaussianFamily.meanSigma(), d, 0.4, 2.5);
            assertEquals(exact.value(), found.value(), 1e-10, d.name());
            assertEquals(exact.gradient()[1], found.gradient()[1], 1e-10, d.name());
            assertEquals(ErrorKind.ESTIMATE, found.errorKind());
        }
        GradientEstimate elbo = evaluate(unnormalised, GaussianFamily.meanSigma(), Divergences.reverseKl(), 0.4, 1.5);
        GradientEstimate kl = evaluate(TARGET, GaussianFamily.meanSigma(), Divergences.reverseKl(), 0.4, 1.5);
        assertEquals(ValueMeaning.NEGATIVE_ELBO, elbo.meaning());
        assertEquals(kl.value() - 7, elbo.value(), 1e-9);
        assertEquals(kl.gradient()[0], elbo.gradient()[0], 1e-9);
    }

    @Test
    void aUsersDivergenceWorksLikeABuiltInOne() {
        Divergence own = Divergences.of("own", l -> Math.expm1(l) * Math.expm1(l), l -> -Math.expm1(2 * l), l -> 2 * Math.exp(2 * l));
        GradientEstimate a = evaluate(TARGET, GaussianFamily.meanSigma(), own, 0, 2.6);
        GradientEstimate b = evaluate(TARGET, GaussianFamily.meanSigma(), Divergences.forwardChiSquared(), 0, 2.6);
        assertEquals(b.value(), a.value(), 1e-10);
        assertEquals(ErrorKind.ESTIMATE, a.errorKind());
    }

    @Test
    void theTrapezoidSeesWhatItsGridSees() {
        TrapezoidEstimator grid = TrapezoidEstimator.of(-10, 10, 400);
        GradientEstimate g = evaluate(grid, TARGET, GaussianFamily.meanSigma(), Divergences.reverseKl(), -2.98932178604, 0.91673995074);
        assertEquals(0.68995346008, g.value(), 1e-10);
        assertEquals(ErrorKind.ESTIMATE, g.errorKind());
        GradientEstimate narrow = evaluate(grid, TARGET, GaussianFamily.meanSigma(), Divergences.reverseKl(), 0.025, 0.004);
        GradientEstimate right = evaluate(TARGET, GaussianFamily.meanSigma(), Divergences.reverseKl(), 0.025, 0.004);
        assertTrue(Math.abs(narrow.value() - right.value()) > 0.1, "the coarse grid aliases");
        assertEquals(Finiteness.INFINITE_BY_TAILS,
                evaluate(grid, TARGET, GaussianFamily.meanSigma(), Divergences.reverseChiSquared(), 0, 1.3).finiteness());
    }

    @Test
    void aTargetThatReturnsNaNIsNamed() {
        LogDensity bad = LogDensities.univariate(x -> x > 1 ? Double.NaN : -x * x);
        GradientEstimate g = evaluate(bad, GaussianFamily.meanSigma(), Divergences.reverseKl(), 0, 1);
        assertEquals(Finiteness.INVALID, g.finiteness());
        assertTrue(g.nonFinitePoint()[0] > 1);
        assertFalse(g.isUsable());
    }

    /** Their logarithms overflow, or are infinity minus infinity, long before the doubles end: that is neither an edge nor an error. */
    @Test
    void steepTargetsOfOnesOwnAreFinite() {
        double negativeEntropy = -0.5 * Math.log(2 * Math.PI * Math.E);
        LogDensity quartic = LogDensities.univariate(x -> -0.25 * x * x * x * x);
        assertEquals(negativeEntropy + 0.75, evaluate(quartic, GaussianFamily.meanSigma(), Divergences.reverseKl(), 0, 1).value(), 1e-12);
        LogDensity gumbel = LogDensities.univariate(x -> -x - Math.exp(-x));
        assertEquals(negativeEntropy + 1.5, evaluate(gumbel, GaussianFamily.meanSigma(), Divergences.reverseKl(), 0.5, 1).value(), 1e-12);
        LogDensity well = LogDensities.univariate(x -> x * x - x * x * x * x);
        assertEquals(negativeEntropy + 2, evaluate(well, GaussianFamily.meanSigma(), Divergences.reverseKl(), 0, 1).value(), 1e-12);
        assertTrue(evaluate(well, GaussianFamily.meanSigma(), Divergences.forwardKl(), 0, 1).isUsable());
        LogDensity edge = LogDensities.univariate(x -> x > -3 ? -x : Double.NEGATIVE_INFINITY);
        assertEquals(Finiteness.INFINITE_BY_SUPPORT, evaluate(edge, GaussianFamily.meanSigma(), Divergences.reverseKl(), 0, 1).finiteness());
    }

    @Test
    void aMeanTooLargeForItsWidthIsSaidToBeUnresolved() {
        GradientEstimate g = evaluate(Normal.standard(), GaussianFamily.meanSigma(), Divergences.reverseKl(), -8e89, 10);
        assertEquals(Finiteness.UNRESOLVED, g.finiteness());
        assertFalse(g.isUsable());
    }

    @Test
    void aBudgetThatIsUsedUpIsSaid() {
        GradientEstimate g = evaluate(QuadratureEstimator.withDefaults().withTolerance(1e-15).withMaxEvaluations(1000), TARGET,
                GaussianFamily.meanSigma(), Divergences.reverseKl(), 0, 0.001);
        assertFalse(g.withinTolerance());
        assertTrue(g.isUsable());
    }

    @Test
    void refusesWhatItCannotIntegrate() {
        IllegalArgumentException data = assertThrows(IllegalArgumentException.class, () -> evaluate(Empirical.of(1, 2),
                GaussianFamily.meanSigma(), Divergences.forwardKl(), 0, 1));
        assertTrue(data.getMessage().contains("DataEstimator"), data.getMessage());
        assertThrows(IllegalArgumentException.class, () -> QuadratureEstimator.withDefaults().withTolerance(0));
        assertThrows(IllegalArgumentException.class, () -> TrapezoidEstimator.of(1, 1, 4));
    }
}
