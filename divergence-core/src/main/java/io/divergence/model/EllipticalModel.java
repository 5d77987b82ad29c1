package io.divergence.model;

import io.divergence.math.GammaFunctions;
import io.divergence.math.Triangular;
import java.util.Optional;

/**
 * A normal or a Student-t distribution of a location and a scale matrix L L^T: log p(x) = c - q/2 or
 * c - (df + D)/2 log(1 + q/df), q = |L^-1 (x - location)|^2.
 */
final class EllipticalModel extends NormalizedModel {
    /** Infinite for a normal distribution. */
    private final double df;
    private final double[] location;
    private final double[] factor;
    private final double logConstant;

    EllipticalModel(double df, double[] location, double[] factor) {
        super(location.length, location.length);
        int d = location.length;
        this.df = df;
        this.location = location.clone();
        this.factor = factor.clone();
        logConstant = -Triangular.logDeterminant(factor, d) + (isNormal() ? -d * HALF_LOG_TWO_PI
                : GammaFunctions.logGamma(0.5 * (df + d)) - GammaFunctions.logGamma(0.5 * df) - 0.5 * d * Math.log(df * Math.PI));
    }

    private boolean isNormal() {
        return df == Double.POSITIVE_INFINITY;
    }

    @Override
    double evaluate(double[] z, int at, double[] gradient, double[] scratch) {
        int d = location.length;
        for (int i = 0; i < d; i++) {
            scratch[i] = z[at + i] - location[i];
        }
        Triangular.solve(factor, d, scratch);
        double square = 0;
        for (int i = 0; i < d; i++) {
            square += scratch[i] * scratch[i];
        }
        if (gradient != null) {
            solveTransposed(scratch);
            double weight = isNormal() ? 1 : (df + d) / (df + square);
            for (int i = 0; i < d; i++) {
                gradient[at + i] = -weight * scratch[i];
            }
        }
        return logConstant - 0.5 * (isNormal() ? square : (df + d) * Math.log1p(square / df));
    }

    /** Replaces x by L^-T x, row by row of L as it lies in memory. */
    private void solveTransposed(double[] x) {
        int d = location.length;
        for (int i = d - 1; i >= 0; i--) {
            double solved = x[i] / factor[i * d + i];
            x[i] = solved;
            for (int j = 0; j < i; j++) {
                x[j] -= factor[i * d + j] * solved;
            }
        }
    }

    @Override
    public Optional<double[]> mean() {
        return df > 1 ? Optional.of(location.clone()) : Optional.empty();
    }

    @Override
    public Optional<double[]> sds() {
        if (!(df > 2)) {
            return Optional.empty();
        }
        int d = location.length;
        double[] sds = new double[d];
        for (int i = 0; i < d; i++) {
            double sum = 0;
            for (int j = 0; j <= i; j++) {
                sum += factor[i * d + j] * factor[i * d + j];
            }
            sds[i] = Math.sqrt(isNormal() ? sum : sum * df / (df - 2));
        }
        return Optional.of(sds);
    }

    @Override
    public String toString() {
        return (isNormal() ? "gaussian(" : "studentT(df=" + df + ", ") + "location=" + text(location) + ", cholesky="
                + text(factor) + ")";
    }
}
