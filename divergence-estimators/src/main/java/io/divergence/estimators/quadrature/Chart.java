package io.divergence.estimators.quadrature;

/**
 * A coordinate s of a piece of the line: x itself, or the logarithm of the distance from a point at which a density has a
 * pole or a zero, x = anchor + side e^s, so that masses far nearer to an edge than a spacing of doubles are integrated too.
 *
 * @param anchor the point, 0 for x itself
 * @param side +1 above the anchor, -1 below, 0 for x itself
 */
record Chart(double anchor, int side) {
    static final Chart IDENTITY = new Chart(0, 0);

    boolean isLogarithmic() {
        return side != 0;
    }

    double x(double s) {
        return isLogarithmic() ? anchor + side * Math.exp(s) : s;
    }
}
