package io.divergence.optimize;

import io.divergence.math.Checks;

/**
 * The last m pairs of steps s and changes of the gradient y, and the approximation H of the inverse Hessian that they make of a
 * scaled identity. One caller.
 *
 * <p>Reference: J. Nocedal, Updating quasi-Newton matrices with limited storage, Mathematics of Computation 35 (1980) 773.
 */
public final class LbfgsMemory {
    /** Pairs of less curvature than this part of |s| |y| are left out. */
    private static final double LEAST_CURVATURE = 1e-10;

    private final int n;
    private final boolean scaled;
    private final double[][] steps;
    private final double[][] changes;
    private final double[] curvatures;
    private final double[] factors;
    private int count;
    private int last = -1;

    /**
     * Creates an empty memory.
     *
     * @param n the number of variables
     * @param capacity m, the number of pairs
     * @param scaled whether H starts from (s.y/y.y) I of the last pair; from I itself otherwise
     */
    public LbfgsMemory(int n, int capacity, boolean scaled) {
        this.n = Checks.atLeast("n", n, 1);
        this.scaled = scaled;
        Checks.atLeast("capacity", capacity, 1);
        steps = new double[capacity][n];
        changes = new double[capacity][n];
        curvatures = new double[capacity];
        factors = new double[capacity];
    }

    /** Forgets all pairs. */
    public void clear() {
        count = 0;
    }

    /** {@return the number of pairs} */
    public int size() {
        return count;
    }

    /** Takes in a step from one point to the next, unless its curvature is not positive. Returns whether it did. */
    public boolean add(double[] from, double[] to, double[] gradientFrom, double[] gradientTo) {
        int at = (last + 1) % steps.length;
        double curvature = 0;
        double s2 = 0;
        double y2 = 0;
        for (int i = 0; i < n; i++) {
            double s = to[i] - from[i];
            double y = gradientTo[i] - gradientFrom[i];
            curvature += s * y;
            s2 += s * s;
            y2 += y * y;
        }
        if (!(curvature > LEAST_CURVATURE * Math.sqrt(s2 * y2))) {
            return false;
        }
        for (int i = 0; i < n; i++) {
            steps[at][i] = to[i] - from[i];
            changes[at][i] = gradientTo[i] - gradientFrom[i];
        }
        curvatures[at] = curvature;
        last = at;
        count = Math.min(count + 1, steps.length);
        return true;
    }

    /** Writes H g; out may be g itself. */
    public void apply(double[] g, double[] out) {
        System.arraycopy(g, 0, out, 0, n);
        for (int k = 0; k < count; k++) {
            int at = Math.floorMod(last - k, steps.length);
            factors[at] = dot(steps[at], out) / curvatures[at];
            add(out, -factors[at], changes[at]);
        }
        if (scaled && count > 0) {
            double scale = curvatures[last] / dot(changes[last], changes[last]);
            for (int i = 0; i < n; i++) {
                out[i] *= scale;
            }
        }
        for (int k = count - 1; k >= 0; k--) {
            int at = Math.floorMod(last - k, steps.length);
            add(out, factors[at] - dot(changes[at], out) / curvatures[at], steps[at]);
        }
    }

    private double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < n; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    private void add(double[] to, double factor, double[] x) {
        for (int i = 0; i < n; i++) {
            to[i] += factor * x[i];
        }
    }
}
