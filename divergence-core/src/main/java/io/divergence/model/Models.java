package io.divergence.model;

import io.divergence.distribution.Categorical;
import io.divergence.distribution.MultivariateNormal;
import io.divergence.distribution.MultivariateStudentT;
import io.divergence.math.Checks;

/** The test densities of the field, with their normalisers and, where they exist, their moments. */
public final class Models {
    private static final long SEED = 1;

    private Models() {
    }

    /**
     * Returns the normal distribution N(mean, L L^T); log Z = 0.
     *
     * @param covarianceCholesky L, row-major D x D, lower triangular with a positive diagonal and zeros above it
     */
    public static Model gaussian(double[] mean, double[] covarianceCholesky) {
        MultivariateNormal checked = MultivariateNormal.ofCholesky(mean, covarianceCholesky);
        return new EllipticalModel(Double.POSITIVE_INFINITY, checked.mean(), checked.cholesky());
    }

    /** Returns {@link #illConditionedGaussian(int, double, long)} with a fixed rotation. */
    public static Model illConditionedGaussian(int dimension, double condition) {
        return illConditionedGaussian(dimension, condition, SEED);
    }

    /**
     * Returns log p~(x) = -x^T P x/2, where the eigenvalues of the precision P rise geometrically from 1 to the condition along axes
     * that are rotated at random; not normalised, log Z = SUM log(2 pi/lambda_i)/2.
     *
     * @param condition at least 1; in one dimension it is the precision
     * @param seed of the rotation
     */
    public static Model illConditionedGaussian(int dimension, double condition, long seed) {
        Checks.atLeast("dimension", dimension, 1);
        Checks.inRange("condition", condition, 1, 1e300);
        return new IllConditionedModel(dimension, condition, seed);
    }

    /** Returns Student's t distribution with location 0 and the unit matrix as its scale matrix; log Z = 0. */
    public static Model studentT(int dimension, double df) {
        double[] unit = new double[Checks.atLeast("dimension", dimension, 1) * dimension];
        for (int i = 0; i < dimension; i++) {
            unit[i * dimension + i] = 1;
        }
        return studentT(df, new double[dimension], unit);
    }

    /**
     * Returns Student's t distribution with the scale matrix L L^T; log Z = 0.
     *
     * @param df degrees of freedom, positive
     * @param scaleCholesky L, row-major D x D, lower triangular with a positive diagonal and zeros above it
     */
    public static Model studentT(double df, double[] location, double[] scaleCholesky) {
        MultivariateStudentT checked = MultivariateStudentT.ofCholesky(df, location, scaleCholesky);
        return new EllipticalModel(df, checked.location(), checked.cholesky());
    }

    /**
     * Returns Neal's funnel: points (v, x_1, ..., x_(D-1)) with v ~ N(0, 3^2) and x_i | v ~ N(0, e^v); log Z = 0.
     *
     * <p>Source: R. M. Neal, Slice sampling, Annals of Statistics 31 (2003), section 8.
     *
     * @param dimension D, at least 2
     */
    public static Model funnel(int dimension) {
        return new FunnelModel(Checks.atLeast("dimension", dimension, 2));
    }

    /** Returns {@link #banana(double, double)} with sd 10 and bend 0.03. */
    public static Model banana() {
        return banana(10, 0.03);
    }

    /**
     * Returns the twisted normal distribution in two dimensions: x_1 ~ N(0, sd^2), x_2 | x_1 ~ N(bend (x_1^2 - sd^2), 1); log Z = 0.
     *
     * <p>Source: H. Haario, E. Saksman, J. Tamminen, Adaptive proposal distribution for random walk Metropolis algorithm,
     * Computational Statistics 14 (1999), with the sign of bend turned.
     */
    public static Model banana(double sd, double bend) {
        return new BananaModel(Checks.positive("sd", sd), Checks.finite("bend", bend));
    }

    /**
     * Returns the mixture SUM w_i N(mean_i, sd_i^2 I); log Z = 0.
     *
     * @param weights not negative, with the sum one
     * @param means as many rows as weights, each of length D
     * @param sds as many as weights, positive
     */
    public static Model mixture(double[] weights, double[][] means, double[] sds) {
        Categorical categorical = Categorical.of(weights);
        int n = weights.length;
        Checks.length("sds", sds, n);
        if (Checks.noNulls("means", means).length != n) {
            throw Checks.illegal("means.length", means.length, "must be " + n + ", the number of weights");
        }
        int d = Checks.allFinite("means[0]", means[0]).length;
        double[] rows = new double[n * d];
        for (int i = 0; i < n; i++) {
            Checks.positive("sds[" + i + "]", sds[i]);
            Checks.allFinite("means[" + i + "]", Checks.length("means[" + i + "]", means[i], d));
            System.arraycopy(means[i], 0, rows, i * d, d);
        }
        return new MixtureModel(categorical, rows, sds.clone());
    }

    /** Returns the product of D standard Cauchy distributions; log Z = 0, and no moments exist. */
    public static Model cauchy(int dimension) {
        return new CauchyModel(Checks.atLeast("dimension", dimension, 1));
    }
}
