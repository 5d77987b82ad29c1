package io.divergence.estimators.automatic;

import io.divergence.optimize.LbfgsMemory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Directions in which a target has its ridges far out: climbs of the log density on ever larger spheres about a normal distribution,
 * each from where the last one ended, from the points that weigh most in its second moments, and across the axes found before. A heavy
 * tail along an axis that is no coordinate is so thin far out that no random direction meets it. One caller.
 */
final class RidgeAxes {
    private static final int MOST = 4;
    private static final double NEAREST = 8;
    private static final double FARTHEST = 1 << 17;
    private static final double GROWTH = 4;
    private static final int STEPS = 15;
    private static final int HALVINGS = 10;
    private static final double SOLVED = 1e-6;
    /** The part of a start that is across the axes found before must be as long. */
    private static final double ACROSS = 0.3;

    private final CountedTarget target;
    private final GaussianState state;
    private final int d;

    RidgeAxes(CountedTarget target, GaussianState state) {
        this.target = target;
        this.state = state;
        d = state.d;
    }

    /**
     * Returns at most four, orthogonal in the frame of q, each of one standard deviation of q.
     *
     * @param e the points in the frame of q
     * @param weights of the points
     */
    List<double[]> find(double[] e, double[] weights) {
        List<double[]> basis = new ArrayList<>();
        int[] order = IntStream.range(0, weights.length).boxed().sorted(Comparator.comparingDouble(k -> -weights[k] * square(e, k)))
                .limit(4 * MOST).mapToInt(Integer::intValue).toArray();
        for (int k : order) {
            double[] start = unit(Arrays.copyOfRange(e, k * d, (k + 1) * d));
            double[] y = start == null || basis.size() == MOST ? null : across(start, basis);
            if (y != null) {
                for (double radius = NEAREST; radius <= FARTHEST; radius *= GROWTH) {
                    climb(y, radius, basis);
                }
                basis.add(y);
            }
        }
        return basis.stream().map(this::outside).toList();
    }

    private double square(double[] e, int row) {
        double square = 0;
        for (int i = row * d; i < (row + 1) * d; i++) {
            square += e[i] * e[i];
        }
        return square;
    }

    /** The unit vector of what is across orthonormal vectors; null if that is short. */
    private double[] across(double[] y, List<double[]> basis) {
        double[] rest = y.clone();
        project(rest, basis);
        return dot(rest, rest) > ACROSS * ACROSS ? unit(rest) : null;
    }

    private void project(double[] v, List<double[]> basis) {
        for (double[] b : basis) {
            double dot = dot(v, b);
            for (int i = 0; i < d; i++) {
                v[i] -= dot * b[i];
            }
        }
    }

    private double[] outside(double[] y) {
        double[] z = new double[d];
        state.points(y, 1, z);
        for (int i = 0; i < d; i++) {
            z[i] -= state.mean[i];
        }
        return z;
    }

    /** Writes the slope of -log p along the sphere of a radius, and returns -log p. */
    private double slope(double[] y, double radius, List<double[]> basis, double[] g) {
        double[] e = new double[d];
        double[] z = new double[d];
        double[] log = new double[1];
        double[] own = new double[d];
        for (int i = 0; i < d; i++) {
            e[i] = radius * y[i];
        }
        state.points(e, 1, z);
        target.probe(z, 1, log, own);
        state.whiten(own, g);
        double along = dot(g, y);
        for (int i = 0; i < d; i++) {
            g[i] = -radius * (g[i] - along * y[i]);
        }
        project(g, basis);
        return -log[0];
    }

    private void climb(double[] y, double radius, List<double[]> basis) {
        LbfgsMemory memory = new LbfgsMemory(d, MOST, true);
        double[] g = new double[d];
        double[] gNext = new double[d];
        double[] direction = new double[d];
        double value = slope(y, radius, basis, g);
        for (int k = 0; k < STEPS && Double.isFinite(value); k++) {
            memory.apply(g, direction);
            double promise = dot(g, direction);
            double norm = Math.sqrt(dot(direction, direction));
            if (!(promise > SOLVED)) {
                return;
            }
            // On the last sphere a ridge of unit width was found to an angle of about GROWTH/radius.
            double t = Math.min(memory.size() == 0 ? GROWTH / radius / norm : 1, 0.5 / norm);
            double[] next = null;
            double reached = value;
            for (int trial = 0; trial < HALVINGS && next == null; trial++, t *= 0.4) {
                double[] moved = y.clone();
                for (int i = 0; i < d; i++) {
                    moved[i] -= t * direction[i];
                }
                moved = unit(moved);
                reached = moved == null ? Double.POSITIVE_INFINITY : slope(moved, radius, basis, gNext);
                next = reached < value - 1e-4 * t * promise ? moved : null;
            }
            if (next == null) {
                return;
            }
            memory.add(y, next, g, gNext);
            System.arraycopy(next, 0, y, 0, d);
            System.arraycopy(gNext, 0, g, 0, d);
            value = reached;
        }
    }

    private static double[] unit(double[] v) {
        double norm = Math.sqrt(dot(v, v));
        if (!(norm > 0 && norm < Double.MAX_VALUE)) {
            return null;
        }
        double[] unit = v.clone();
        for (int i = 0; i < v.length; i++) {
            unit[i] /= norm;
        }
        return unit;
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }
}
