package io.divergence.distribution;

import io.divergence.math.Checks;
import io.divergence.math.GammaFunctions;
import io.divergence.math.Triangular;
import io.divergence.random.GammaVariates;
import io.divergence.target.DifferentiableLogDensity;
import java.util.random.RandomGenerator;

/**
 * Student's t distribution in D dimensions: log p(x) = -(df + D)/2 log(1 + |L^-1 (x - location)|^2/df) + const, with the
 * scale matrix L L^T, which is the covariance times (df - 2)/df. Immutable; a
 * {@link #boundCopy} owns scratch space.
 */
public final class MultivariateStudentT implements Distribution, DifferentiableLogDensity {
    private final double df;
    private final double[] location;
    private final double[] factor;
    private final double logConstant;
    /** Of a bound copy: the normal distribution that draws are stretched from, and a whitened row. */
    private final MultivariateNormal normal;
    private final WorkerScratch scratch;

    private MultivariateStudentT(double df, double[] location, double[] factor) {
        this(df, location, factor, null, null);
    }

    private MultivariateStudentT(double df, double[] location, double[] factor, MultivariateNormal normal, WorkerScratch scratch) {
        this.normal = normal;
        this.scratch = scratch;
        this.df = df;
        this.location = location;
        this.factor = factor;
        int d = location.length;
        logConstant = GammaFunctions.logGamma(0.5 * (df + d)) - GammaFunctions.logGamma(0.5 * df)
                - 0.5 * d * Math.log(df * Math.PI) - Triangular.logDeterminant(factor, d);
    }

    /**
     * Returns the distribution of a scale matrix.
     *
     * @param df degrees of freedom, positive
     * @param scale row-major D x D, symmetric, positive definite
     */
    public static MultivariateStudentT ofScale(double df, double[] location, double[] scale) {
        MultivariateNormal normal = MultivariateNormal.ofCovariance("scale", location, scale);
        return new MultivariateStudentT(Checks.positive("df", df), location.clone(), normal.cholesky());
    }

    /**
     * Returns the distribution of the Cholesky factor of the scale matrix.
     *
     * @param df degrees of freedom, positive
     * @param factor row-major D x D, lower triangular with a positive diagonal
     */
    public static MultivariateStudentT ofCholesky(double df, double[] location, double[] factor) {
        MultivariateNormal normal = MultivariateNormal.ofCholesky(location, factor);
        return new MultivariateStudentT(Checks.positive("df", df), location.clone(), normal.cholesky());
    }

    /** {@return the degrees of freedom} */
    public double df() {
        return df;
    }

    /** {@return a copy of the location, the mean if df &gt; 1} */
    public double[] location() {
        return location.clone();
    }

    /** {@return a copy of the lower Cholesky factor of the scale matrix, row-major D x D} */
    public double[] cholesky() {
        return factor.clone();
    }

    @Override
    public int dimension() {
        return location.length;
    }

    @Override
    public void logDensity(double[] z, int from, int to, double[] out) {
        double[] e = WorkerScratch.array(scratch, 0, location.length);
        for (int k = from; k < to; k++) {
            out[k] = logConstant - 0.5 * (df + e.length) * Math.log1p(whiten(z, k, e) / df);
        }
    }

    @Override
    public void logDensityAndGradient(double[] z, int from, int to, double[] out, double[] gradient) {
        int d = location.length;
        double[] e = WorkerScratch.array(scratch, 0, d);
        for (int k = from; k < to; k++) {
            double square = whiten(z, k, e);
            out[k] = logConstant - 0.5 * (df + d) * Math.log1p(square / df);
            Triangular.solveTransposed(factor, d, e);
            double weight = (df + d) / (df + square);
            for (int i = 0; i < d; i++) {
                gradient[k * d + i] = -weight * e[i];
            }
        }
    }

    private double whiten(double[] z, int row, double[] e) {
        int d = location.length;
        for (int i = 0; i < d; i++) {
            e[i] = z[row * d + i] - location[i];
        }
        Triangular.solve(factor, d, e);
        double sum = 0;
        for (double x : e) {
            sum += x * x;
        }
        return sum;
    }

    @Override
    public void sample(RandomGenerator rng, double[] z, int from, int to) {
        (normal == null ? centredNormal() : normal).sample(rng, z, from, to);
        int d = location.length;
        for (int k = from; k < to; k++) {
            // sqrt(df/chi^2), chi^2 = 2 g of a gamma variable g of shape df/2.
            double stretch = Math.exp(0.5 * (Math.log(0.5 * df) - GammaVariates.logSample(rng, 0.5 * df)));
            for (int i = 0; i < d; i++) {
                z[k * d + i] = location[i] + stretch * z[k * d + i];
            }
        }
    }

    private MultivariateNormal centredNormal() {
        return MultivariateNormal.ofCholesky(new double[location.length], factor);
    }

    @Override
    public MultivariateStudentT boundCopy() {
        return new MultivariateStudentT(df, location, factor, centredNormal().boundCopy(), new WorkerScratch(1));
    }

    @Override
    public String toString() {
        return "MultivariateStudentT(df=" + df + ", location=" + Checks.text(location) + ", cholesky=" + Checks.text(factor) + ")";
    }
}
