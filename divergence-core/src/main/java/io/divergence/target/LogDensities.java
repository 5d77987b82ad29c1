package io.divergence.target;

import io.divergence.math.Checks;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.function.ToDoubleFunction;

/**
 * Adapters that make a target of a user's own function, and wrappers that add to what is known of a target. A wrapper
 * keeps the capabilities of what it wraps: {@link DifferentiableLogDensity}, {@link UnivariateShape},
 * {@link SampleSource}, {@link Moments}.
 */
public final class LogDensities {

    private LogDensities() {
    }

    /** A gradient at one point. */
    @FunctionalInterface
    public interface PointGradient {
        /**
         * Writes the gradient.
         *
         * @param x the point, of length D; reused between calls, not to be kept
         * @param gradient receives the D partial derivatives
         */
        void at(double[] x, double[] gradient);
    }

    /** Returns the target of a function on R. The function is called from every worker: it must be thread-safe. */
    public static LogDensity univariate(DoubleUnaryOperator logDensity) {
        Checks.notNull("logDensity", logDensity);
        return new UnivariateFunction(logDensity);
    }

    /** Returns the differentiable target of a function on R and its derivative. Both must be thread-safe. */
    public static DifferentiableLogDensity univariate(DoubleUnaryOperator logDensity, DoubleUnaryOperator derivative) {
        Checks.notNull("logDensity", logDensity);
        Checks.notNull("derivative", derivative);
        return new UnivariateFunction.Differentiable(logDensity, derivative);
    }

    /**
     * Returns the target of a function on R^D.
     *
     * @param dimension D
     * @param logDensity the function of a point of length D; must be thread-safe; the point is reused between calls
     */
    public static LogDensity of(int dimension, ToDoubleFunction<double[]> logDensity) {
        return new PointFunction(Checks.atLeast("dimension", dimension, 1), Checks.notNull("logDensity", logDensity));
    }

    /** Returns the differentiable target of a function on R^D and its gradient. Both must be thread-safe. */
    public static DifferentiableLogDensity of(
            int dimension, ToDoubleFunction<double[]> logDensity, PointGradient gradient) {
        return new PointFunction.Differentiable(Checks.atLeast("dimension", dimension, 1),
                Checks.notNull("logDensity", logDensity), Checks.notNull("gradient", gradient));
    }

    /**
     * Returns a target with gradients by central differences: 2 D more evaluations a point, and about ten correct
     * digits. It is never chosen silently. Of a {@link io.divergence.transform.ConstrainedTarget} only the density is left, without its
     * transform and names: put the differences inside.
     */
    public static DifferentiableLogDensity finiteDifferences(LogDensity target) {
        Knowledge known = Knowledge.of(Checks.notNull("target", target));
        return (DifferentiableLogDensity) Informed.of(new FiniteDifferences(target), known);
    }

    /** Returns a target whose normaliser log Z is known: log of the integral of exp(log p~). */
    public static LogDensity withLogNormalizer(LogDensity target, double logNormalizer) {
        Knowledge known = Knowledge.of(Checks.notNull("target", target));
        return Informed.of(target, known.withLogNormalizer(Checks.finite("logNormalizer", logNormalizer)));
    }

    /**
     * Returns a target with a support of its own, where quadrature stops. This declares and does not truncate: outside
     * the support the log density must be negative infinity already.
     */
    public static LogDensity withSupport(LogDensity target, Support support) {
        Checks.notNull("target", target);
        Checks.notNull("support", support);
        if (support.dimension() != target.dimension()) {
            throw Checks.illegal("support.dimension", support.dimension(), "must be " + target.dimension());
        }
        return Informed.of(target, Knowledge.of(target).withSupport(support));
    }

    /** Returns a one-dimensional target of which quadrature is told where its peaks are; its tails stay unknown. */
    public static LogDensity withFeatures(LogDensity target, Feature... features) {
        return withShape(target, Tail.unknown(), Tail.unknown(), features);
    }

    /** Returns a one-dimensional target of which quadrature is told the tails and where the peaks are. */
    public static LogDensity withShape(LogDensity target, Tail lowerTail, Tail upperTail, Feature... features) {
        Checks.notNull("target", target);
        Checks.notNull("lowerTail", lowerTail);
        Checks.notNull("upperTail", upperTail);
        Checks.noNulls("features", features);
        if (target.dimension() != 1) {
            throw Checks.illegal("target.dimension", target.dimension(), "must be 1 for a target with features");
        }
        return Informed.of(target, Knowledge.of(target).withShape(
                new Knowledge.Shape(target.support(), List.of(features), lowerTail, upperTail)));
    }
}
