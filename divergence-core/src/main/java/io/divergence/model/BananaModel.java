package io.divergence.model;

import java.util.Optional;

/** A twisted normal distribution: x_1 ~ N(0, sd^2), x_2 | x_1 ~ N(bend (x_1^2 - sd^2), 1). */
final class BananaModel extends NormalizedModel {
    private final double sd;
    private final double bend;

    BananaModel(double sd, double bend) {
        super(2, 0);
        this.sd = sd;
        this.bend = bend;
    }

    @Override
    double evaluate(double[] z, int at, double[] gradient, double[] scratch) {
        double first = z[at] / sd;
        double residual = z[at + 1] - bend * sd * sd * (first * first - 1);
        if (gradient != null) {
            gradient[at] = -first / sd + 2 * bend * z[at] * residual;
            gradient[at + 1] = -residual;
        }
        return -0.5 * (first * first + residual * residual) - Math.log(sd) - 2 * HALF_LOG_TWO_PI;
    }

    @Override
    public Optional<double[]> mean() {
        return Optional.of(new double[2]);
    }

    @Override
    public Optional<double[]> sds() {
        return Optional.of(new double[] {sd, Math.sqrt(1 + 2 * bend * bend * sd * sd * sd * sd)});
    }

    @Override
    public String toString() {
        return "banana(sd=" + sd + ", bend=" + bend + ")";
    }
}
