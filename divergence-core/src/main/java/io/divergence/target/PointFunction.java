package io.divergence.target;

import java.util.function.ToDoubleFunction;

/** The target of a user's function on R^D. It owns the point that it hands over: one copy per worker. */
class PointFunction implements LogDensity {
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

    @Override
    public String toString() {
        return "LogDensity(D=" + point.length + ", without a gradient)";
    }

    /** With the gradient. */
    static final class Differentiable extends PointFunction implements DifferentiableLogDensity {
        private final LogDensities.PointGradient pointGradient;
        private final double[] slope;

        Differentiable(int dimension, ToDoubleFunction<double[]> function, LogDensities.PointGradient pointGradient) {
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
            return new Differentiable(point.length, function, pointGradient);
        }

        @Override
        public String toString() {
            return "LogDensity(D=" + point.length + ")";
        }
    }
}
