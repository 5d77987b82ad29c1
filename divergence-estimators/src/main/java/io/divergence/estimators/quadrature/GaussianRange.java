package io.divergence.estimators.quadrature;

/**
 * Where the integrand of a discrepancy between a mixture of normals p and a normal q matters, and how closely it has to be looked
 * at, in the units t = (x - mean)/sd of q. The trapezoidal rule errs by e^(-2 pi y/h) where the integrand is singular at a distance
 * y from the line, and by e^(-2 pi^2 s^2/h^2) for a bell of width s. Owns its results; one caller.
 */
final class GaussianRange {
    private static final double HALF_LOG_TWO_PI = 0.918938533204672741780329736406;
    private final NormalComponents p;
    /** The exponents a of the terms p^a q^(1-a) that the integrand consists of. */
    private final double[] exponents;
    /** Whether log p, or a power of p that is not whole, is part of it; whether p + q is. */
    private final boolean hasLog;
    private final boolean hasSum;
    private final double[] roots = new double[4];

    private final boolean isOfQ;
    private double lower;
    private double upper;
    private double spacing;
    private double nearest;

    GaussianRange(NormalComponents p, boolean hasLog, boolean hasSum, double... exponents) {
        this.p = p;
        this.hasLog = hasLog;
        this.hasSum = hasSum;
        this.exponents = exponents;
        isOfQ = exponents.length == 1 && exponents[0] == 0;
    }

    double lower() {
        return lower;
    }

    double upper() {
        return upper;
    }

    double spacing() {
        return spacing;
    }

    /**
     * Finds the range.
     *
     * @param depth by how much, in logarithms, a bell has fallen at the ends
     * @param digits the logarithm of the accuracy wanted
     */
    void find(double mean, double sd, double depth, double digits) {
        lower = Double.POSITIVE_INFINITY;
        upper = Double.NEGATIVE_INFINITY;
        double narrowest = Double.POSITIVE_INFINITY;
        for (double a : exponents) {
            narrowest = Math.min(narrowest, a == 0 ? own(depth) : a > 0 ? join(a, mean, sd, depth) : meet(a, mean, sd, depth));
        }
        // Differences between nested sums show the square root of the error, and for a bell its fourth root.
        spacing = narrowest * Math.PI * Math.sqrt(2 / (16.0 / 7 * digits));
        double width = 4.0 / 3 * digits;
        nearest = Double.POSITIVE_INFINITY;
        if (hasLog) {
            for (int i = 0; i < p.zeros(); i++) {
                near((p.zeroAt(i) - mean) / sd, p.zeroHeight(i) / sd, width);
            }
        }
        if (hasSum) {
            double height = -Math.log(sd) - HALF_LOG_TWO_PI;
            for (int k = 0; k < p.size(); k++) {
                if (p.mean(k) != mean || p.sd(k) != sd) {
                    NormalComponents.zeros(p.logHeight(k), p.mean(k), p.sd(k), height, mean, sd, roots);
                    near((roots[0] - mean) / sd, roots[1] / sd, width);
                    near((roots[2] - mean) / sd, roots[3] / sd, width);
                }
            }
        }
    }

    /** By how much halving a spacing reduces the error at the least, by the singularity nearest to the nodes. */
    double slowest(double step) {
        return isOfQ ? 0 : Math.exp(-Math.PI * nearest / step);
    }

    /**
     * The error by the zeros z of p of an integral of q log p times 1, t or t^2: a branch cut begins at each, across which log p
     * jumps by 2 pi i, so that the error is about 2 h |q(z)| e^(-2 pi y/h); thrice that is returned. Zero for other integrands.
     */
    double bySingularities(double mean, double sd, double step) {
        double sum = 0;
        for (int i = 0; isOfQ && i < p.zeros(); i++) {
            double x = (p.zeroAt(i) - mean) / sd;
            double y = p.zeroHeight(i) / sd;
            if (y < Double.POSITIVE_INFINITY) {
                sum += (1 + x * x + y * y) * Math.exp(Math.min(0, 0.5 * (y * y - x * x)) - 2 * Math.PI * y / step);
            }
        }
        return 6 * step * sum;
    }

    /** A singularity at x + i y; where the integrand is q times a slow function, it counts for less away from q. */
    private void near(double x, double y, double digits) {
        double outside = Math.max(0, Math.max(lower - x, x - upper));
        double needed = digits - (isOfQ ? Math.max(0, 0.5 * (x * x - y * y)) : 0);
        nearest = Math.min(nearest, Math.hypot(y, outside));
        if (needed > 0 && y < Double.POSITIVE_INFINITY) {
            spacing = Math.min(spacing, 2 * Math.PI * Math.hypot(y, outside) / needed);
        }
    }

    private double own(double depth) {
        double reach = Math.sqrt(2 * depth);
        lower = Math.min(lower, -reach);
        upper = Math.max(upper, reach);
        return 1;
    }

    /** For a positive exponent all components count. */
    private double join(double a, double mean, double sd, double depth) {
        double narrowest = Double.POSITIVE_INFINITY;
        double reach = Math.sqrt(2 * depth);
        for (int k = 0; k < p.size(); k++) {
            double weight = a * (sd / p.sd(k)) * (sd / p.sd(k));
            double width = 1 / Math.sqrt(weight + 1 - a);
            double place = weight * ((p.mean(k) - mean) / sd) * width * width;
            lower = Math.min(lower, place - reach * width);
            upper = Math.max(upper, place + reach * width);
            narrowest = Math.min(narrowest, width);
        }
        return narrowest;
    }

    /** For a negative one every component is a bound of the whole, and the one that reaches least far will do. */
    private double meet(double a, double mean, double sd, double depth) {
        double narrowest = Double.POSITIVE_INFINITY;
        double least = Double.POSITIVE_INFINITY;
        double bestPlace = 0;
        for (int k = 0; k < p.size(); k++) {
            double ratio = (sd / p.sd(k)) * (sd / p.sd(k));
            double precision = 1 - a + a * ratio;
            double distance = (p.mean(k) - mean) / sd;
            narrowest = Math.min(narrowest, 1 / Math.sqrt(Math.abs(precision)));
            if (precision > 1e-9 * (1 - a)) {
                double place = a * ratio * distance / precision;
                double height = a * (p.logHeight(k) + Math.log(sd) + HALF_LOG_TWO_PI) - 0.5 * a * ratio * distance * distance
                        + 0.5 * precision * place * place;
                double reach = Math.sqrt(2 * Math.max(depth, depth + height) / precision);
                if (reach < least) {
                    least = reach;
                    bestPlace = place;
                }
            }
        }
        lower = Math.min(lower, bestPlace - least);
        upper = Math.max(upper, bestPlace + least);
        return narrowest;
    }
}
