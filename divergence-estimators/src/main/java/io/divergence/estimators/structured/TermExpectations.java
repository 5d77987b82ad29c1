package io.divergence.estimators.structured;

import io.divergence.model.LinearPredictorTarget;
import java.util.Arrays;

/**
 * Expectations of g_n, g_n' and g_n'' over eta_n ~ N(mean_n, sd_n^2) for a block of rows: in closed form where the target knows one; by
 * Gauss-Hermite rules, all rows at once, where sd_n is small; otherwise by a nested trapezoidal rule for each row. One worker.
 */
final class TermExpectations {

    /** How much work is done. */
    enum Accuracy {
        /** The terms at the means, as if every sd were 0. */
        POINT,
        /** The rule that the size of sd suggests. */
        WORKING,
        /** A finer rule beside it: the difference is the error, and where it is above the tolerance, finer rules still. */
        CHECKED
    }

    static final int BLOCK = 128;
    private static final int BUFFER = 1024;
    /** Up to these standard deviations Gauss-Hermite rules do, one to work with and one to check it. */
    private static final double[] LIMITS = {0.12, 0.3, 0.55};
    private static final HermiteRule[] LOW = {HermiteRule.of(5), HermiteRule.of(7), HermiteRule.of(9)};
    private static final HermiteRule[] HIGH = {HermiteRule.of(7), HermiteRule.of(11), HermiteRule.of(15)};
    /** The step of the trapezoidal rule in units of eta: features of g are wider. */
    private static final double RESOLUTION = 1.1;

    private final LinearPredictorTarget target;
    /** Row i of the terms is observation i stride of the target. */
    private final int stride;
    private final int[] observations = new int[BUFFER];
    private final int[] rows = new int[BUFFER];
    private final double[] eta = new double[BUFFER];
    private final double[] value = new double[BUFFER];
    private final double[] slope = new double[BUFFER];
    private final double[] curvature = new double[BUFFER];
    private final double[] mean = new double[BLOCK];
    private final double[] sd = new double[BLOCK];
    private final double[][] low = new double[3][BLOCK];
    private final double[][] high = new double[3][BLOCK];
    private final double[] sums = new double[4];
    private final double[] last = new double[3];
    /** The sizes of the terms at both ends of a trapezoidal rule. */
    private double outermost;
    /** SUM of the expected values of the block, and of their errors. */
    double total;
    double error;

    TermExpectations(LinearPredictorTarget target, int stride) {
        this.target = target;
        this.stride = stride;
    }

    /** Evaluates rows [from, to), at most {@link #BLOCK} of them; tolerance is that of the value of one row. */
    void expect(int from, int to, RowTerms terms, Accuracy accuracy, double tolerance) {
        total = 0;
        error = 0;
        if (accuracy == Accuracy.POINT) {
            point(from, to, terms);
            return;
        }
        if (closedForm(from, to, terms)) {
            return;
        }
        double least = -1;
        for (int group = 0; group < LIMITS.length; group++) {
            int count = gather(from, to, terms, least, LIMITS[group]);
            if (count > 0) {
                hermite(group, count, terms, accuracy, tolerance);
            }
            least = LIMITS[group];
        }
        for (int row = from; row < to; row++) {
            if (!(terms.sd[row] <= least)) {
                trapezoid(row, terms, accuracy, tolerance);
            }
        }
    }

    private int gather(int from, int to, RowTerms terms, double least, double most) {
        int count = 0;
        for (int row = from; row < to; row++) {
            double s = terms.sd[row];
            if (s > least && s <= most) {
                rows[count] = row;
                observations[count] = row * stride;
                mean[count] = terms.mean[row];
                sd[count] = s;
                count++;
            }
        }
        return count;
    }

    private void gatherAll(int from, int count, RowTerms terms) {
        for (int i = 0; i < count; i++) {
            rows[i] = from + i;
            observations[i] = (from + i) * stride;
            mean[i] = terms.mean[from + i];
            sd[i] = terms.sd[from + i];
        }
    }

    private void point(int from, int to, RowTerms terms) {
        int count = to - from;
        gatherAll(from, count, terms);
        target.terms(observations, count, mean, value, slope, curvature);
        store(count, terms);
    }

    private boolean closedForm(int from, int to, RowTerms terms) {
        int count = to - from;
        gatherAll(from, count, terms);
        if (!target.expectedTerms(observations, count, mean, sd, value, slope, curvature)) {
            return false;
        }
        store(count, terms);
        return true;
    }

    private void store(int count, RowTerms terms) {
        for (int i = 0; i < count; i++) {
            put(rows[i], terms, value[i], slope[i], curvature[i]);
        }
    }

    private void put(int row, RowTerms terms, double v, double g, double c) {
        total += v;
        terms.slope[row] = g;
        terms.curvature[row] = c;
        terms.slopeError[row] = 0;
        terms.curvatureError[row] = 0;
    }

    private void hermite(int group, int count, RowTerms terms, Accuracy accuracy, double tolerance) {
        apply(LOW[group], count, low);
        if (accuracy == Accuracy.WORKING) {
            for (int i = 0; i < count; i++) {
                put(rows[i], terms, low[0][i], low[1][i], low[2][i]);
            }
            return;
        }
        apply(HIGH[group], count, high);
        for (int i = 0; i < count; i++) {
            double e = Math.abs(high[0][i] - low[0][i]);
            if (e <= tolerance) {
                put(rows[i], terms, high[0][i], high[1][i], high[2][i]);
                terms.slopeError[rows[i]] = Math.abs(high[1][i] - low[1][i]);
                terms.curvatureError[rows[i]] = Math.abs(high[2][i] - low[2][i]);
                error += e;
                rows[i] = -1;
            }
        }
        finer(count, terms, tolerance);
    }

    /** Does the rows that are left over again. */
    private void finer(int count, RowTerms terms, double tolerance) {
        int left = 0;
        for (int i = 0; i < count; i++) {
            if (rows[i] >= 0) {
                low[0][left++] = rows[i];
            }
        }
        for (int i = 0; i < left; i++) {
            trapezoid((int) low[0][i], terms, Accuracy.CHECKED, tolerance);
        }
    }

    private void apply(HermiteRule rule, int count, double[][] out) {
        for (double[] o : out) {
            Arrays.fill(o, 0, count, 0);
        }
        for (int k = 0; k < rule.nodes().length; k++) {
            shift(rule.nodes()[k], count);
            target.terms(observations, count, eta, value, slope, curvature);
            double w = rule.weights()[k];
            accumulate(w, count, value, out[0]);
            accumulate(w, count, slope, out[1]);
            accumulate(w, count, curvature, out[2]);
        }
    }

    private void shift(double node, int count) {
        for (int i = 0; i < count; i++) {
            eta[i] = Math.fma(node, sd[i], mean[i]);
        }
    }

    private static void accumulate(double w, int count, double[] x, double[] out) {
        for (int i = 0; i < count; i++) {
            out[i] = Math.fma(w, x[i], out[i]);
        }
    }

    private void trapezoid(int row, RowTerms terms, Accuracy accuracy, double tolerance) {
        double s = terms.sd[row];
        double ratio = s * NestedTrapezoid.STEP / RESOLUTION;
        int level = ratio <= 1 ? 0 : Math.min(NestedTrapezoid.LAST - 1, Math.getExponent(ratio) + 1);
        Arrays.fill(sums, 0);
        outermost = Double.NaN;
        addRule(NestedTrapezoid.upTo(level), row, terms.mean[row], s);
        double e = 0;
        if (accuracy == Accuracy.CHECKED) {
            do {
                keep();
                addRule(NestedTrapezoid.level(++level), row, terms.mean[row], s);
                e = Math.abs(sums[0] / sums[3] - last[0]);
            } while (e > tolerance && level < NestedTrapezoid.LAST);
        }
        put(row, terms, sums[0] / sums[3], sums[1] / sums[3], sums[2] / sums[3]);
        if (accuracy == Accuracy.CHECKED) {
            terms.slopeError[row] = Math.abs(sums[1] / sums[3] - last[1]);
            terms.curvatureError[row] = Math.abs(sums[2] / sums[3] - last[2]);
            error += e + NestedTrapezoid.EDGE * outermost / sums[3];
        }
    }

    private void keep() {
        for (int i = 0; i < 3; i++) {
            last[i] = sums[i] / sums[3];
        }
    }

    /** Of the levels from 0 on, the first values are those of the nodes of level 0 in order. */
    private void addRule(NestedTrapezoid rule, int row, double center, double s) {
        sums[3] += rule.sum;
        for (int at = 0; at < rule.nodes.length; at += BUFFER) {
            int count = Math.min(BUFFER, rule.nodes.length - at);
            for (int i = 0; i < count; i++) {
                eta[i] = Math.fma(s, rule.nodes[at + i], center);
            }
            Arrays.fill(observations, 0, count, row * stride);
            target.terms(observations, count, eta, value, slope, curvature);
            if (Double.isNaN(outermost)) {
                outermost = Math.abs(value[0]) + Math.abs(value[2 * NestedTrapezoid.REACH]);
            }
            sums[0] += weighted(rule.weights, at, count, value);
            sums[1] += weighted(rule.weights, at, count, slope);
            sums[2] += weighted(rule.weights, at, count, curvature);
        }
    }

    private static double weighted(double[] weights, int at, int count, double[] x) {
        double a = 0;
        double b = 0;
        int i = 0;
        for (; i + 1 < count; i += 2) {
            a = Math.fma(weights[at + i], x[i], a);
            b = Math.fma(weights[at + i + 1], x[i + 1], b);
        }
        return i < count ? Math.fma(weights[at + i], x[i], a) + b : a + b;
    }
}
