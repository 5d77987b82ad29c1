package io.divergence.model;

import java.util.Arrays;
import java.util.Optional;

/** Neal's funnel: v ~ N(0, 3^2) and x_i | v ~ N(0, e^v), points (v, x_1, ..., x_(D-1)). */
final class FunnelModel extends NormalizedModel {
    private static final double SD = 3;
    private final double logConstant;

    FunnelModel(int dimension) {
        super(dimension, 0);
        logConstant = -Math.log(SD) - dimension * HALF_LOG_TWO_PI;
    }

    @Override
    double evaluate(double[] z, int at, double[] gradient, double[] scratch) {
        int d = dimension();
        double v = z[at];
        double precision = Math.exp(-v);
        double square = 0;
        for (int i = 1; i < d; i++) {
            square += z[at + i] * z[at + i];
        }
        double scaled = times(square, precision);
        if (gradient != null) {
            gradient[at] = -v / (SD * SD) + 0.5 * (scaled - (d - 1));
            for (int i = 1; i < d; i++) {
                gradient[at + i] = times(-z[at + i], precision);
            }
        }
        return logConstant - 0.5 * (v * v / (SD * SD) + (d - 1) * v + scaled);
    }

    @Override
    public Optional<double[]> mean() {
        return Optional.of(new double[dimension()]);
    }

    /** The variance of x_i is E[e^v] = e^(9/2). */
    @Override
    public Optional<double[]> sds() {
        double[] sds = new double[dimension()];
        Arrays.fill(sds, Math.exp(0.25 * SD * SD));
        sds[0] = SD;
        return Optional.of(sds);
    }

    @Override
    public String toString() {
        return "funnel(" + dimension() + ")";
    }
}
