package io.divergence.math;

/** Functions of angles in radians. */
public final class Angles {

    private Angles() {
    }

    /** Returns sin((a - b)/2) of the numbers as they are given: the difference keeps what its rounding would lose. */
    public static double sinOfHalfDifference(double a, double b) {
        double difference = a - b;
        double part = difference - a;
        double rest = (a - (difference - part)) - (b + part);
        double half = 0.5 * difference;
        return rest == 0 ? Math.sin(half) : Math.sin(half) + 0.5 * rest * Math.cos(half);
    }
}
