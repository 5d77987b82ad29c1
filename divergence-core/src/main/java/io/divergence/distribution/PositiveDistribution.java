package io.divergence.distribution;

import io.divergence.target.Support;

/** A distribution on the positive numbers, by its log density as a function of x and log x: near zero, x may underflow. */
abstract class PositiveDistribution implements UnivariateDistribution {
    private static final Support POSITIVE = Support.interval(0, Double.POSITIVE_INFINITY);

    /** The log density at x = e^logX; x may be 0 by underflow. */
    abstract double at(double logX, double x);

    @Override
    public final Support support() {
        return POSITIVE;
    }

    @Override
    public final double logDensity(double x) {
        if (x > 0 && x < Double.POSITIVE_INFINITY) {
            return at(Math.log(x), x);
        }
        if (x == 0 && lowerTail().terms().isEmpty() && lowerTail().logCoefficient() == 1) {
            // The density tends to a positive constant: that of an exponential distribution is its rate.
            return at(Math.log(Double.MIN_NORMAL), Double.MIN_NORMAL);
        }
        return Double.isNaN(x) ? x : Double.NEGATIVE_INFINITY;
    }

    @Override
    public final double logDensityNear(double point, int side, double logDistance) {
        return point == 0 && side > 0
                ? at(logDistance, Math.exp(logDistance))
                : logDensity(Neighbours.at(point, side, logDistance));
    }
}
