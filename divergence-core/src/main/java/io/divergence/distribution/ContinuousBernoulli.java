package io.divergence.distribution;

import io.divergence.math.Checks;
import io.divergence.math.Exponentials;
import io.divergence.target.Feature;
import io.divergence.target.Tail;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * The continuous Bernoulli distribution: p(x) = C p^x (1 - p)^(1 - x) = e^(t x) t/(e^t - 1), t = log(p/(1 - p)), 0 &lt;= x &lt;= 1.
 * Immutable.
 *
 * <p>Reference: G. Loaiza-Ganem, J. P. Cunningham, The continuous Bernoulli, 2019.
 */
public final class ContinuousBernoulli extends UnitDistribution {
    private final double p;
    private final double logit;

    private ContinuousBernoulli(double p) {
        this.p = p;
        logit = Math.abs(p - 0.5) < 0.25 ? Math.log1p((2 * p - 1) / (1 - p)) : Math.log(p) - Math.log1p(-p);
    }

    /**
     * Returns the distribution of a parameter.
     *
     * @param p in (0, 1); 1/2 is the uniform distribution
     */
    public static ContinuousBernoulli ofProbability(double p) {
        if (!(p > 0 && p < 1)) {
            throw Checks.illegal("p", p, "must lie strictly between 0 and 1");
        }
        return new ContinuousBernoulli(p);
    }

    /** {@return the parameter p} */
    public double p() {
        return p;
    }

    /** {@return the natural parameter log(p/(1 - p))} */
    public double logit() {
        return logit;
    }

    @Override
    public double mean() {
        return Exponentials.logExpm1OverXDerivative(logit);
    }

    @Override
    public double variance() {
        return Exponentials.logExpm1OverXSecondDerivative(logit);
    }

    @Override
    double at(double logX, double logRest) {
        return (logX < -1 ? logit * Math.exp(logX) : -logit * Math.expm1(logRest)) - Exponentials.logExpm1OverX(logit);
    }

    @Override
    public double logDensityDerivative(double x) {
        if (!(x > 0 && x < 1)) {
            return 0;
        }
        return logit;
    }

    @Override
    public double cumulative(double x) {
        if (!(x > 0)) {
            return 0;
        }
        return x < 1 ? ratio(x) : 1;
    }

    @Override
    public double survival(double x) {
        if (!(x > 0)) {
            return 1;
        }
        return x < 1 ? 1 - ratio(x) : 0;
    }

    @Override
    public double sample(RandomGenerator rng) {
        return quantile(rng.nextDouble());
    }

    @Override
    public List<Feature> features() {
        double width = Math.min(0.5, 1 / Math.abs(logit));
        return List.of(new Feature(logit < 0 ? 0 : 1, width));
    }

    @Override
    public Tail lowerTail() {
        return Tail.constant();
    }

    @Override
    public Tail upperTail() {
        return Tail.constant();
    }

    @Override
    public double quantile(double p) {
        Checks.inRange("p", p, 0, 1);
        return Math.abs(logit) < 1e-10 ? p : Math.log1p(p * Math.expm1(logit)) / logit;
    }

    private double ratio(double x) {
        if (Math.abs(logit) < 1e-10) {
            return x;
        }
        return logit > 0
                ? Math.exp(logit * (x - 1)) * Math.expm1(-logit * x) / Math.expm1(-logit)
                : Math.expm1(logit * x) / Math.expm1(logit);
    }

    @Override
    public String toString() {
        return "ContinuousBernoulli(p=" + p + ")";
    }
}
