package io.divergence.transform;

import io.divergence.math.Checks;
import io.divergence.target.DifferentiableLogDensity;
import io.divergence.target.LogDensity;
import io.divergence.target.StepDependent;
import io.divergence.target.Support;
import java.util.Arrays;
import java.util.OptionalDouble;

/**
 * The log density on R^M that a transform makes of a log density in the user's space:
 * log p~_y(y) = log p~(T(y)) + log |det J(y)|. It has a gradient if the user's log density has one.
 *
 * <p>It is negative infinity where T(y) has left the range of doubles or the target's support; the user's code is not called
 * there. What the user's code returns inside, NaN too, is passed on. It owns scratch space: one {@link #boundCopy()} per worker.
 *
 * <p>log Z is kept where the image of the transform is known to hold all of the target's mass
 * ({@link Transform#covers}); otherwise, as for a normal distribution on the positive numbers or a density of unordered
 * coordinates, it is empty: state it with {@code LogDensities.withLogNormalizer}. Samplers, moments and tails of the
 * target belong to x and are not carried over.
 */
public sealed class ConstrainedTarget implements LogDensity, StepDependent permits ConstrainedTarget.Differentiable {
    private static final int BLOCK = 64;
    private static final int BLOCK_ENTRIES = 1 << 15;

    private final LogDensity target;
    private final Transform transform;
    private final Support box;
    private final Support reals;
    private final OptionalDouble logNormalizer;
    final int d;
    final int m;
    final int rows;
    /** Points in the user's space, row-major; only rows inside the support, next to each other. */
    final double[] x;
    final double[] values;
    final double[] logJacobians;
    /** The row of y of each row of x. */
    final int[] sources;

    private ConstrainedTarget(LogDensity target, Transform transform) {
        this.target = target;
        this.transform = transform;
        d = transform.dimension();
        m = transform.unconstrainedDimension();
        box = target.support();
        reals = Support.reals(m);
        logNormalizer = transform.covers(box, 0) ? target.logNormalizer() : OptionalDouble.empty();
        rows = Math.max(1, Math.min(BLOCK, BLOCK_ENTRIES / d));
        x = new double[rows * d];
        values = new double[rows];
        logJacobians = new double[rows];
        sources = new int[rows];
    }

    /**
     * Returns the log density on R^M; a {@link DifferentiableLogDensity} if the target is one.
     *
     * @param target of the dimension D of the transform, on a set with volume
     */
    public static ConstrainedTarget of(LogDensity target, Transform transform) {
        Checks.notNull("target", target);
        Checks.notNull("transform", transform);
        if (target.dimension() != transform.dimension()) {
            throw Checks.illegal("target.dimension", target.dimension(),
                    "must be " + transform.dimension() + ", the dimension of " + transform);
        }
        if (target.support().kind() == Support.Kind.POINTS) {
            throw Checks.illegal("target.support", target.support(), "must have a volume: points have no density to transform");
        }
        return bound(target, transform);
    }

    /** Returns the log density with its gradient on R^M. */
    public static Differentiable of(DifferentiableLogDensity target, Transform transform) {
        return (Differentiable) of((LogDensity) target, transform);
    }

    private static ConstrainedTarget bound(LogDensity target, Transform transform) {
        return target instanceof DifferentiableLogDensity differentiable
                ? new Differentiable(differentiable, transform) : new ConstrainedTarget(target, transform);
    }

    /** {@return the log density in the user's space} */
    public LogDensity target() {
        return target;
    }

    /** {@return the transform} */
    public Transform transform() {
        return transform;
    }

    /** {@return M} */
    @Override
    public int dimension() {
        return m;
    }

    @Override
    public Support support() {
        return reals;
    }

    @Override
    public OptionalDouble logNormalizer() {
        return logNormalizer;
    }

    @Override
    public final void prepare(long step) {
        StepDependent.prepare(target, step);
    }

    @Override
    public final boolean differsByStep() {
        return StepDependent.differsByStep(target);
    }

    @Override
    public ConstrainedTarget boundCopy() {
        return bound(target.boundCopy(), transform);
    }

    @Override
    public void logDensity(double[] z, int from, int to, double[] out) {
        for (int start = from; start < to; start += rows) {
            int count = gather(z, start, Math.min(to, start + rows), out);
            if (count > 0) {
                target.logDensity(x, 0, count, values);
            }
            scatter(count, out);
        }
    }

    /** Transforms rows; returns how many are inside, and marks the others. */
    final int gather(double[] z, int from, int to, double[] out) {
        int count = 0;
        for (int k = from; k < to; k++) {
            double log = transform.apply(z, k * m, x, count * d);
            if (log > Double.NEGATIVE_INFINITY && isInside(count * d)) {
                logJacobians[count] = log;
                sources[count] = k;
                count++;
            } else {
                out[k] = Double.NEGATIVE_INFINITY;
            }
        }
        return count;
    }

    private boolean isInside(int at) {
        if (box.kind() == Support.Kind.REALS) {
            return true;
        }
        for (int i = 0; i < d; i++) {
            if (!(x[at + i] >= box.lower(i) && x[at + i] <= box.upper(i))) {
                return false;
            }
        }
        return true;
    }

    final void scatter(int count, double[] out) {
        for (int r = 0; r < count; r++) {
            out[sources[r]] = values[r] + logJacobians[r];
        }
    }

    /** The same in every run, since checkpoints compare it: the class stands for a target without a text of its own. */
    @Override
    public String toString() {
        String text = String.valueOf(target);
        boolean nameless = text.endsWith("@" + Integer.toHexString(System.identityHashCode(target)));
        return (nameless ? target.getClass().getName().replaceFirst("\\$\\$Lambda.*", " function") : text) + " through " + transform;
    }

    /** With the gradient: (dx/dy)^T grad log p~ + grad log |det J|. */
    public static final class Differentiable extends ConstrainedTarget implements DifferentiableLogDensity {
        private final double[] slopes;

        private Differentiable(DifferentiableLogDensity target, Transform transform) {
            super(target, transform);
            slopes = new double[rows * d];
        }

        @Override
        public Differentiable boundCopy() {
            return (Differentiable) super.boundCopy();
        }

        @Override
        public void logDensityAndGradient(double[] z, int from, int to, double[] out, double[] gradient) {
            DifferentiableLogDensity density = (DifferentiableLogDensity) target();
            for (int start = from; start < to; start += rows) {
                int end = Math.min(to, start + rows);
                Arrays.fill(gradient, start * m, end * m, 0);
                int count = gather(z, start, end, out);
                if (count > 0) {
                    density.logDensityAndGradient(x, 0, count, values, slopes);
                }
                scatter(count, out);
                for (int r = 0; r < count; r++) {
                    int k = sources[r];
                    if (out[k] > Double.NEGATIVE_INFINITY) {
                        transform().pullback(z, k * m, x, r * d, slopes, 1, gradient, k * m);
                    }
                }
            }
        }
    }
}
