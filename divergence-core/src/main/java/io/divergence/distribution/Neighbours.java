package io.divergence.distribution;

/** Points beside others. */
final class Neighbours {

    private Neighbours() {
    }

    /** Returns the number at a distance from a point, never the point itself: a density may be infinite there on its other side. */
    static double at(double point, int side, double logDistance) {
        double x = point + side * Math.exp(logDistance);
        return x != point ? x : side > 0 ? Math.nextUp(point) : Math.nextDown(point);
    }
}
