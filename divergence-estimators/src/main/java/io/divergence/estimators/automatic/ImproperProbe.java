package io.divergence.estimators.automatic;

import io.divergence.random.RandomStream;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Looks far out whether the mass of a target is infinite, as far as can be seen: along the coordinates, and along ridges, where a tube of
 * parallel lines has infinite mass if log p falls with no more than log r on nearly all of them; and in random directions, where a cone
 * has if it falls with no more than D log r. A single ridge that narrows has no such tube. One caller.
 */
final class ImproperProbe {
    private static final double[] FAR = {1e3, 1e5, 1e7, 1e9};
    /** Directions that a climb has found hold no farther than this. */
    private static final double[] ALONG_RIDGES = {1 << 10, 1 << 12, 1 << 14, 1 << 16};
    private static final double ROUNDING = 1e-3;
    private static final double NEARNESS = 1e-2;
    private static final int LINES = 8;
    private static final int ENOUGH = 7;
    private static final int DIRECTIONS = 24;
    private static final int POWERS = 50;
    /** Below this, as a logarithm, what does not fall is a floor of the arithmetic, not a tail. */
    private static final double LEAST_SHARE = -300;

    private final CountedTarget target;
    private final GaussianState state;
    private final int d;
    private final RandomStream rng;
    /** In the frame of the fit: its mean, and draws. */
    private final double[] e;
    private final double[] bases;

    ImproperProbe(CountedTarget target, GaussianState state, long seed) {
        this.target = target;
        this.state = state;
        d = state.d;
        rng = RandomStream.of(seed, 0x696d70L);
        rng.seek(0, 0);
        e = new double[LINES * d];
        for (int i = d; i < e.length; i++) {
            e[i] = rng.nextGaussian();
        }
        bases = new double[e.length];
        state.points(e, LINES, bases);
    }

    /** Returns where the mass is infinite, in words; null if nothing shows that it is. */
    String find() {
        for (int i = 0; i < d; i++) {
            double[] u = new double[d];
            // From far out one must get past the place where the mass may be.
            u[i] = Math.max(sd(i), NEARNESS * Math.abs(state.mean[i]));
            String found = along(new Axis(u, i), FAR);
            if (found != null) {
                return found;
            }
        }
        String found = alongRidges(e.clone());
        return found != null || d == 1 ? found : inAllDirections();
    }

    /** The same, along the longest axis of the fit alone. */
    String findAlongLongest() {
        if (state.diagonal || d == 1) {
            int longest = 0;
            for (int i = 1; i < d; i++) {
                longest = sd(i) > sd(longest) ? i : longest;
            }
            double[] u = new double[d];
            u[longest] = Math.max(sd(longest), NEARNESS * Math.abs(state.mean[longest]));
            return along(new Axis(u, longest), FAR);
        }
        return alongRidges(longest());
    }

    static double largest(double[] v) {
        double largest = 0;
        for (double x : v) {
            largest = Math.max(largest, Math.abs(x));
        }
        return largest;
    }

    private double sd(int coordinate) {
        double sd = 0;
        for (int j = state.diagonal ? coordinate : coordinate * d; j < (state.diagonal ? coordinate + 1 : (coordinate + 1) * d); j++) {
            sd = Math.hypot(sd, state.factor[j]);
        }
        return sd;
    }

    /** The direction in the frame of the fit that is the longest outside: powers of L^T L. */
    private double[] longest() {
        double[] v = new double[d];
        double[] w = new double[d];
        for (int i = 0; i < d; i++) {
            v[i] = rng.nextGaussian();
        }
        for (int k = 0; k < POWERS; k++) {
            state.points(v, 1, w);
            for (int i = 0; i < d; i++) {
                w[i] -= state.mean[i];
            }
            double largest = largest(w);
            for (int i = 0; i < d; i++) {
                w[i] /= largest;
            }
            state.whiten(w, v);
            double norm = 0;
            for (double x : v) {
                norm = Math.hypot(norm, x);
            }
            for (int i = 0; i < d; i++) {
                v[i] /= norm;
            }
        }
        return v;
    }

    /** From places in the frame of the fit. */
    private String alongRidges(double[] starts) {
        double[] weights = new double[starts.length / d];
        Arrays.fill(weights, 1.0 / weights.length);
        for (double[] u : d == 1 ? List.<double[]>of() : new RidgeAxes(target, state).find(starts, weights)) {
            boolean isPast = largest(u) * ALONG_RIDGES[ALONG_RIDGES.length - 1] * NEARNESS > largest(state.mean);
            String found = isPast ? along(new Axis(u, -1), ALONG_RIDGES) : null;
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    private String along(Axis axis, double[] radii) {
        for (int sign = -1; sign <= 1; sign += 2) {
            double power = slowest(axis.direction(), sign, radii);
            if (power <= 1 + ROUNDING) {
                return describe(axis, sign, power, radii);
            }
        }
        return null;
    }

    private record Axis(double[] direction, int coordinate) {
    }

    /** The power of 1/r with which the density falls on all but one of the parallel lines, at most; infinite where there is no mass. */
    private double slowest(double[] u, double sign, double[] radii) {
        double[] powers = new double[LINES];
        double[] z = new double[LINES * (1 + radii.length) * d];
        int row = 0;
        for (int line = 0; line < LINES; line++) {
            for (int r = 0; r <= radii.length; r++, row++) {
                double length = r == 0 ? 0 : sign * radii[r - 1];
                for (int i = 0; i < d; i++) {
                    z[row * d + i] = bases[line * d + i] + length * u[i];
                }
            }
        }
        double[] log = new double[row];
        target.probe(z, row, log, null);
        for (int line = 0; line < LINES; line++) {
            powers[line] = power(log, line * (1 + radii.length), radii);
        }
        Arrays.sort(powers);
        return powers[ENOUGH - 1];
    }

    /** The largest power between neighbouring radii. */
    private static double power(double[] log, int at, double[] radii) {
        int last = radii.length;
        if (!(log[at + last] > log[at] + LEAST_SHARE)) {
            return Double.POSITIVE_INFINITY;
        }
        double largest = Double.NEGATIVE_INFINITY;
        for (int r = 2; r <= last; r++) {
            largest = Math.max(largest, (log[at + r - 1] - log[at + r]) / Math.log(radii[r - 1] / radii[r - 2]));
        }
        return largest;
    }

    private String inAllDirections() {
        double[] z = new double[DIRECTIONS * (1 + FAR.length) * d];
        double[] v = new double[d];
        double[] u = new double[d];
        int row = 0;
        for (int k = 0; k < DIRECTIONS; k++) {
            for (int i = 0; i < d; i++) {
                v[i] = rng.nextGaussian();
            }
            state.points(v, 1, u);
            for (int r = 0; r <= FAR.length; r++, row++) {
                double length = r == 0 ? 0 : FAR[r - 1];
                for (int i = 0; i < d; i++) {
                    z[row * d + i] = bases[i] + length * (u[i] - state.mean[i]);
                }
            }
        }
        double[] log = new double[row];
        target.probe(z, row, log, null);
        double largest = Double.NEGATIVE_INFINITY;
        for (int k = 0; k < DIRECTIONS; k++) {
            largest = Math.max(largest, power(log, k * (1 + FAR.length), FAR));
        }
        return largest <= d + ROUNDING ? String.format(Locale.US,
                "in all of %d random directions, from %.0e to %.0e times the scale of the fit out, the density falls with a power of %.3g of the distance at "
                + "most: the mass in %d dimensions is infinite as far as was looked", DIRECTIONS, FAR[0], FAR[FAR.length - 1], largest + 0.0, d) : null;
    }

    private String describe(Axis axis, int sign, double power, double[] radii) {
        String where = axis.coordinate() >= 0 ? (sign < 0 ? "down" : "up") + " coordinate " + axis.coordinate()
                : "along " + GradientCheck.text(signed(axis.direction(), sign));
        String how = power < -ROUNDING ? "the density grows" : power < ROUNDING ? "the density does not fall"
                : String.format(Locale.US, "the density falls with a power of %.3g of the distance alone", power);
        return String.format(Locale.US, "%s, from %.0e to %.0e times the scale of the fit out, %s: the mass is infinite as far as was looked", where,
                radii[0], radii[radii.length - 1], how);
    }

    private static double[] signed(double[] u, int sign) {
        double[] v = u.clone();
        for (int i = 0; i < v.length; i++) {
            v[i] *= sign;
        }
        return v;
    }
}
