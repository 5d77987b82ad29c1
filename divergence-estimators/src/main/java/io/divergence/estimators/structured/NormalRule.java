package io.divergence.estimators.structured;

/** A rule of integration for a standard normal e: E f(e) = SUM w_k f(t_k), exact for constants. Immutable. */
record NormalRule(double[] nodes, double[] weights) {

    /** The trapezoidal rule on [-reach, reach] with steps of at most this length: weights are proportional to e^(-t^2/2). */
    static NormalRule trapezoid(double reach, double step) {
        int half = (int) Math.ceil(reach / step - 1e-9);
        double[] nodes = new double[2 * half + 1];
        double[] weights = new double[nodes.length];
        for (int k = 0; k < nodes.length; k++) {
            nodes[k] = reach * (k - half) / half;
            weights[k] = Math.exp(-0.5 * nodes[k] * nodes[k]);
        }
        return new NormalRule(nodes, normalized(weights));
    }

    /**
     * What makes a rule of Gauss and Hermite with an odd number of nodes n exact below degree 2 n + 2 instead of 2 n, with no more nodes: a
     * sum SUM a_k f(t_k) + b_k f''(t_k), which is n! for t^(2 n), as far as the rule is off there, and 0 for all lower powers.
     *
     * @return a and b
     */
    static double[][] correction(NormalRule rule) {
        int n = rule.nodes.length;
        int half = n / 2;
        double[][] equations = new double[n + 1][n + 2];
        for (int i = 0; i <= n; i++) {
            for (int k = 0; k <= half; k++) {
                int both = k == 0 ? 1 : 2;
                double t = rule.nodes[half + k];
                equations[i][k] = both * Math.pow(t, 2 * i);
                equations[i][half + 1 + k] = i == 0 ? 0 : both * 2 * i * (2 * i - 1) * Math.pow(t, 2 * i - 2);
            }
            equations[i][n + 1] = i == n ? factorial(n) : 0;
        }
        double[] solution = solve(equations);
        double[][] out = new double[2][n];
        for (int k = 0; k < n; k++) {
            out[0][k] = solution[Math.abs(k - half)];
            out[1][k] = solution[half + 1 + Math.abs(k - half)];
        }
        return out;
    }

    private static double factorial(int n) {
        return n < 2 ? 1 : n * factorial(n - 1);
    }

    /** Gauss's elimination; the last column is the right-hand side. */
    private static double[] solve(double[][] rows) {
        int n = rows.length;
        for (int i = 0; i < n; i++) {
            int pivot = i;
            for (int r = i + 1; r < n; r++) {
                pivot = Math.abs(rows[r][i]) > Math.abs(rows[pivot][i]) ? r : pivot;
            }
            double[] row = rows[pivot];
            rows[pivot] = rows[i];
            rows[i] = row;
            for (int r = 0; r < n; r++) {
                double factor = r == i ? 0 : rows[r][i] / row[i];
                for (int c = i; c <= n && factor != 0; c++) {
                    rows[r][c] -= factor * row[c];
                }
            }
        }
        double[] solution = new double[n];
        for (int i = 0; i < n; i++) {
            solution[i] = rows[i][n] / rows[i][i];
        }
        return solution;
    }

    /**
     * The Gauss-Hermite rule with n nodes, exact for polynomials below degree 2 n: the roots of He_n, which lie between those of He_(n - 1),
     * and w = (n - 1)!/(n He_(n - 1)(t)^2).
     */
    static NormalRule hermite(int n) {
        double[] roots = {0};
        for (int degree = 2; degree <= n; degree++) {
            double[] between = new double[degree + 1];
            between[0] = -2 * Math.sqrt(degree) - 1;
            System.arraycopy(roots, 0, between, 1, degree - 1);
            between[degree] = -between[0];
            roots = new double[degree];
            for (int k = 0; k < degree; k++) {
                roots[k] = bisect(degree, between[k], between[k + 1]);
            }
        }
        double[] weights = new double[n];
        for (int k = 0; k < n; k++) {
            double h = orthonormal(n - 1, roots[k]);
            weights[k] = 1 / (n * h * h);
        }
        return new NormalRule(roots, normalized(weights));
    }

    private static double[] normalized(double[] weights) {
        double sum = 0;
        for (double w : weights) {
            sum += w;
        }
        for (int k = 0; k < weights.length; k++) {
            weights[k] /= sum;
        }
        return weights;
    }

    private static double bisect(int degree, double low, double high) {
        double left = low;
        double right = high;
        double sign = Math.signum(orthonormal(degree, left));
        for (int step = 0; step < 64; step++) {
            double mid = 0.5 * (left + right);
            if (Math.signum(orthonormal(degree, mid)) == sign) {
                left = mid;
            } else {
                right = mid;
            }
        }
        return 0.5 * (left + right);
    }

    /** He_n(t)/sqrt(n!). */
    private static double orthonormal(int n, double t) {
        double before = 0;
        double now = 1;
        for (int k = 0; k < n; k++) {
            double next = (t * now - Math.sqrt(k) * before) / Math.sqrt(k + 1.0);
            before = now;
            now = next;
        }
        return now;
    }
}
