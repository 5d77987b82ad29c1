package io.divergence.distribution;

import io.divergence.math.Checks;
import io.divergence.target.DifferentiableLogDensity;
import io.divergence.target.LogDensity;
import io.divergence.target.Support;
import io.divergence.transform.Diffeomorphism;
import io.divergence.transform.Transform;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * The distribution of x = T(y) in D dimensions: log p_x(x) = log p_y(y) - log |det J(y)| at y = T^-1(x), and negative infinity where x
 * is not in the image of T, or T(y) within rounding of the end of the range of doubles. It has a gradient if that of y has one and T is
 * a {@link Diffeomorphism}. Immutable and thread-safe; a {@link #boundCopy} owns scratch space.
 */
public sealed class TransformedMultivariate implements Distribution {
    private final Distribution base;
    private final Transform transform;
    private final Support support;
    /** Of a bound copy: points, log Jacobians, T of a point, log densities, and gradients of the base. */
    private final WorkerScratch scratch;

    private TransformedMultivariate(Distribution base, Transform transform, WorkerScratch scratch) {
        this.base = base;
        this.transform = transform;
        this.scratch = scratch;
        support = transform instanceof Diffeomorphism map ? map.image() : Support.reals(transform.dimension());
    }

    /**
     * Returns the distribution of T(y).
     *
     * @param base that of y, on a set with volume
     * @param transform T, one to one from R^D to R^D
     */
    public static TransformedMultivariate of(Distribution base, Transform transform) {
        Checks.notNull("base", base);
        requireVolume(transform);
        if (base.dimension() != transform.dimension()) {
            throw Checks.illegal("base.dimension", base.dimension(), "must be " + transform.dimension() + ", the dimension of " + transform);
        }
        if (base.support().kind() == Support.Kind.POINTS) {
            throw Checks.illegal("base.support", base.support(), "must have a volume: points have no density to transform");
        }
        return base instanceof DifferentiableLogDensity && transform instanceof Diffeomorphism
                ? new Differentiable(base, transform, null) : new TransformedMultivariate(base, transform, null);
    }

    final double[] array(int i, int length) {
        return WorkerScratch.array(scratch, i, length);
    }

    /** Checks that T keeps volumes apart: M = D, one to one. */
    public static Transform requireVolume(Transform transform) {
        Checks.notNull("transform", transform);
        if (transform.unconstrainedDimension() != transform.dimension() || !transform.isOneToOne()) {
            throw Checks.illegal("transform", transform, "must be one to one from R^D to R^D for a density on R^D: its image is a surface;"
                    + " fit in its unconstrained coordinates by ConstrainedTarget");
        }
        return transform;
    }

    /** {@return the distribution of y} */
    public final Distribution base() {
        return base;
    }

    /** {@return T} */
    public final Transform transform() {
        return transform;
    }

    @Override
    public final int dimension() {
        return transform.dimension();
    }

    /** {@return the smallest box that holds the image of T, if T is a {@link Diffeomorphism}; else R^D} */
    @Override
    public final Support support() {
        return support;
    }

    /**
     * Writes y = T^-1(x) of one point.
     *
     * @param x the point is x[xAt .. xAt + D)
     * @param xAt where x starts
     * @param y y[yAt .. yAt + D) receives T^-1(x), and zeros where there is none
     * @param yAt where y starts
     * @param again receives T(y) at [0, D)
     * @return log |det J(y)|; positive infinity where x has no density; NaN if x is NaN
     */
    public static double toBase(Transform transform, double[] x, int xAt, double[] y, int yAt, double[] again) {
        int d = transform.dimension();
        for (int i = 0; i < d; i++) {
            if (Double.isNaN(x[xAt + i])) {
                Arrays.fill(y, yAt, yAt + d, 0);
                return Double.NaN;
            }
        }
        try {
            transform.invert(x, xAt, y, yAt);
        } catch (IllegalArgumentException outside) {
            Arrays.fill(y, yAt, yAt + d, 0);
            return Double.POSITIVE_INFINITY;
        }
        double log = transform.apply(y, yAt, again, 0);
        return log == Double.NEGATIVE_INFINITY ? Double.POSITIVE_INFINITY : log;
    }

    /** Returns log p_y - log |J|, and negative infinity where there is no density. */
    public static double logDensity(double logBase, double logJacobian) {
        return logJacobian == Double.POSITIVE_INFINITY ? Double.NEGATIVE_INFINITY : logBase - logJacobian;
    }

    @Override
    public final void logDensity(double[] z, int from, int to, double[] out) {
        int d = dimension();
        int n = to - from;
        double[] y = array(0, n * d);
        double[] logJacobians = toBase(z, from, to, y);
        double[] logs = array(3, n);
        base.logDensity(y, 0, n, logs);
        for (int k = 0; k < n; k++) {
            out[from + k] = logDensity(logs[k], logJacobians[k]);
        }
    }

    final double[] toBase(double[] z, int from, int to, double[] y) {
        int d = dimension();
        double[] logJacobians = array(1, to - from);
        double[] again = array(2, d);
        for (int k = from; k < to; k++) {
            logJacobians[k - from] = toBase(transform, z, k * d, y, (k - from) * d, again);
        }
        return logJacobians;
    }

    @Override
    public final void sample(RandomGenerator rng, double[] z, int from, int to) {
        int d = dimension();
        double[] y = array(0, (to - from) * d);
        base.sample(rng, y, 0, to - from);
        for (int k = from; k < to; k++) {
            transform.apply(y, (k - from) * d, z, k * d);
        }
    }

    @Override
    public LogDensity boundCopy() {
        return new TransformedMultivariate(WorkerScratch.copies(base)[0], transform, new WorkerScratch(5));
    }

    @Override
    public String toString() {
        return base + " through " + transform;
    }

    /** With the gradient. */
    private static final class Differentiable extends TransformedMultivariate implements DifferentiableLogDensity {
        Differentiable(Distribution base, Transform transform, WorkerScratch scratch) {
            super(base, transform, scratch);
        }

        @Override
        public DifferentiableLogDensity boundCopy() {
            return new Differentiable(WorkerScratch.copies(base())[0], transform(), new WorkerScratch(5));
        }

        @Override
        public void logDensityAndGradient(double[] z, int from, int to, double[] out, double[] gradient) {
            int d = dimension();
            int n = to - from;
            double[] y = array(0, n * d);
            double[] logJacobians = toBase(z, from, to, y);
            double[] logs = array(3, n);
            double[] slopes = array(4, n * d);
            ((DifferentiableLogDensity) base()).logDensityAndGradient(y, 0, n, logs, slopes);
            for (int k = 0; k < n; k++) {
                out[from + k] = logDensity(logs[k], logJacobians[k]);
                ((Diffeomorphism) transform()).solve(y, k * d, slopes, k * d, 1, gradient, (from + k) * d);
            }
        }
    }
}
