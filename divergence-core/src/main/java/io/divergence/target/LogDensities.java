package io.divergence.target;

import io.divergence.math.Checks;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.DoubleUnaryOperator;
import java.util.function.ToDoubleFunction;

/** Adapters that make a target of a user's own function. */
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
        return new DifferentiableUnivariateFunction(logDensity, derivative);
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
        return new DifferentiablePointFunction(Checks.atLeast("dimension", dimension, 1),
                Checks.notNull("logDensity", logDensity), Checks.notNull("gradient", gradient));
    }

    /**
     * Returns a target with gradients by central differences: 2 D more evaluations a point, and about ten correct
     * digits. It is never chosen silently.
     */
    public static DifferentiableLogDensity finiteDifferences(LogDensity target) {
        return new FiniteDifferences(Checks.notNull("target", target));
    }

    /** Returns a target whose normaliser log Z is known: log of the integral of exp(log p~). */
    public static LogDensity withLogNormalizer(LogDensity target, double logNormalizer) {
        Checks.notNull("target", target);
        OptionalDouble known = OptionalDouble.of(Checks.finite("logNormalizer", logNormalizer));
        return Wrapper.of(target, target.support(), known, shapeOf(target));
    }

    /** Returns a target with a support of its own: where its log density is negative infinity, and quadrature stops. */
    public static LogDensity withSupport(LogDensity target, Support support) {
        Checks.notNull("target", target);
        Checks.notNull("support", support);
        if (support.dimension() != target.dimension()) {
            throw Checks.illegal("support.dimension", support.dimension(), "must be " + target.dimension());
        }
        return Wrapper.of(target, support, target.logNormalizer(), shapeOf(target));
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
        return Wrapper.of(target, target.support(), target.logNormalizer(), new Shape(List.of(features), lowerTail, upperTail));
    }

    private static UnivariateShape shapeOf(LogDensity target) {
        return target instanceof UnivariateShape shape ? shape : null;
    }

    private record Shape(List<Feature> features, Tail lowerTail, Tail upperTail) implements UnivariateShape {
    }

    private static class UnivariateFunction implements LogDensity {
        final DoubleUnaryOperator function;

        UnivariateFunction(DoubleUnaryOperator function) {
            this.function = function;
        }

        @Override
        public int dimension() {
            return 1;
        }

        @Override
        public void logDensity(double[] z, int from, int to, double[] out) {
            for (int k = from; k < to; k++) {
                out[k] = function.applyAsDouble(z[k]);
            }
        }
    }

    private static final class DifferentiableUnivariateFunction extends UnivariateFunction
            implements DifferentiableLogDensity {
        private final DoubleUnaryOperator derivative;

        DifferentiableUnivariateFunction(DoubleUnaryOperator function, DoubleUnaryOperator derivative) {
            super(function);
            this.derivative = derivative;
        }

        @Override
        public void logDensityAndGradient(double[] z, int from, int to, double[] out, double[] gradient) {
            for (int k = from; k < to; k++) {
                out[k] = function.applyAsDouble(z[k]);
                gradient[k] = derivative.applyAsDouble(z[k]);
            }
        }

        @Override
        public DifferentiableLogDensity boundCopy() {
            return this;
        }
    }

    private static class PointFunction implements LogDensity {
        final ToDoubleFunction<double[]> function;
        final double[] point;

        PointFunction(int dimension, ToDoubleFunction<double[]> function) {
            this.function = function;
            point = new double[dimension];
        }

        @Override
        public int dimension() {
            return point.length;
        }

        @Override
        public void logDensity(double[] z, int from, int to, double[] out) {
            for (int k = from; k < to; k++) {
                System.arraycopy(z, k * point.length, point, 0, point.length);
                out[k] = function.applyAsDouble(point);
            }
        }

        @Override
        public LogDensity boundCopy() {
            return new PointFunction(point.length, function);
        }
    }

    private static final class DifferentiablePointFunction extends PointFunction implements DifferentiableLogDensity {
        private final PointGradient pointGradient;
        private final double[] slope;

        DifferentiablePointFunction(int dimension, ToDoubleFunction<double[]> function, PointGradient pointGradient) {
            super(dimension, function);
            this.pointGradient = pointGradient;
            slope = new double[dimension];
        }

        @Override
        public void logDensityAndGradient(double[] z, int from, int to, double[] out, double[] gradient) {
            int d = point.length;
            for (int k = from; k < to; k++) {
                System.arraycopy(z, k * d, point, 0, d);
                out[k] = function.applyAsDouble(point);
                pointGradient.at(point, slope);
                System.arraycopy(slope, 0, gradient, k * d, d);
            }
        }

        @Override
        public DifferentiableLogDensity boundCopy() {
            return new DifferentiablePointFunction(point.length, function, pointGradient);
        }
    }

    private static final class FiniteDifferences implements DifferentiableLogDensity {
        /** The step that balances truncation (h^2) and rounding (eps/h): the cube root of the machine's epsilon. */
        private static final double STEP = Math.cbrt(Math.ulp(1.0));
        private final LogDensity target;
        private final double[] points;
        private final double[] values;

        FiniteDifferences(LogDensity target) {
            this.target = target;
            int d = target.dimension();
            points = new double[2 * d * d];
            values = new double[2 * d];
        }

        @Override
        public int dimension() {
            return target.dimension();
        }

        @Override
        public Support support() {
            return target.support();
        }

        @Override
        public OptionalDouble logNormalizer() {
            return target.logNormalizer();
        }

        @Override
        public void logDensity(double[] z, int from, int to, double[] out) {
            target.logDensity(z, from, to, out);
        }

        @Override
        public void logDensityAndGradient(double[] z, int from, int to, double[] out, double[] gradient) {
            target.logDensity(z, from, to, out);
            int d = target.dimension();
            for (int k = from; k < to; k++) {
                for (int row = 0; row < 2 * d; row++) {
                    System.arraycopy(z, k * d, points, row * d, d);
                }
                for (int i = 0; i < d; i++) {
                    double h = STEP * Math.max(1, Math.abs(z[k * d + i]));
                    points[2 * i * d + i] += h;
                    points[(2 * i + 1) * d + i] -= h;
                }
                target.logDensity(points, 0, 2 * d, values);
                for (int i = 0; i < d; i++) {
                    double width = points[2 * i * d + i] - points[(2 * i + 1) * d + i];
                    gradient[k * d + i] = (values[2 * i] - values[2 * i + 1]) / width;
                }
            }
        }

        @Override
        public DifferentiableLogDensity boundCopy() {
            return new FiniteDifferences(target.boundCopy());
        }
    }

    /** Adds knowledge to a target and keeps its capabilities: gradient, shape. */
    private static class Wrapper implements LogDensity {
        final LogDensity target;
        private final Support support;
        private final OptionalDouble logNormalizer;

        private Wrapper(LogDensity target, Support support, OptionalDouble logNormalizer) {
            this.target = target;
            this.support = support;
            this.logNormalizer = logNormalizer;
        }

        static LogDensity of(LogDensity target, Support support, OptionalDouble logZ, UnivariateShape shape) {
            boolean differentiable = target instanceof DifferentiableLogDensity;
            if (shape == null) {
                return differentiable
                        ? new Differentiable((DifferentiableLogDensity) target, support, logZ)
                        : new Wrapper(target, support, logZ);
            }
            return differentiable
                    ? new DifferentiableShaped((DifferentiableLogDensity) target, support, logZ, shape)
                    : new Shaped(target, support, logZ, shape);
        }

        @Override
        public int dimension() {
            return target.dimension();
        }

        @Override
        public Support support() {
            return support;
        }

        @Override
        public OptionalDouble logNormalizer() {
            return logNormalizer;
        }

        @Override
        public void logDensity(double[] z, int from, int to, double[] out) {
            target.logDensity(z, from, to, out);
        }

        @Override
        public LogDensity boundCopy() {
            return of(target.boundCopy(), support, logNormalizer, this instanceof UnivariateShape s ? s : null);
        }

        private static final class Shaped extends Wrapper implements UnivariateShape {
            private final UnivariateShape shape;

            Shaped(LogDensity target, Support support, OptionalDouble logZ, UnivariateShape shape) {
                super(target, support, logZ);
                this.shape = shape;
            }

            @Override
            public List<Feature> features() {
                return shape.features();
            }

            @Override
            public Tail lowerTail() {
                return shape.lowerTail();
            }

            @Override
            public Tail upperTail() {
                return shape.upperTail();
            }
        }

        private static class Differentiable extends Wrapper implements DifferentiableLogDensity {

            Differentiable(DifferentiableLogDensity target, Support support, OptionalDouble logZ) {
                super(target, support, logZ);
            }

            @Override
            public void logDensityAndGradient(double[] z, int from, int to, double[] out, double[] gradient) {
                ((DifferentiableLogDensity) target).logDensityAndGradient(z, from, to, out, gradient);
            }

            @Override
            public DifferentiableLogDensity boundCopy() {
                return (DifferentiableLogDensity) super.boundCopy();
            }
        }

        private static final class DifferentiableShaped extends Differentiable implements UnivariateShape {
            private final UnivariateShape shape;

            DifferentiableShaped(
                    DifferentiableLogDensity target, Support support, OptionalDouble logZ, UnivariateShape shape) {
                super(target, support, logZ);
                this.shape = shape;
            }

            @Override
            public List<Feature> features() {
                return shape.features();
            }

            @Override
            public Tail lowerTail() {
                return shape.lowerTail();
            }

            @Override
            public Tail upperTail() {
                return shape.upperTail();
            }
        }
    }
}
