package io.divergence.estimators.optima;

import io.divergence.distribution.Mixture;
import io.divergence.distribution.Normal;
import io.divergence.divergence.AlphaDivergence;
import io.divergence.divergence.Discrepancy;
import io.divergence.divergence.Divergence;
import io.divergence.divergence.Expansion;
import io.divergence.math.ArrayMath;
import io.divergence.target.LogDensity;

/**
 * The values of a divergence that is its own reversal, between a mixture of normals p and many normals q of one standard deviation:
 * INT max(p, q) f(-|log p - log q|), by the trapezoidal rule on nodes of which log p is computed once. The sums over every second and
 * every fourth node, from each of the first, say whether it is good to six digits: the rule converges exponentially, so that the error
 * is about the square of the one difference and the fourth power of the other.
 * Owns its scratch space; one caller.
 */
final class SymmetricGrid {
    private static final double HALF_LOG_TWO_PI = 0.918938533204672741780329736406;
    /** Nodes in the narrowest standard deviation, where few will do and where not. */
    static final double FEW = 2.5;
    static final double MANY = 5;
    /** How far beyond p and q they reach, in standard deviations, and the most of them. */
    private static final double REACH = 6;
    private static final int CAPACITY = 4096;
    /** Differences of the sums over every second and every fourth node, relative to the whole, whose square and fourth power are small. */
    private static final double HALVES = 1e-4;
    private static final double QUARTERS = 5e-3;

    private final Divergence divergence;
    private final double perSd;
    private final Mixture p;
    private final double[] x = new double[CAPACITY];
    private final double[] logP = new double[CAPACITY];
    private final double[] ofP = new double[CAPACITY];
    /** e^(-k^2 w^2/2), w a step in units of q. */
    private final double[] bell = new double[CAPACITY];
    private final double[] larger = new double[CAPACITY];
    private final double[] l = new double[CAPACITY];
    private final double[] f = new double[CAPACITY];
    private final double[] scratch = new double[CAPACITY];
    private final double narrowest;
    private final double lowest;
    private final double highest;

    private double first;
    private double step;
    private double sd;
    private int size;

    private SymmetricGrid(Divergence divergence, Mixture p, double perSd) {
        this.perSd = perSd;
        this.divergence = divergence;
        this.p = p;
        double least = Double.POSITIVE_INFINITY;
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (int k = 0; k < p.size(); k++) {
            Normal normal = (Normal) p.component(k);
            least = Math.min(least, normal.sd());
            low = Math.min(low, normal.mean() - REACH * normal.sd());
            high = Math.max(high, normal.mean() + REACH * normal.sd());
        }
        narrowest = least;
        lowest = low;
        highest = high;
    }

    /** Returns the grid, or null if a problem is not of its kind; that of Hellinger's distance has a quicker way. */
    static SymmetricGrid of(LogDensity target, Discrepancy discrepancy, double perSd) {
        boolean fits = target instanceof Mixture mixture && mixture.isOfNormals() && discrepancy instanceof Divergence d && d.isSmooth()
                && !(d instanceof AlphaDivergence) && d.reversed().equals(d) && isBetween(d);
        return fits ? new SymmetricGrid((Divergence) discrepancy, (Mixture) target, perSd) : null;
    }

    /** Whether f grows no faster than u and 1, but for logarithms, so that the integrand ends where p and q do. */
    private static boolean isBetween(Divergence divergence) {
        for (Expansion.Term term : divergence.atInfinity().terms()) {
            if (term.exponent() > 1) {
                return false;
            }
        }
        for (Expansion.Term term : divergence.atZero().terms()) {
            if (term.exponent() < 0) {
                return false;
            }
        }
        return divergence.atInfinity().isKnown() && divergence.atZero().isKnown();
    }

    /** Lays the nodes for one standard deviation and all means between two; returns false where they would be too many. */
    boolean lay(double leastMean, double largestMean, double sd) {
        this.sd = sd;
        first = Math.min(lowest, leastMean - REACH * sd);
        double last = Math.max(highest, largestMean + REACH * sd);
        step = Math.min(narrowest, sd) / perSd;
        double nodes = (last - first) / step + 6;
        if (!(nodes < CAPACITY - 4)) {
            return false;
        }
        size = (int) nodes;
        for (int i = 0; i < size; i++) {
            x[i] = first + i * step;
        }
        p.logDensity(x, 0, size, logP);
        ArrayMath.exp(size, logP, ofP, scratch);
        for (int k = 0; k < size; k++) {
            bell[k] = -0.5 * (k * step / sd) * (k * step / sd);
        }
        ArrayMath.exp(size, bell, bell, scratch);
        return true;
    }

    /** The value for a mean, or NaN where it is not good enough. */
    double value(double mean) {
        int from = (int) Math.max(0, (Math.min(lowest, mean - REACH * sd) - first) / step - 1);
        int to = (int) Math.min(size, (Math.max(highest, mean + REACH * sd) - first) / step + 5);
        int n = to - from & ~3;
        double height = -Math.log(sd) - HALF_LOG_TWO_PI;
        double precision = 1 / sd;
        double start = (x[from] - mean) * precision;
        double width = step * precision;
        compare(n, from, start, width, height);
        divergence.values(n, l, f, scratch);
        density(n, start, width, height);
        for (int i = 0; i < n; i++) {
            larger[i] = Math.max(ofP[from + i], larger[i]);
        }
        double a0 = 0;
        double a1 = 0;
        double a2 = 0;
        double a3 = 0;
        for (int i = 0; i < n; i += 4) {
            a0 = Math.fma(larger[i], f[i], a0);
            a1 = Math.fma(larger[i + 1], f[i + 1], a1);
            a2 = Math.fma(larger[i + 2], f[i + 2], a2);
            a3 = Math.fma(larger[i + 3], f[i + 3], a3);
        }
        double sum = a0 + a1 + a2 + a3;
        double quarters = Math.max(Math.max(a0, a1), Math.max(a2, a3)) - Math.min(Math.min(a0, a1), Math.min(a2, a3));
        boolean good = Math.abs(a0 + a2 - a1 - a3) <= HALVES * sum && quarters <= QUARTERS * sum;
        return good ? step * sum : Double.NaN;
    }

    /**
     * q at each node, to larger: with d the distance of a node c from the mean, q at c + k is q(c) e^(-d k w) e^(-k^2 w^2/2), the last from a
     * table and the powers by four products side by side, which is quicker than exponentials.
     */
    private void density(int n, double start, double width, double height) {
        int c = (int) Math.max(0, Math.min(n - 1, Math.rint(-start / width)));
        double d = start + c * width;
        double at = Math.exp(height - 0.5 * d * d);
        double factor = Math.exp(-d * width);
        powers(c, n, 1, at, factor);
        powers(c, -1, -1, at, 1 / factor);
    }

    /** at factor^k bell[k] from c to before an end, upwards or downwards. */
    private void powers(int c, int end, int way, double at, double factor) {
        int count = (end - c) * way;
        double square = factor * factor;
        double fourth = square * square;
        double a0 = at;
        double a1 = at * factor;
        double a2 = at * square;
        double a3 = a1 * square;
        int k = 0;
        for (; k + 3 < count; k += 4) {
            larger[c + way * k] = a0 * bell[k];
            larger[c + way * (k + 1)] = a1 * bell[k + 1];
            larger[c + way * (k + 2)] = a2 * bell[k + 2];
            larger[c + way * (k + 3)] = a3 * bell[k + 3];
            a0 *= fourth;
            a1 *= fourth;
            a2 *= fourth;
            a3 *= fourth;
        }
        for (; k < count; k++) {
            larger[c + way * k] = a0 * bell[k];
            a0 *= factor;
        }
    }

    /** Minus the size of the difference of the log densities at each node. */
    private void compare(int n, int from, double start, double width, double height) {
        for (int i = 0; i < n; i++) {
            double e = start + i * width;
            double logQ = height - 0.5 * e * e;
            l[i] = -Math.abs(logP[from + i] - logQ);
        }
    }
}
