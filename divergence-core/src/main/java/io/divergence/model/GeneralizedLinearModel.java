package io.divergence.model;

import io.divergence.math.Checks;
import io.divergence.math.Triangular;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The posterior of the coefficients of a regression: log p~(beta) = SUM_n g(y_n, x_n . beta) + log prior(beta), all constants kept.
 * The prior is flat (it adds 0) unless one is given.
 *
 * <p>Of linear regression with known noise and normal priors the posterior is normal: its log Z (the evidence), mean and standard
 * deviations are known.
 */
public final class GeneralizedLinearModel extends DataModel implements LinearPredictorTarget {
    private final Likelihood likelihood;
    private final double constant;
    private final CoefficientPrior prior;
    /** Of linear regression with normal priors; else null. */
    private final NormalPosterior posterior;

    private GeneralizedLinearModel(double[] y, DesignMatrix x, Likelihood likelihood, double constant, CoefficientPrior prior) {
        super(y, x);
        this.likelihood = likelihood;
        this.constant = constant;
        this.prior = prior;
        posterior = likelihood instanceof Likelihood.Linear linear && prior.isProper() ? posterior(linear.sd()) : null;
    }

    private static GeneralizedLinearModel of(double[] y, DesignMatrix x, Likelihood likelihood, double constant) {
        return new GeneralizedLinearModel(y.clone(), x, likelihood, constant, CoefficientPrior.flat(x.columns()));
    }

    /**
     * Returns linear regression with known noise, y_n ~ N(x_n . beta, noiseSd^2). For unknown noise see {@link LinearRegression}.
     *
     * @param y the N responses; copied
     */
    public static GeneralizedLinearModel linear(double[] y, DesignMatrix x, double noiseSd) {
        return of(checked(y, x), x, new Likelihood.Linear(Checks.positive("noiseSd", noiseSd)), 0);
    }

    /**
     * Returns logistic regression, P(y_n = 1) = 1/(1 + exp(-x_n . beta)).
     *
     * @param y the N responses, 0 or 1; copied
     */
    public static GeneralizedLinearModel logistic(double[] y, DesignMatrix x) {
        return of(binary(checked(y, x)), x, new Likelihood.Logistic(), 0);
    }

    /**
     * Returns probit regression, P(y_n = 1) = Phi(x_n . beta).
     *
     * @param y the N responses, 0 or 1; copied
     */
    public static GeneralizedLinearModel probit(double[] y, DesignMatrix x) {
        return of(binary(checked(y, x)), x, new Likelihood.Probit(), 0);
    }

    /**
     * Returns Poisson regression with the logarithmic link, y_n ~ Poisson(exp(x_n . beta)).
     *
     * @param y the N counts, integers not below 0; copied
     */
    public static GeneralizedLinearModel poisson(double[] y, DesignMatrix x) {
        checked(y, x);
        for (int i = 0; i < y.length; i++) {
            if (!(y[i] >= 0 && y[i] == Math.rint(y[i]))) {
                throw Checks.illegal("y[" + i + "]", y[i], "must be a count: 0, 1, 2, ...");
            }
        }
        return of(y, x, new Likelihood.Poisson(), Likelihood.Poisson.constant(y));
    }

    private static double[] binary(double[] y) {
        for (int i = 0; i < y.length; i++) {
            if (!(y[i] == 0 || y[i] == 1)) {
                throw Checks.illegal("y[" + i + "]", y[i], "must be 0 or 1");
            }
        }
        return y;
    }

    /** Returns this model with the prior N(0, sd^2) for every coefficient. */
    public GeneralizedLinearModel withNormalPrior(double sd) {
        return withPrior(CoefficientPrior.normal(dimension(), sd));
    }

    /**
     * Returns this model with independent normal priors.
     *
     * @param means of length D
     * @param sds of length D, positive; infinite for a flat prior
     */
    public GeneralizedLinearModel withNormalPrior(double[] means, double[] sds) {
        Checks.allFinite("means", Checks.length("means", means, dimension()));
        return withPrior(CoefficientPrior.of(means, Checks.length("sds", sds, dimension())));
    }

    private GeneralizedLinearModel withPrior(CoefficientPrior changed) {
        return new GeneralizedLinearModel(y, x, likelihood, constant, changed);
    }

    @Override
    public int dimension() {
        return x.columns();
    }

    @Override
    public DesignMatrix design() {
        return x;
    }

    @Override
    public void terms(int[] rows, int count, double[] eta, double[] value, double[] slope, double[] curvature) {
        likelihood.terms(y, rows, count, eta, value, slope, curvature);
    }

    /** {@inheritDoc} They are known of linear and of Poisson regression. */
    @Override
    public boolean expectedTerms(int[] rows, int count, double[] mean, double[] sd, double[] value, double[] slope, double[] curvature) {
        return likelihood.expectedTerms(y, rows, count, mean, sd, value, slope, curvature);
    }

    @Override
    public double priorMean(int j) {
        return prior.mean(j);
    }

    @Override
    public double priorPrecision(int j) {
        return prior.precision(j);
    }

    @Override
    public double constant() {
        return constant + prior.constant();
    }

    @Override
    double terms(int at, int count, double[] eta, boolean slopes) {
        return likelihood.terms(y, at, count, eta, slopes);
    }

    @Override
    double finish(double sum, double[] z, int at, double[] gradient) {
        return sum + constant + prior.add(z, at, gradient);
    }

    /** What is known of a normal posterior. */
    private record NormalPosterior(double logNormalizer, double[] mean, double[] sds) {
    }

    /** Completes the square: precision P = X^T X/sd^2 + diag(prior), P mean = X^T y/sd^2 + prior precision times prior mean. */
    private NormalPosterior posterior(double sd) {
        int d = dimension();
        double[] precision = new double[d * d];
        double[] mean = new double[d];
        for (int i = 0; i < d; i++) {
            for (int n = 0; n < y.length; n++) {
                double scaled = x.entry(n, i) / (sd * sd);
                mean[i] += scaled * y[n];
                for (int j = 0; j < d; j++) {
                    precision[i * d + j] += scaled * x.entry(n, j);
                }
            }
            precision[i * d + i] += prior.precision(i);
            mean[i] += prior.precision(i) * prior.mean(i);
        }
        double[] factor = Triangular.cholesky("precision of the posterior", precision, d);
        Triangular.solve(factor, d, mean);
        Triangular.solveTransposed(factor, d, mean);
        double[] peak = new double[1];
        evaluate(mean, 0, 1, peak, null, scratch());
        double[] covariance = Triangular.gramOfColumns(Triangular.inverse(factor, d), d);
        double[] sds = new double[d];
        for (int i = 0; i < d; i++) {
            sds[i] = Math.sqrt(covariance[i * d + i]);
        }
        return new NormalPosterior(peak[0] + d * NormalizedModel.HALF_LOG_TWO_PI - Triangular.logDeterminant(factor, d), mean, sds);
    }

    @Override
    public OptionalDouble logNormalizer() {
        return posterior == null ? OptionalDouble.empty() : OptionalDouble.of(posterior.logNormalizer());
    }

    @Override
    public Optional<double[]> mean() {
        return posterior == null ? Optional.empty() : Optional.of(posterior.mean().clone());
    }

    @Override
    public Optional<double[]> sds() {
        return posterior == null ? Optional.empty() : Optional.of(posterior.sds().clone());
    }

    @Override
    public String toString() {
        return "GeneralizedLinearModel(" + likelihood + ", " + data() + ", prior=" + prior + ")";
    }
}
