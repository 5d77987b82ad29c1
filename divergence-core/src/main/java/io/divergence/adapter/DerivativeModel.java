package io.divergence.adapter;

import io.divergence.math.Checks;
import io.divergence.target.DifferentiableLogDensity;
import java.util.function.Function;
import org.apache.commons.math3.analysis.differentiation.DerivativeStructure;

/** A log density by a function of derivative structures: value and first derivatives come from one evaluation. */
final class DerivativeModel implements DifferentiableLogDensity {
    private final int dimension;
    private final Function<DerivativeStructure[], DerivativeStructure> function;

    DerivativeModel(int dimension, Function<DerivativeStructure[], DerivativeStructure> function) {
        this.dimension = dimension;
        this.function = function;
    }

    @Override
    public int dimension() {
        return dimension;
    }

    /** Of order 1 even where the value alone is asked for: constants that the user made of that order must go with it. */
    private DerivativeStructure at(double[] z, int row) {
        DerivativeStructure[] variables = new DerivativeStructure[dimension];
        for (int i = 0; i < dimension; i++) {
            variables[i] = new DerivativeStructure(dimension, 1, i, z[row * dimension + i]);
        }
        DerivativeStructure value = Checks.notNull("logDensity(z)", function.apply(variables));
        if (value.getFreeParameters() != dimension || value.getOrder() < 1) {
            throw Checks.illegal("logDensity(z)", value.getFreeParameters() + " variables, order " + value.getOrder(),
                    "must be a function of the " + dimension + " variables that it is given, of order 1");
        }
        return value;
    }

    @Override
    public void logDensity(double[] z, int from, int to, double[] out) {
        for (int k = from; k < to; k++) {
            out[k] = at(z, k).getValue();
        }
    }

    @Override
    public void logDensityAndGradient(double[] z, int from, int to, double[] out, double[] gradient) {
        int[] orders = new int[dimension];
        for (int k = from; k < to; k++) {
            DerivativeStructure value = at(z, k);
            out[k] = value.getValue();
            for (int i = 0; i < dimension; i++) {
                orders[i] = 1;
                gradient[k * dimension + i] = value.getPartialDerivative(orders);
                orders[i] = 0;
            }
        }
    }

    @Override
    public String toString() {
        return "model of derivative structures " + function.getClass().getName().replaceFirst("\\$\\$Lambda.*", "") + " in " + dimension
                + " dimensions";
    }
}
