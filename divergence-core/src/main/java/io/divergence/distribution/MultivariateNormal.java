package io.divergence.distribution;

import io.divergence.math.Checks;
import io.divergence.math.Triangular;
import io.divergence.target.DifferentiableLogDensity;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * The normal distribution in D dimensions, N(mean, Sigma):
 * log p(x) = -|L^-1 (x - mean)|^2/2 - SUM log L_ii - D log(2 pi)/2, Sigma = L L^T.
 * It is kept in the form in which it was given (covariance, precision, Cholesky factor, low rank plus diagonal, diagonal), since
 * two of them are compared in that form: a difference of covariances keeps digits that their factors have lost. Immutable.
 */
public final class MultivariateNormal implements Distribution, DifferentiableLogDensity {

    /** The form in which a normal distribution was given. */
    public enum Form {
        /** By its covariance matrix. */
        COVARIANCE,
        /** By its precision matrix, the inverse of the covariance. */
        PRECISION,
        /** By the lower Cholesky factor of its covariance. */
        CHOLESKY,
        /** By W and d: Sigma = W W^T + diag(d). */
        LOW_RANK,
        /** By standard deviations of independent coordinates. */
        DIAGONAL
    }

    /** So many rows are computed together. */
    private static final int ROWS = 4;

    private final Form form;
    private final double[] mean;
    /** The matrix as given, row-major; for low rank plus diagonal the D x r factor. */
    private final double[] matrix;
    /** The diagonal of low rank plus diagonal; else null. */
    private final double[] diagonal;
    /** L, row-major. */
    private final double[] factor;
    private final double logConstant;

    /** One worker's scratch space; null for the shared object. */
    private final double[] scratch;
    /** Of a worker's copy that was given by its precision; else null. */
    private final QuadraticForm quadratic;

    private MultivariateNormal(Form form, double[] mean, double[] matrix, double[] diagonal, double[] factor) {
        this(form, mean, matrix, diagonal, factor, null);
    }

    private MultivariateNormal(Form form, double[] mean, double[] matrix, double[] diagonal, double[] factor, double[] scratch) {
        this.scratch = scratch;
        quadratic = scratch != null && form == Form.PRECISION ? new QuadraticForm(mean, matrix) : null;
        this.form = form;
        this.mean = mean;
        this.matrix = matrix;
        this.diagonal = diagonal;
        this.factor = factor;
        logConstant = -Triangular.logDeterminant(factor, mean.length) - mean.length * Normal.HALF_LOG_TWO_PI;
    }

    /**
     * Returns the distribution of a covariance matrix.
     *
     * @param covariance row-major D x D, symmetric, positive definite
     * @throws IllegalArgumentException if it is not symmetric to rounding or not positive definite: it names the pivot
     */
    public static MultivariateNormal ofCovariance(double[] mean, double[] covariance) {
        return ofCovariance("covariance", mean, covariance);
    }

    /** By the name that the matrix has where it is an argument. */
    static MultivariateNormal ofCovariance(String name, double[] mean, double[] covariance) {
        int d = Checks.allFinite("mean", mean).length;
        checkSymmetric(name, covariance, d);
        double[] factor = Triangular.cholesky(name, covariance, d);
        return new MultivariateNormal(Form.COVARIANCE, mean.clone(), covariance.clone(), null, factor);
    }

    /**
     * Returns the distribution of a precision matrix, the inverse of the covariance.
     *
     * @param precision row-major D x D, symmetric, positive definite
     * @throws IllegalArgumentException if it is not symmetric to rounding or not positive definite: it names the pivot
     */
    public static MultivariateNormal ofPrecision(double[] mean, double[] precision) {
        int d = Checks.allFinite("mean", mean).length;
        checkSymmetric("precision", precision, d);
        double[] inverse = Triangular.inverse(Triangular.cholesky("precision", precision, d), d);
        double[] factor = Triangular.cholesky("inverse of precision", Triangular.gramOfColumns(inverse, d), d);
        return new MultivariateNormal(Form.PRECISION, mean.clone(), precision.clone(), null, factor);
    }

    /**
     * Returns the distribution of a Cholesky factor L, Sigma = L L^T.
     *
     * @param factor row-major D x D, lower triangular with a positive diagonal; entries above it must be zero
     */
    public static MultivariateNormal ofCholesky(double[] mean, double[] factor) {
        int d = Checks.allFinite("mean", mean).length;
        Checks.length("factor", factor, d * d);
        Checks.allFinite("factor", factor);
        for (int i = 0; i < d; i++) {
            Checks.positive("factor[" + i + "][" + i + "]", factor[i * d + i]);
            for (int j = i + 1; j < d; j++) {
                if (factor[i * d + j] != 0) {
                    throw Checks.illegal("factor[" + i + "][" + j + "]", factor[i * d + j], "must be 0 above the diagonal");
                }
            }
        }
        return new MultivariateNormal(Form.CHOLESKY, mean.clone(), factor.clone(), null, factor.clone());
    }

    /**
     * Returns the distribution with Sigma = W W^T + diag(d).
     *
     * @param lowRank W, row-major D x r
     * @param diagonal d, positive
     */
    public static MultivariateNormal ofLowRank(double[] mean, double[] lowRank, double[] diagonal) {
        int d = Checks.allFinite("mean", mean).length;
        Checks.length("diagonal", diagonal, d);
        Checks.allFinite("lowRank", lowRank);
        if (lowRank.length % d != 0) {
            throw Checks.illegal("lowRank.length", lowRank.length, "must be a multiple of the dimension " + d);
        }
        for (int i = 0; i < d; i++) {
            Checks.positive("diagonal[" + i + "]", diagonal[i]);
        }
        double[] covariance = lowRankCovariance(lowRank, diagonal, d);
        return new MultivariateNormal(Form.LOW_RANK, mean.clone(), lowRank.clone(), diagonal.clone(),
                Triangular.cholesky("covariance", covariance, d));
    }

    /** Returns the distribution of independent coordinates. */
    public static MultivariateNormal ofDiagonal(double[] mean, double[] sds) {
        int d = Checks.allFinite("mean", mean).length;
        Checks.length("sds", sds, d);
        double[] factor = new double[d * d];
        for (int i = 0; i < d; i++) {
            factor[i * d + i] = Checks.positive("sds[" + i + "]", sds[i]);
        }
        return new MultivariateNormal(Form.DIAGONAL, mean.clone(), factor, null, factor);
    }

    /** Returns N(0, I). */
    public static MultivariateNormal standard(int dimension) {
        double[] ones = new double[Checks.atLeast("dimension", dimension, 1)];
        Arrays.fill(ones, 1);
        return ofDiagonal(new double[dimension], ones);
    }

    private static void checkSymmetric(String name, double[] matrix, int d) {
        Checks.length(name, matrix, d * d);
        Checks.allFinite(name, matrix);
        for (int i = 0; i < d; i++) {
            for (int j = 0; j < i; j++) {
                double a = matrix[i * d + j];
                double b = matrix[j * d + i];
                if (!(Math.abs(a - b) <= 1e-12 * Math.sqrt(Math.abs(matrix[i * d + i] * matrix[j * d + j])))) {
                    throw Checks.illegal(name + "[" + i + "][" + j + "]", a,
                            "must equal " + name + "[" + j + "][" + i + "] = " + b + ": the matrix must be symmetric");
                }
            }
        }
    }

    private static double[] lowRankCovariance(double[] w, double[] diagonal, int d) {
        int r = w.length / d;
        double[] covariance = new double[d * d];
        for (int i = 0; i < d; i++) {
            for (int j = 0; j < d; j++) {
                double sum = i == j ? diagonal[i] : 0;
                for (int k = 0; k < r; k++) {
                    sum += w[i * r + k] * w[j * r + k];
                }
                covariance[i * d + j] = sum;
            }
        }
        return covariance;
    }

    /** {@return the form in which it was given} */
    public Form form() {
        return form;
    }

    @Override
    public int dimension() {
        return mean.length;
    }

    /** {@return a copy of the mean} */
    public double[] mean() {
        return mean.clone();
    }

    /** {@return a copy of the lower Cholesky factor L of the covariance, row-major D x D} */
    public double[] cholesky() {
        return factor.clone();
    }

    /** {@return the matrix as it was given, row-major; the D x r factor W of low rank plus diagonal; L for a diagonal} */
    public double[] matrix() {
        return matrix.clone();
    }

    /** {@return the diagonal d of low rank plus diagonal} */
    public double[] diagonal() {
        if (form != Form.LOW_RANK) {
            throw new IllegalStateException("diagonal() is for low rank plus diagonal; this was given by its " + form);
        }
        return diagonal.clone();
    }

    /** {@return the covariance matrix, row-major D x D} */
    public double[] covariance() {
        return switch (form) {
            case COVARIANCE -> matrix.clone();
            case LOW_RANK -> lowRankCovariance(matrix, diagonal, mean.length);
            default -> Triangular.gramOfRows(factor, mean.length);
        };
    }

    @Override
    public void logDensity(double[] z, int from, int to, double[] out) {
        if (quadratic != null) {
            quadratic.evaluate(z, from, to, logConstant, out, null);
            return;
        }
        double[] e = scratch(to - from);
        int k = from;
        for (; to - k >= ROWS; k += ROWS) {
            whitenRows(z, k, e);
            for (int r = 0; r < ROWS; r++) {
                out[k + r] = logConstant - 0.5 * square(e, r);
            }
        }
        for (; k < to; k++) {
            whiten(z, k, e);
            out[k] = logConstant - 0.5 * square(e, 0);
        }
    }

    @Override
    public void logDensityAndGradient(double[] z, int from, int to, double[] out, double[] gradient) {
        if (quadratic != null) {
            quadratic.evaluate(z, from, to, logConstant, out, gradient);
            return;
        }
        int d = mean.length;
        double[] e = scratch(1);
        for (int k = from; k < to; k++) {
            whiten(z, k, e);
            out[k] = logConstant - 0.5 * square(e, 0);
            Triangular.solveTransposed(factor, d, e);
            for (int i = 0; i < d; i++) {
                gradient[k * d + i] = -e[i];
            }
        }
    }

    private void whiten(double[] z, int row, double[] e) {
        int d = mean.length;
        for (int i = 0; i < d; i++) {
            e[i] = z[row * d + i] - mean[i];
        }
        Triangular.solve(factor, d, e);
    }

    private double square(double[] e, int row) {
        double sum = 0;
        int end = (row + 1) * mean.length;
        for (int i = row * mean.length; i < end; i++) {
            sum += e[i] * e[i];
        }
        return sum;
    }

    private void whitenRows(double[] z, int row, double[] e) {
        int d = mean.length;
        for (int r = 0; r < ROWS; r++) {
            for (int i = 0; i < d; i++) {
                e[r * d + i] = z[(row + r) * d + i] - mean[i];
            }
        }
        Triangular.solveRows(factor, d, e, ROWS);
    }

    /** The first column of a row of L that may have an entry which is not zero. */
    private int firstInRow(int i) {
        return form == Form.DIAGONAL ? i : 0;
    }

    @Override
    public void sample(RandomGenerator rng, double[] z, int from, int to) {
        int d = mean.length;
        double[] e = scratch(to - from);
        int k = from;
        for (; to - k >= ROWS; k += ROWS) {
            sampleRows(rng, z, k, e);
        }
        for (; k < to; k++) {
            for (int i = 0; i < d; i++) {
                e[i] = rng.nextGaussian();
            }
            for (int i = 0; i < d; i++) {
                double sum = mean[i];
                for (int j = firstInRow(i); j <= i; j++) {
                    sum += factor[i * d + j] * e[j];
                }
                z[k * d + i] = sum;
            }
        }
    }

    private void sampleRows(RandomGenerator rng, double[] z, int row, double[] e) {
        int d = mean.length;
        for (int i = 0; i < ROWS * d; i++) {
            e[i] = rng.nextGaussian();
        }
        for (int i = 0; i < d; i++) {
            double a = mean[i];
            double b = mean[i];
            double c = mean[i];
            double f = mean[i];
            for (int j = firstInRow(i); j <= i; j++) {
                double l = factor[i * d + j];
                a += l * e[j];
                b += l * e[d + j];
                c += l * e[2 * d + j];
                f += l * e[3 * d + j];
            }
            z[row * d + i] = a;
            z[(row + 1) * d + i] = b;
            z[(row + 2) * d + i] = c;
            z[(row + 3) * d + i] = f;
        }
    }

    private double[] scratch(int rows) {
        return scratch == null ? new double[scratchLength(rows)] : scratch;
    }

    private int scratchLength(int rows) {
        return rows < ROWS ? mean.length : mean.length * ROWS;
    }

    @Override
    public MultivariateNormal boundCopy() {
        return new MultivariateNormal(form, mean, matrix, diagonal, factor, new double[scratchLength(ROWS)]);
    }

    @Override
    public String toString() {
        return "MultivariateNormal(mean=" + Checks.text(mean) + ", " + form.name().toLowerCase(java.util.Locale.ROOT) + "="
                + Checks.text(matrix) + ")";
    }
}
