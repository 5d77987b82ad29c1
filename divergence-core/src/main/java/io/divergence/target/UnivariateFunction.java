package io.divergence.target;

import java.util.function.DoubleUnaryOperator;

/** The target of a user's function on R. */
class UnivariateFunction implements LogDensity {
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

    @Override
    public String toString() {
        return "LogDensity(D=1, without a derivative)";
    }

    /** With the derivative. */
    static final class Differentiable extends UnivariateFunction
            implements DifferentiableLogDensity {
        private final DoubleUnaryOperator derivative;

        Differentiable(DoubleUnaryOperator function, DoubleUnaryOperator derivative) {
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

        @Override
        public String toString() {
            return "LogDensity(D=1)";
        }
    }
}
