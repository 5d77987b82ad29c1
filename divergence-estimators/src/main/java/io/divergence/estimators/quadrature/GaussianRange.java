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
    /** Of the singularities that count for less: their distances from the line, and the logarithms of what they contribute there. Made when they are needed first. */
    private double[] lightHeights;
    private double[] lightSizes;
    private int lights;
    /** A lower bound of the logarithm of the integral of p^a q^(1-a), for one positive exponent. */
    private double total;

    private final boolean isOfQ;
    private final boolean canBeLight;
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
        double least = 0;
        for (double a : exponents) {
            least = Math.min(least, a);
        }
        // Powers below zero have more than a branch point at a zero of p; for those below one the integral may be tiny, and nothing is gained.
        canBeLight = least == 0 && !(exponents.length == 1 && exponents[0] > 0 && exponents[0] < 1);
    }

    private void reserve() {
        int most = (hasLog ? p.zeros() : 0) + (hasSum ? 2 * p.size() : 0);
        if (lightHeights == null) {
            lightHeights = new double[most];
            lightSizes = new double[most];
        }
    }

    /** Whether the integrand has no singularity: a sum of bells. */
    boolean isEntire() {
        return !hasLog && !hasSum;
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
        reserve();
        double narrowest = findEnds(mean, sd, depth);
        lights = 0;
        // Differences between nested sums show the square root of the error, and for a bell its fourth root.
        spacing = narrowest * Math.PI * Math.sqrt(2 / (16.0 / 7 * digits));
        nearest = Double.POSITIVE_INFINITY;
        if (hasLog) {
            zerosOfP(mean, sd, digits);
        }
        if (hasSum) {
            zerosOfSums(mean, sd, digits);
        }
    }

    /** Finds the ends alone; returns the width of the narrowest bell. */
    double findEnds(double mean, double sd, double depth) {
        lower = Double.POSITIVE_INFINITY;
        upper = Double.NEGATIVE_INFINITY;
        double narrowest = Double.POSITIVE_INFINITY;
        total = Double.NEGATIVE_INFINITY;
        for (double a : exponents) {
            narrowest = Math.min(narrowest, a == 0 ? own(depth) : a > 0 ? join(a, mean, sd, depth) : meet(a, mean, sd, depth));
        }
        return narrowest;
    }

    private void zerosOfP(double mean, double sd, double digits) {
        boolean single = exponents.length == 1;
        double whole = single && exponents[0] > 1 ? Math.max(0, total) : 0;
        for (int i = 0; i < p.zeros(); i++) {
            double x = (p.zeroAt(i) - mean) / sd;
            double y = p.zeroHeight(i) / sd;
            double size = Double.NEGATIVE_INFINITY;
            for (double a : exponents) {
                size = Math.max(size, size(a, p.zeroPart(i), x, y, mean, sd));
            }
            near(x, y, canBeLight ? size + Math.log(6) : Double.POSITIVE_INFINITY, whole, digits);
        }
    }

    /** log |t^a q^(1-a)| at x + i y, t a component of p. */
    private double size(double a, int k, double x, double y, double mean, double sd) {
        double distance = (p.mean(k) - mean) / sd;
        double ratio = sd / p.sd(k);
        double ofP = a == 0 ? 0 : p.logHeight(k) + Math.log(sd) - 0.5 * ratio * ratio * ((x - distance) * (x - distance) - y * y);
        return a * ofP + (1 - a) * (-HALF_LOG_TWO_PI - 0.5 * (x * x - y * y));
    }

    private void zerosOfSums(double mean, double sd, double digits) {
        double height = -Math.log(sd) - HALF_LOG_TWO_PI;
        for (int k = 0; k < p.size(); k++) {
            if (p.mean(k) != mean || p.sd(k) != sd) {
                NormalComponents.zeros(p.logHeight(k), p.mean(k), p.sd(k), height, mean, sd, roots);
                for (int r = 0; r < 4; r += 2) {
                    double x = (roots[r] - mean) / sd;
                    double y = roots[r + 1] / sd;
                    // A pole of second order at worst, where p + q has a slope of about q/y.
                    near(x, y, size(0, k, x, y, mean, sd) + 2 * Math.log(7 * (1 + y)), 0, digits);
                }
            }
        }
    }

    /** By how much halving a spacing reduces the error at the least, by the singularity nearest to the nodes. */
    double slowest(double step) {
        return isOfQ ? 0 : Math.exp(-Math.PI * nearest / step);
    }

    /**
     * The error by the singularities z that count for less, or, of an integral of q log p times 1, t or t^2, by all: a branch cut begins at
     * each zero of p, across which log p jumps by 2 pi i, so that the error is about 2 h |q(z)| e^(-2 pi y/h), of which thrice that is taken.
     *
     * @param shift the logarithm of what the sums are to be multiplied by
     */
    double bySingularities(double step, double shift) {
        double sum = 0;
        for (int i = 0; i < lights; i++) {
            sum += Math.exp(lightSizes[i] - shift - 2 * Math.PI * lightHeights[i] / step);
        }
        return step * sum;
    }

    /** A singularity at x + i y; size and whole are the logarithms of what it contributes on its place, and of the integral. */
    private void near(double x, double y, double size, double whole, double digits) {
        if (!(y < Double.POSITIVE_INFINITY)) {
            return;
        }
        double outside = Math.max(0, Math.max(lower - x, x - upper));
        double needed = 4.0 / 3 * digits;
        double ofScores = Math.log(1 + x * x + y * y);
        if (isOfQ) {
            needed -= Math.max(0, 0.5 * (x * x - y * y));
            light(y, Math.log(6) + ofScores + Math.min(0, 0.5 * (y * y - x * x)));
        } else if (size + ofScores < whole) {
            needed += 4.0 / 3 * (size + ofScores - whole);
            light(y, size + ofScores);
        } else {
            nearest = Math.min(nearest, Math.hypot(y, outside));
        }
        if (needed > 0) {
            spacing = Math.min(spacing, 2 * Math.PI * Math.hypot(y, outside) / needed);
        }
    }

    private void light(double y, double size) {
        lightHeights[lights] = y;
        lightSizes[lights++] = size;
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
            double distance = (p.mean(k) - mean) / sd;
            double place = weight * distance * width * width;
            double height = a * (p.logHeight(k) + Math.log(sd)) - (1 - a) * HALF_LOG_TWO_PI - 0.5 * weight * distance * (distance - place);
            total = Math.max(total, height + HALF_LOG_TWO_PI + Math.log(width));
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
