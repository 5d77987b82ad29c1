package io.divergence.distribution;

import io.divergence.math.Checks;
import io.divergence.math.GammaFunctions;
import io.divergence.math.Triangular;
import io.divergence.random.GammaVariates;
import java.util.random.RandomGenerator;

/**
 * The Wishart distribution of d x d positive definite matrices X with n degrees of freedom and scale V:
 * log p(X) = (n - d - 1)/2 log |X| - tr(V^-1 X)/2 - (n d/2) log 2 - (n/2) log |V| - log Gamma_d(n/2), a density of the
 * d (d + 1)/2 entries on and below the diagonal; the mean is n V. Points are rows of all d^2 entries. Immutable.
 */
public final class Wishart implements Distribution {
    private final double df;
    private final MultivariateNormal scale;
    private final int order;
    private final double[] factor;
    private final double logConstant;

    private Wishart(double df, MultivariateNormal scale) {
        this.df = df;
        this.scale = scale;
        order = scale.dimension();
        factor = scale.cholesky();
        logConstant = -0.5 * df * order * Math.log(2) - df * Triangular.logDeterminant(factor, order)
                - GammaFunctions.logMultivariateGamma(order, 0.5 * df);
    }

    /**
     * Returns the distribution.
     *
     * @param df degrees of freedom n, above d - 1
     * @param scale V, row-major d x d, symmetric, positive definite
     */
    public static Wishart of(double df, double[] scale) {
        Checks.allFinite("scale", scale);
        int d = (int) Math.rint(Math.sqrt(scale.length));
        Checks.atLeast("order", d, 1);
        Checks.length("scale", scale, d * d);
        if (!(df > d - 1 && df <= Double.MAX_VALUE)) {
            throw Checks.illegal("df", df, "must be finite and above d - 1 = " + (d - 1));
        }
        return new Wishart(df, MultivariateNormal.ofCovariance("scale", new double[d], scale));
    }

    /** {@return the degrees of freedom} */
    public double df() {
        return df;
    }

    /** {@return the number d of rows and columns} */
    public int order() {
        return order;
    }

    /** {@return a copy of the scale matrix, row-major d x d} */
    public double[] scale() {
        return scale.covariance();
    }

    /** {@return the normal distribution N(0, V)} */
    public MultivariateNormal normal() {
        return scale;
    }

    @Override
    public int dimension() {
        return order * order;
    }

    /** Negative infinity where X is not symmetric to rounding, or not positive definite. */
    @Override
    public void logDensity(double[] z, int from, int to, double[] out) {
        int d = order;
        double[] matrix = new double[d * d];
        for (int k = from; k < to; k++) {
            System.arraycopy(z, k * d * d, matrix, 0, d * d);
            out[k] = logDensity(matrix);
        }
    }

    private double logDensity(double[] matrix) {
        int d = order;
        double[] root;
        try {
            root = MultivariateNormal.ofCovariance(new double[d], matrix).cholesky();
        } catch (IllegalArgumentException e) {
            for (double x : matrix) {
                if (Double.isNaN(x)) {
                    return Double.NaN;
                }
            }
            return Double.NEGATIVE_INFINITY;
        }
        // tr(V^-1 X) = |L^-1 R|^2, X = R R^T.
        double trace = 0;
        double[] column = new double[d];
        for (int j = 0; j < d; j++) {
            for (int i = 0; i < d; i++) {
                column[i] = root[i * d + j];
            }
            Triangular.solve(factor, d, column);
            for (double x : column) {
                trace += x * x;
            }
        }
        return (df - d - 1) * Triangular.logDeterminant(root, d) - 0.5 * trace + logConstant;
    }

    /** Bartlett's decomposition: X = (L A)(L A)^T, A lower triangular with normals below chi variables on the diagonal. */
    @Override
    public void sample(RandomGenerator rng, double[] z, int from, int to) {
        int d = order;
        double[] a = new double[d * d];
        double[] product = new double[d * d];
        for (int k = from; k < to; k++) {
            for (int i = 0; i < d; i++) {
                for (int j = 0; j < i; j++) {
                    a[i * d + j] = rng.nextGaussian();
                }
                a[i * d + i] = Math.sqrt(2) * Math.exp(0.5 * GammaVariates.logSample(rng, 0.5 * (df - i)));
            }
            for (int i = 0; i < d; i++) {
                for (int j = 0; j <= i; j++) {
                    double sum = 0;
                    for (int m = j; m <= i; m++) {
                        sum += factor[i * d + m] * a[m * d + j];
                    }
                    product[i * d + j] = sum;
                }
            }
            System.arraycopy(Triangular.gramOfRows(product, d), 0, z, k * d * d, d * d);
        }
    }

    @Override
    public String toString() {
        return "Wishart(df=" + df + ", scale=" + Checks.text(scale.covariance()) + ")";
    }
}
