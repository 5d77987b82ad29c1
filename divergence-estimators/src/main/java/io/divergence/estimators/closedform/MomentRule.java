package io.divergence.estimators.closedform;

import io.divergence.distribution.Normal;
import io.divergence.divergence.Divergences;
import io.divergence.estimate.Objective;
import io.divergence.estimate.Problem;
import io.divergence.estimate.ValueMeaning;
import io.divergence.family.LocationScaleFamily;
import io.divergence.target.Moments;
import java.util.Optional;

/**
 * Forward KL to a Gaussian from any p with mean and variance, data included: grad = ((mu - E x)/sigma^2,
 * (1 - E(x - mu)^2/sigma^2)/sigma); the value is the cross entropy -E_p log q, since the entropy of p is not needed.
 */
final class MomentRule implements ClosedFormRule {

    @Override
    public Optional<Objective> bind(Problem problem) {
        if (!problem.discrepancy().equals(Divergences.forwardKl()) || !(problem.target() instanceof Moments p)
                || !(problem.family() instanceof LocationScaleFamily family) || problem.target().dimension() != 1) {
            return Optional.empty();
        }
        double mean = p.mean();
        double variance = p.variance();
        boolean finite = Math.abs(mean) <= Double.MAX_VALUE && variance >= 0 && variance <= Double.MAX_VALUE;
        return finite ? Optional.of(new CrossEntropy(family, mean, variance)) : Optional.empty();
    }

    private static final class CrossEntropy extends GaussianObjective {
        private final double mean;
        private final double variance;

        CrossEntropy(LocationScaleFamily family, double mean, double variance) {
            super(family);
            this.mean = mean;
            this.variance = variance;
        }

        @Override
        ValueMeaning meaning() {
            return ValueMeaning.CROSS_ENTROPY;
        }

        @Override
        void compute(double mu, double sd) {
            double e = (mu - mean) / sd;
            double ratio = variance / sd / sd;
            double square = ratio + e * e;
            value = Math.log(sd) + Normal.HALF_LOG_TWO_PI + 0.5 * square;
            valueError = 4 * EPS * (Math.abs(Math.log(sd)) + 1 + square);
            byMean = e / sd;
            byMeanBound = 4 * EPS * (Math.abs(mu) + Math.abs(mean)) / sd / sd;
            bySd = (1 - square) / sd;
            bySdBound = 8 * EPS * (1 + square) / sd;
        }
    }
}
