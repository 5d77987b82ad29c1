package io.divergence.target;

import io.divergence.math.Checks;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * A log density that is a sum of factors, each of some of the coordinates: log p~(z) = SUM_f factor_f(z restricted to the scope of f).
 * Estimators may leave out factors that do not meet a parameter.
 */
public interface FactoredLogDensity extends LogDensity {

    /** {@return the number F of factors, at least 1} */
    int factors();

    /** {@return the coordinates, each once, that factor f depends on; a copy} */
    int[] scope(int f);

    /**
     * Evaluates all factors at rows of a block of points.
     *
     * @param z points, row-major K x D; not to be written
     * @param from first row
     * @param to one past the last row
     * @param out row-major K x F, in nats
     */
    void logFactors(double[] z, int from, int to, double[] out);

    @Override
    default FactoredLogDensity boundCopy() {
        return this;
    }

    /** One factor by a function of the coordinates of its scope. */
    record Factor(ToDoubleFunction<double[]> logFactor, int... scope) {

        /** Checks and copies the arguments. */
        public Factor {
            Checks.notNull("logFactor", logFactor);
            scope = Checks.notNull("scope", scope).clone();
        }

        @Override
        public int[] scope() {
            return scope.clone();
        }
    }

    /** Returns one factor: a thread-safe function of (z[scope[0]], z[scope[1]], ...), in nats; the array is reused between calls. */
    static Factor factor(ToDoubleFunction<double[]> logFactor, int... scope) {
        return new Factor(logFactor, scope);
    }

    /**
     * Returns the sum of factors.
     *
     * @param dimension D
     * @param factors at least one; their scopes hold coordinates in [0, D), each once
     */
    static FactoredLogDensity of(int dimension, Factor... factors) {
        return FactorSum.of(Checks.atLeast("dimension", dimension, 1), List.of(Checks.noNulls("factors", factors)));
    }
}
