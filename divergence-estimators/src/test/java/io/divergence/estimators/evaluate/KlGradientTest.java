package io.divergence.estimators.evaluate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.divergence.check.CheckReport;
import io.divergence.check.FamilyCheck;
import io.divergence.distribution.Beta;
import io.divergence.distribution.Cauchy;
import io.divergence.distribution.ContinuousBernoulli;
import io.divergence.distribution.Exponential;
import io.divergence.distribution.Gamma;
import io.divergence.distribution.Gumbel;
import io.divergence.distribution.HalfNormal;
import io.divergence.distribution.InverseGamma;
import io.divergence.distribution.Kumaraswamy;
import io.divergence.distribution.Laplace;
import io.divergence.distribution.LogNormal;
import io.divergence.distribution.Logistic;
import io.divergence.distribution.Normal;
import io.divergence.distribution.Pareto;
import io.divergence.distribution.StudentT;
import io.divergence.distribution.Uniform;
import io.divergence.distribution.UnivariateDistribution;
import io.divergence.distribution.Weibull;
import io.divergence.divergence.Divergences;
import io.divergence.estimate.Execution;
import io.divergence.estimate.Finiteness;
import io.divergence.estimate.GradientEstimate;
import io.divergence.estimate.Objective;
import io.divergence.estimate.Problem;
import io.divergence.estimators.montecarlo.ScoreEstimator;
import io.divergence.estimators.quadrature.QuadratureEstimator;
import io.divergence.family.DistributionFamily;
import io.divergence.family.GaussianFamily;
import io.divergence.family.VariationalFamily;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Gradients of KL by the parameters of q, through the families, against finite differences of the formulas. */
class KlGradientTest {
    private static final double STEP = 1e-4;

    /** A family and parameters. */
    private record Member(VariationalFamily family, double... phi) {
        UnivariateDistribution at(double[] parameters) {
            return (UnivariateDistribution) family.at(parameters);
        }
    }

    private static final List<Member> MEMBERS = List.of(new Member(GaussianFamily.meanSigma(), 0.4, 1.3),
            new Member(DistributionFamily.laplace(), 0.37, 0.8), new Member(DistributionFamily.gumbel(), 0.2, 0.9),
            new Member(DistributionFamily.logistic(), 0.3, 0.7), new Member(DistributionFamily.studentT(3), 0.2, 0.6),
            new Member(DistributionFamily.gamma(), 1.7, 2.2), new Member(DistributionFamily.inverseGamma(), 2.5, 0.8),
            new Member(DistributionFamily.exponential(), 1.6), new Member(DistributionFamily.halfNormal(), 0.9),
            new Member(DistributionFamily.weibull(), 1.4, 0.8), new Member(DistributionFamily.logNormal(), -0.3, 0.9),
            new Member(DistributionFamily.beta(), 1.8, 2.4), new Member(DistributionFamily.kumaraswamy(), 1.6, 2.1));

    private static final List<UnivariateDistribution> TARGETS = List.of(Normal.of(0.5, 0.6), Laplace.of(0.4, 0.5), Logistic.of(0.4, 0.3),
            Gumbel.of(0.3, 0.4), Gamma.ofShapeRate(2.3, 4), Exponential.ofRate(2), InverseGamma.ofShapeScale(4, 2), HalfNormal.ofScale(0.7),
            Weibull.ofShapeScale(1.8, 0.6), LogNormal.of(-0.6, 0.5), Pareto.of(0.3, 4.5), Beta.of(2.2, 3.1), Kumaraswamy.of(1.9, 2.6),
            ContinuousBernoulli.ofProbability(0.3), Uniform.of(0.1, 0.9), StudentT.of(6, 0.3, 0.5), Cauchy.of(0.3, 0.2));

    private static GradientEstimate quadrature(UnivariateDistribution p, Member m, boolean forward) {
        GradientEstimate out = new GradientEstimate(m.phi.length);
        Problem problem = new Problem(p, m.family, forward ? Divergences.forwardKl() : Divergences.reverseKl());
        try (Objective objective = QuadratureEstimator.withDefaults().bind(problem, Execution.serial(1))) {
            objective.evaluate(0, m.phi, out);
        }
        return out;
    }

    /** A central difference with Richardson's correction. */
    private static double difference(UnivariateDistribution p, Member m, boolean forward, int j) {
        double[] slopes = new double[2];
        for (int k = 0; k < 2; k++) {
            double h = STEP * (k + 1) * Math.max(1, Math.abs(m.phi[j]));
            slopes[k] = (value(p, m, forward, j, h) - value(p, m, forward, j, -h)) / (2 * h);
        }
        return (4 * slopes[0] - slopes[1]) / 3;
    }

    private static double value(UnivariateDistribution p, Member m, boolean forward, int j, double h) {
        double[] moved = m.phi.clone();
        moved[j] += h;
        UnivariateDistribution q = m.at(moved);
        return (forward ? DivergenceEvaluator.kl(p, q) : DivergenceEvaluator.kl(q, p)).value();
    }

    @Test
    void gradientsAreThoseOfTheFormulas() {
        int closed = 0;
        int checked = 0;
        for (Member m : MEMBERS) {
            for (UnivariateDistribution p : TARGETS) {
                for (boolean forward : new boolean[] {true, false}) {
                    DivergenceValue kl = forward ? DivergenceEvaluator.kl(p, m.at(m.phi)) : DivergenceEvaluator.kl(m.at(m.phi), p);
                    GradientEstimate gradient = quadrature(p, m, forward);
                    String name = (forward ? "forward " : "reverse ") + p + " " + m.family;
                    assertEquals(kl.isInfinite(), gradient.finiteness() == Finiteness.INFINITE_BY_SUPPORT
                            || gradient.finiteness() == Finiteness.INFINITE_BY_TAILS, name + " " + kl + " " + gradient.finiteness());
                    if (kl.isInfinite()) {
                        continue;
                    }
                    assertEquals(kl.value(), gradient.value(), kl.error() + gradient.valueError(), name);
                    for (int j = 0; j < m.phi.length; j++) {
                        double expected = difference(p, m, forward, j);
                        double scale = 1 + Math.abs(expected) + Math.abs(kl.value());
                        assertEquals(expected, gradient.gradient()[j], 2e-9 * scale + gradient.gradientError()[j], name + " " + j);
                        checked++;
                    }
                    closed += kl.method() == Method.CLOSED_FORM ? 1 : 0;
                }
            }
        }
        assertTrue(closed >= 120, closed + " closed forms, " + checked + " derivatives");
    }

    @Test
    void scoresHaveMeanZeroAndSamplesAgree() {
        for (Member m : MEMBERS) {
            UnivariateDistribution q = m.at(m.phi);
            double low = q.quantile(0.05);
            double high = q.quantile(0.95);
            // A target wider than q, so that weights are bounded.
            UnivariateDistribution p = m.family.parameterCount() == 1 ? m.at(new double[] {m.phi[0] * 0.95}) : m.at(new double[] {m.phi[0], m.phi[1] * 1.02});
            GradientEstimate exact = quadrature(p, m, false);
            GradientEstimate noisy = new GradientEstimate(m.phi.length);
            try (Objective objective = ScoreEstimator.withDefaults().withSamples(4096)
                    .bind(new Problem(p, m.family, Divergences.reverseKl()), Execution.serial(7))) {
                objective.evaluate(0, m.phi, noisy);
            }
            assertTrue(high > low);
            for (int j = 0; j < m.phi.length; j++) {
                assertEquals(exact.gradient()[j], noisy.gradient()[j], 5 * noisy.gradientError()[j], m.family + " " + j);
            }
        }
    }

    @Test
    void familiesPassTheirChecks() {
        for (Member m : MEMBERS) {
            CheckReport report = FamilyCheck.of(m.family).at(m.phi).run();
            assertTrue(report.isGood(), m.family + "\n" + report);
        }
    }
}
