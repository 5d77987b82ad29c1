package io.divergence.model;

import io.divergence.math.Checks;
import java.util.Arrays;

/**
 * The posterior of linear regression with unknown noise, y_n ~ N(x_n . beta, sigma^2), at points (beta_1, ..., beta_D, u), u = log
 * sigma: log p~ = -N u - SUM (y_n - x_n . beta)^2 e^(-2 u)/2 - N log(2 pi)/2 + log prior(beta) + log prior(sigma) + u, the last term
 * being the Jacobian. The priors are flat (they add 0) unless they are given.
 */
public final class LinearRegression extends DataModel {
    private final CoefficientPrior prior;
    private final ScalePrior noisePrior;

    private LinearRegression(double[] y, DesignMatrix x, CoefficientPrior prior, ScalePrior noisePrior) {
        super(y, x);
        this.prior = prior;
        this.noisePrior = noisePrior;
    }

    /**
     * Returns the model with flat priors.
     *
     * @param y the N responses; copied
     */
    public static LinearRegression of(double[] y, DesignMatrix x) {
        return new LinearRegression(checked(y, x).clone(), x, CoefficientPrior.flat(x.columns()), ScalePrior.flat());
    }

    /**
     * Returns the autoregression y_t ~ N(alpha + SUM_k beta_k y_(t - k), sigma^2) of a series, given its first values, with flat
     * priors, at points (alpha, beta_1, ..., beta_lags, log sigma).
     */
    public static LinearRegression autoregression(double[] series, int lags) {
        DesignMatrix x = DesignMatrix.lagged(series, lags).withIntercept();
        return of(Arrays.copyOfRange(series, lags, series.length), x);
    }

    /** Returns this model with the prior N(0, sd^2) for every coefficient. */
    public LinearRegression withNormalPrior(double sd) {
        return new LinearRegression(y, x, CoefficientPrior.normal(x.columns(), sd), noisePrior);
    }

    /**
     * Returns this model with independent normal priors of the coefficients.
     *
     * @param means of length D
     * @param sds of length D, positive; infinite for a flat prior
     */
    public LinearRegression withNormalPrior(double[] means, double[] sds) {
        Checks.allFinite("means", Checks.length("means", means, x.columns()));
        return new LinearRegression(y, x, CoefficientPrior.of(means, Checks.length("sds", sds, x.columns())), noisePrior);
    }

    /** Returns this model with another prior of sigma. */
    public LinearRegression withNoisePrior(ScalePrior changed) {
        return new LinearRegression(y, x, prior, Checks.notNull("noisePrior", changed));
    }

    @Override
    public int dimension() {
        return x.columns() + 1;
    }

    /** The squares; of their scale the terms know nothing. */
    @Override
    double terms(int at, int count, double[] eta, boolean slopes) {
        double sum = 0;
        for (int i = 0; i < count; i++) {
            double e = y[at + i] - eta[i];
            sum += e * e;
            eta[i] = e;
        }
        return sum;
    }

    @Override
    double finish(double sum, double[] z, int at, double[] gradient) {
        int d = x.columns();
        int n = y.length;
        double u = z[at + d];
        double precision = Math.exp(-2 * u);
        double scaled = times(sum, precision);
        if (gradient != null) {
            for (int i = 0; i < d; i++) {
                gradient[at + i] = times(gradient[at + i], precision);
            }
            gradient[at + d] = scaled - n + noisePrior.derivative(u) + 1;
        }
        double logLikelihood = -0.5 * scaled - n * (u + NormalizedModel.HALF_LOG_TWO_PI);
        return logLikelihood + prior.add(z, at, gradient) + noisePrior.logDensity(u) + u;
    }

    @Override
    public String toString() {
        return "LinearRegression(" + data() + ", prior=" + prior + ", noisePrior=" + noisePrior + ")";
    }
}
