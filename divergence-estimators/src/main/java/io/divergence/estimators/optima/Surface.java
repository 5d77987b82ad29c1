package io.divergence.estimators.optima;

import io.divergence.distribution.Normal;
import io.divergence.distribution.UnivariateDistribution;
import io.divergence.divergence.AlphaDivergence;
import io.divergence.divergence.Discrepancy;
import io.divergence.divergence.Divergences;
import io.divergence.divergence.Renyi;
import io.divergence.estimate.Execution;
import io.divergence.estimate.Finiteness;
import io.divergence.estimate.GradientEstimate;
import io.divergence.estimate.Objective;
import io.divergence.estimate.Problem;
import io.divergence.estimators.quadrature.PairQuadrature;
import io.divergence.estimators.quadrature.QuadratureEstimator;
import io.divergence.family.GaussianFamily;
import io.divergence.target.LogDensity;

/**
 * A discrepancy as a function of (mu, log sigma), with its gradient in the units of q: (sigma d/dmu, d/dlog sigma). chi^2, and
 * every member of the alpha family outside of [0, 1], is walked on as the Rényi divergence of which it is a function: that has the same
 * minima and no overflow.
 */
final class Surface implements AutoCloseable {
    private static final double ROUGH = 1e-7;

    /** Good to seven digits, for the way to a minimum, and to the last, for the minimum itself. */
    private final Objective rough;
    private final Objective fine;
    private final LogDensity target;
    private final Discrepancy discrepancy;
    private final GradientEstimate estimate = new GradientEstimate(2);
    private final double[] phi = new double[2];
    /** With R the Rényi divergence that is walked on, the discrepancy is scale (e^(rate R) - 1); the rate is 0 where it is walked on itself. */
    private final double scale;
    private final double rate;
    private long evaluations;

    private boolean precise;

    Surface(LogDensity target, Discrepancy discrepancy, double tolerance) {
        this.target = target;
        Renyi log = logarithmOf(discrepancy);
        this.discrepancy = log != null ? log : discrepancy;
        rate = log != null ? log.divisor() : 0;
        scale = log != null ? ((AlphaDivergence) discrepancy).factor() / log.momentFactor() : 1;
        Problem problem = new Problem(target, GaussianFamily.meanLogSigma(), this.discrepancy);
        rough = QuadratureEstimator.withDefaults().withTolerance(Math.max(ROUGH, tolerance)).bind(problem, Execution.serial(0));
        fine = QuadratureEstimator.withDefaults().withTolerance(tolerance).bind(problem, Execution.serial(0));
    }

    /** Says whether the next evaluations have to be as good as can be. */
    void setPrecise(boolean precise) {
        this.precise = precise;
    }

    private static Renyi logarithmOf(Discrepancy discrepancy) {
        if (!(discrepancy instanceof AlphaDivergence alpha) || (alpha.exponent() >= 0 && alpha.exponent() <= 1)) {
            return null;
        }
        // p^a q^(1-a) is p^(1-b) q^b.
        double b = Math.max(alpha.exponent(), 1 - alpha.exponent());
        return alpha.exponent() > 1 ? Divergences.renyi(b) : Divergences.renyi(b).reversed();
    }

    /** Evaluates; returns whether value and gradient are finite. */
    boolean at(double mu, double logSigma) {
        phi[0] = mu;
        phi[1] = logSigma;
        evaluations++;
        (precise ? fine : rough).evaluate(0, phi, estimate);
        return estimate.isUsable();
    }

    double level() {
        return estimate.isUsable() ? estimate.value() : Double.POSITIVE_INFINITY;
    }

    /** sigma d/dmu. */
    double byMean() {
        return estimate.gradient()[0] * Math.exp(phi[1]);
    }

    double byLogSigma() {
        return estimate.gradient()[1];
    }

    double gradientError() {
        return Math.max(estimate.gradientError()[0] * Math.exp(phi[1]), estimate.gradientError()[1]);
    }

    /** The discrepancy itself, not its logarithm. */
    double value() {
        return rate > 0 ? scale * Math.expm1(rate * level()) : level();
    }

    double valueError() {
        return rate > 0 ? scale * rate * estimate.valueError() * Math.exp(rate * level()) : estimate.valueError();
    }

    /** Whether the discrepancy is infinite by the tails; of a distribution that is known without an integral. */
    boolean isInfiniteByTails(double mu, double logSigma) {
        if (target instanceof UnivariateDistribution p) {
            return PairQuadrature.finiteness(discrepancy, p, Normal.of(mu, Math.exp(logSigma))) == Finiteness.INFINITE_BY_TAILS;
        }
        at(mu, logSigma);
        return estimate.finiteness() == Finiteness.INFINITE_BY_TAILS;
    }

    long evaluations() {
        return evaluations;
    }

    @Override
    public void close() {
        rough.close();
        fine.close();
    }
}
