package io.divergence.distribution;

import io.divergence.math.Exponentials;
import io.divergence.target.Support;

/** A distribution on (0, 1), by its log density as a function of log x and log(1 - x): near an edge, x cannot say how near. */
abstract class UnitDistribution implements UnivariateDistribution {
    private static final Support UNIT = Support.interval(0, 1);

    /** The log density at a point given by log x and log(1 - x). */
    abstract double at(double logX, double logRest);

    @Override
    public final Support support() {
        return UNIT;
    }

    @Override
    public final double logDensity(double x) {
        if (x >= 0 && x <= 1) {
            return at(Math.log(x), Math.log1p(-x));
        }
        return Double.isNaN(x) ? x : Double.NEGATIVE_INFINITY;
    }

    @Override
    public final double logDensityNear(double point, int side, double logDistance) {
        if (point == 0 && side > 0 && logDistance < 0) {
            return at(logDistance, Exponentials.log1mExp(-logDistance));
        }
        if (point == 1 && side < 0 && logDistance < 0) {
            return at(Exponentials.log1mExp(-logDistance), logDistance);
        }
        return logDensity(Neighbours.at(point, side, logDistance));
    }

    /** x log y, where zero times an infinite logarithm is zero. */
    static double times(double factor, double log) {
        return factor == 0 ? 0 : factor * log;
    }
}
