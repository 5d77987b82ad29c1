package io.divergence.model;

import java.util.OptionalDouble;

/**
 * The posterior of the effects of coaching in eight schools: y_j ~ N(theta_j, sigma_j^2), theta_j ~ N(mu, tau^2), mu ~ N(0, 5^2), and
 * tau with the density of a Cauchy distribution of scale 5 on the whole line, as the model is usually written (a half-Cauchy prior
 * adds log 2). All constants and the Jacobian of log tau are in the log density. Its log Z is known to all digits: given tau all else
 * is normal, and one integral remains.
 *
 * <p>Source: D. B. Rubin, Estimation in parallel randomized experiments, Journal of Educational Statistics 6 (1981).
 */
public final class EightSchools extends PointModel {
    private static final double[] EFFECTS = {28, 8, -3, 7, -1, 1, 18, 12};
    private static final double[] ERRORS = {15, 10, 16, 11, 9, 11, 10, 18};
    private static final int SCHOOLS = 8;
    private static final double MEAN_SD = 5;
    private static final double LOG_NORMALIZER = -32.004494532852729524;
    private static final ScalePrior TAU = ScalePrior.cauchy(5);

    private final boolean centered;
    private final double logConstant;

    private EightSchools(boolean centered) {
        super(SCHOOLS + 2, 0);
        this.centered = centered;
        double sum = -Math.log(MEAN_SD) - (2 * SCHOOLS + 1) * NormalizedModel.HALF_LOG_TWO_PI;
        for (double error : ERRORS) {
            sum -= Math.log(error);
        }
        logConstant = sum;
    }

    /** Returns the posterior at points (theta_1, ..., theta_8, mu, log tau): a funnel, hard to fit. */
    public static EightSchools centered() {
        return new EightSchools(true);
    }

    /** Returns the posterior at points (t_1, ..., t_8, mu, log tau) with theta_j = mu + tau t_j, t_j ~ N(0, 1). */
    public static EightSchools nonCentered() {
        return new EightSchools(false);
    }

    @Override
    double evaluate(double[] z, int at, double[] gradient, double[] scratch) {
        double mu = z[at + SCHOOLS];
        double u = z[at + SCHOOLS + 1];
        if (gradient != null) {
            gradient[at + SCHOOLS] = -mu / (MEAN_SD * MEAN_SD);
            gradient[at + SCHOOLS + 1] = TAU.derivative(u) + 1;
        }
        double squares = mu * mu / (MEAN_SD * MEAN_SD);
        squares += centered ? centered(z, at, gradient, mu, u) : nonCentered(z, at, gradient, mu, u);
        return logConstant - 0.5 * squares + TAU.logDensity(u) + u - (centered ? SCHOOLS * u : 0);
    }

    private static double centered(double[] z, int at, double[] gradient, double mu, double u) {
        double rate = Math.exp(-u);
        double sum = 0;
        for (int j = 0; j < SCHOOLS; j++) {
            double miss = (EFFECTS[j] - z[at + j]) / ERRORS[j];
            double effect = times(z[at + j] - mu, rate);
            sum += miss * miss + effect * effect;
            if (gradient != null) {
                double pull = times(effect, rate);
                gradient[at + j] = miss / ERRORS[j] - pull;
                gradient[at + SCHOOLS] += pull;
                gradient[at + SCHOOLS + 1] += effect * effect - 1;
            }
        }
        return sum;
    }

    private static double nonCentered(double[] z, int at, double[] gradient, double mu, double u) {
        double tau = Math.exp(u);
        double sum = 0;
        double byMean = gradient == null ? 0 : gradient[at + SCHOOLS];
        double byLogScale = gradient == null ? 0 : gradient[at + SCHOOLS + 1];
        for (int j = 0; j < SCHOOLS; j++) {
            double t = z[at + j];
            double effect = times(t, tau);
            double miss = (EFFECTS[j] - mu - effect) / ERRORS[j];
            sum += miss * miss + t * t;
            if (gradient != null) {
                double pull = miss / ERRORS[j];
                gradient[at + j] = times(pull, tau) - t;
                byMean += pull;
                byLogScale += times(effect, pull);
            }
        }
        if (gradient != null) {
            gradient[at + SCHOOLS] = byMean;
            gradient[at + SCHOOLS + 1] = byLogScale;
        }
        return sum;
    }

    @Override
    public OptionalDouble logNormalizer() {
        return OptionalDouble.of(LOG_NORMALIZER);
    }

    @Override
    public String toString() {
        return "EightSchools(" + (centered ? "centered" : "non-centered") + ")";
    }
}
