package io.divergence.target;

import io.divergence.math.Checks;
import java.util.List;

/** The sum of factors by functions. It owns the points that it hands over: one copy per worker. */
final class FactorSum implements FactoredLogDensity {
    private final int dimension;
    private final List<Factor> factors;
    private final int[][] scopes;
    private final double[][] points;

    private FactorSum(int dimension, List<Factor> factors, int[][] scopes) {
        this.dimension = dimension;
        this.factors = factors;
        this.scopes = scopes;
        points = new double[scopes.length][];
        for (int f = 0; f < scopes.length; f++) {
            points[f] = new double[scopes[f].length];
        }
    }

    static FactorSum of(int dimension, List<Factor> factors) {
        int[][] scopes = new int[factors.size()][];
        for (int f = 0; f < scopes.length; f++) {
            scopes[f] = factors.get(f).scope();
            boolean[] seen = new boolean[dimension];
            for (int i = 0; i < scopes[f].length; i++) {
                int at = scopes[f][i];
                if (at < 0 || at >= dimension || seen[at]) {
                    throw Checks.illegal("factors[" + f + "].scope[" + i + "]", at, "must be a coordinate in [0, " + dimension + "), once");
                }
                seen[at] = true;
            }
        }
        return new FactorSum(dimension, factors, scopes);
    }

    @Override
    public int dimension() {
        return dimension;
    }

    @Override
    public int factors() {
        return scopes.length;
    }

    @Override
    public int[] scope(int f) {
        return scopes[f].clone();
    }

    private double logFactor(int f, double[] z, int at) {
        double[] point = points[f];
        for (int i = 0; i < point.length; i++) {
            point[i] = z[at + scopes[f][i]];
        }
        return factors.get(f).logFactor().applyAsDouble(point);
    }

    @Override
    public void logFactors(double[] z, int from, int to, double[] out) {
        for (int k = from; k < to; k++) {
            for (int f = 0; f < scopes.length; f++) {
                out[k * scopes.length + f] = logFactor(f, z, k * dimension);
            }
        }
    }

    @Override
    public void logDensity(double[] z, int from, int to, double[] out) {
        for (int k = from; k < to; k++) {
            out[k] = 0;
            for (int f = 0; f < scopes.length; f++) {
                out[k] += logFactor(f, z, k * dimension);
            }
        }
    }

    @Override
    public FactoredLogDensity boundCopy() {
        return new FactorSum(dimension, factors, scopes);
    }

    @Override
    public String toString() {
        return "sum of " + scopes.length + " factors in " + dimension + " dimensions";
    }
}
