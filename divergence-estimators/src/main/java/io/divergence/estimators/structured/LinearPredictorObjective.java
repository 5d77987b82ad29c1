package io.divergence.estimators.structured;

import io.divergence.estimate.ErrorKind;
import io.divergence.estimate.Finiteness;
import io.divergence.estimate.GradientEstimate;
import io.divergence.estimate.Objective;
import io.divergence.estimate.ValueMeaning;
import io.divergence.model.LinearPredictorTarget;
import io.divergence.target.LogDensity;
import java.util.OptionalDouble;

/** What both families share: the mean, the prior, the value. A subclass knows its covariance. One caller. */
abstract class LinearPredictorObjective implements Objective {
    static final double ROUNDING = 8 * Math.ulp(1.0);

    final int d;
    final ExpectedLikelihood likelihood;
    final NormalPrior prior;
    final double tolerance;
    final double[] mean;
    private final OptionalDouble logNormalizer;

    LinearPredictorObjective(LinearPredictorTarget target, int threads, double tolerance) {
        d = target.dimension();
        this.tolerance = tolerance;
        likelihood = new ExpectedLikelihood(target, DesignRows.of(target.design()), true, threads);
        prior = new NormalPrior(target);
        mean = new double[d];
        logNormalizer = target instanceof LogDensity density ? density.logNormalizer() : OptionalDouble.empty();
    }

    /** Evaluates the likelihood at phi, of which the mean is copied; returns log det(Sigma)/2. */
    abstract double evaluateAt(double[] phi);

    /** {@return the variance of beta_j} */
    abstract double variance(int j);

    /** Writes the derivatives of -ELBO by the parameters of the covariance. */
    abstract void addScales(double[] phi, double[] gradient, double[] error);

    @Override
    public final void evaluate(long step, double[] phi, GradientEstimate out) {
        out.clear();
        System.arraycopy(phi, 0, mean, 0, d);
        double logDeterminant = evaluateAt(phi);
        out.setEvaluations(likelihood.x.n);
        double entropy = logDeterminant + d * NormalPrior.HALF_LOG_TWO_PI_E;
        double priorTerm = prior.constant;
        double size = Math.abs(priorTerm) + Math.abs(entropy) + d;
        for (int j = 0; j < d; j++) {
            double term = prior.expected(j, mean[j], variance(j));
            priorTerm += term;
            size -= term;
        }
        double elbo = likelihood.value + priorTerm + entropy;
        if (!(Math.abs(elbo) <= Double.MAX_VALUE)) {
            out.setUnusable(Double.isNaN(elbo) ? Finiteness.INVALID : Finiteness.OVERFLOW);
            return;
        }
        double error = likelihood.valueError + ROUNDING * (size + Math.abs(likelihood.value));
        out.setValue(logNormalizer.isPresent() ? logNormalizer.getAsDouble() - elbo : -elbo, error, ErrorKind.ESTIMATE,
                logNormalizer.isPresent() ? ValueMeaning.DISCREPANCY : ValueMeaning.NEGATIVE_ELBO);
        out.setWithinTolerance(likelihood.valueError <= tolerance);
        for (int j = 0; j < d; j++) {
            double pull = prior.pull(j, mean[j]);
            out.gradient()[j] = -likelihood.gradient[j] - pull;
            out.gradientError()[j] = likelihood.gradientError[j] + ROUNDING * Math.abs(pull);
        }
        addScales(phi, out.gradient(), out.gradientError());
    }


    @Override
    public final void close() {
        likelihood.close();
    }
}
