package io.divergence.estimators.structured;

import io.divergence.estimators.structured.TermExpectations.Accuracy;
import java.util.Arrays;

/**
 * Expectations by rules of integration that depend on the predictor's standard deviation only, all rows of which that is similar at once:
 * those of Gauss and Hermite where it is small, else trapezoidal ones. One worker.
 */
final class RuleExpectations {
    /** Up to these standard deviations several rules each: one to work with, the others to check it. */
    private static final double[] LIMITS = {0.12, 0.3, 0.55, 2.4, 2.88, 3.84, 5.28, 7.68, 11.5};
    /** As many limits as there are for rules of Gauss and Hermite, of which the last is beyond doubt. */
    private static final int NARROW = 3;
    /** The trapezoidal rules serve where errors of a row's value may be as large as this. */
    private static final double COARSE = 4e-8;
    /** From so many rows on, loops over them are long enough. */
    private static final int MANY = 24;
    private static final NormalRule[][] RULES = rules();
    /** Of rules of Gauss and Hermite: one that checks itself, and what corrects it. */
    private static final NormalRule[] SELF_CHECKED = {NormalRule.hermite(3), NormalRule.hermite(5), NormalRule.hermite(7)};
    private static final double[][][] CORRECTIONS = {NormalRule.correction(SELF_CHECKED[0]), NormalRule.correction(SELF_CHECKED[1]),
        NormalRule.correction(SELF_CHECKED[2])};

    private final TermBatch batch;
    private final int[] rows = new int[TermExpectations.ROWS];
    private final double[] mean = new double[TermExpectations.ROWS];
    private final double[] sd = new double[TermExpectations.ROWS];
    private double[][] last = new double[3][TermExpectations.ROWS];
    private double[][] next = new double[3][TermExpectations.ROWS];
    private final double[][] correction = new double[2][TermExpectations.ROWS];
    /** Whether errors of slopes and curvatures are wanted. */
    private final boolean derivatives;
    private int count;
    double total;
    double error;

    RuleExpectations(TermBatch batch, boolean derivatives) {
        this.batch = batch;
        this.derivatives = derivatives;
    }

    /**
     * A trapezoidal rule with steps of h in eta is wrong by about e^(-2 pi a/h), a the distance of the singularities of g from the real line,
     * pi for the logistic link. What it leaves out beyond 5 standard deviations has a probability of 6e-7, beyond 6.3 of 3e-10.
     */
    private static NormalRule[][] rules() {
        NormalRule[][] rules = new NormalRule[LIMITS.length][4];
        int[][] narrow = {{3, 3, 5, 7}, {3, 4, 6, 11}, {5, 6, 9, 15}};
        for (int group = 0; group < NARROW; group++) {
            for (int k = 0; k < narrow[group].length; k++) {
                rules[group][k] = NormalRule.hermite(narrow[group][k]);
            }
        }
        for (int group = NARROW; group < LIMITS.length; group++) {
            double widest = LIMITS[group];
            rules[group] = new NormalRule[] {NormalRule.trapezoid(5, 2.4 / widest), NormalRule.trapezoid(5.6, 1.92 / widest),
                NormalRule.trapezoid(6.3, 1.38 / widest)};
        }
        return rules;
    }

    /** Evaluates what can be in rows [from, to); writes the rows that are left over to left, and returns how many they are. */
    int expect(int from, int to, RowTerms terms, Accuracy accuracy, double tolerance, int[] left) {
        total = 0;
        error = 0;
        int over = 0;
        double least = -1;
        int groups = accuracy == Accuracy.WORKING || tolerance >= COARSE ? LIMITS.length : NARROW;
        double widest = 0;
        for (int row = from; row < to; row++) {
            widest = Math.max(widest, terms.sd[row]);
        }
        for (int group = 0; group < groups && least < widest; group++) {
            gather(from, to, terms, least, LIMITS[group]);
            if (accuracy == Accuracy.WORKING) {
                work(RULES[group][0], terms);
            } else {
                if (group < NARROW && !derivatives && count >= MANY) {
                    checkItself(group, terms, tolerance);
                }
                check(RULES[group], terms, tolerance);
            }
            System.arraycopy(rows, 0, left, over, count);
            over += count;
            least = LIMITS[group];
        }
        for (int row = from; row < to; row++) {
            if (!(terms.sd[row] <= least)) {
                left[over++] = row;
            }
        }
        return over;
    }

    /** Without a branch on what no processor can foresee: the entry after the last one is written again and again until it is to stay. */
    private void gather(int from, int to, RowTerms terms, double least, double most) {
        int found = 0;
        for (int row = from; row < to; row++) {
            double s = terms.sd[row];
            rows[found] = row;
            mean[found] = terms.mean[row];
            sd[found] = s;
            found += (s > least ? 1 : 0) & (s <= most ? 1 : 0);
        }
        count = found;
    }

    private void work(NormalRule rule, RowTerms terms) {
        if (count == 0) {
            return;
        }
        apply(rule, null);
        for (int i = 0; i < count; i++) {
            total += terms.put(rows[i], next[0][i], next[1][i], next[2][i]);
        }
        count = 0;
    }

    /**
     * Slopes and curvatures are those of the rule, the value is the corrected one, which is that of a rule of one degree more
     * in sd^2, and with the difference as its error. That may vanish by chance: all rows are accepted, or none.
     */
    private void checkItself(int group, RowTerms terms, double tolerance) {
        apply(SELF_CHECKED[group], CORRECTIONS[group]);
        double sum = 0;
        for (int i = 0; i < count; i++) {
            last[0][i] = correction[0][i] + sd[i] * sd[i] * correction[1][i];
            next[0][i] += last[0][i];
            sum += Math.abs(last[0][i]);
        }
        if (sum <= count * tolerance) {
            for (int i = 0; i < count; i++) {
                total += terms.put(rows[i], next[0][i], next[1][i], next[2][i]);
            }
            error += sum;
            count = 0;
        }
    }

    /** Applies rules from the second one on until two agree. */
    private void check(NormalRule[] rules, RowTerms terms, double tolerance) {
        for (int k = 1; k < rules.length && count > 0; k++) {
            double[][] before = last;
            last = next;
            next = before;
            apply(rules[k], null);
            if (k > 1) {
                double[] nodes = rules[k - 1].nodes();
                int middle = nodes.length / 2;
                accept(terms, tolerance, nodes[middle] - nodes[middle - 1]);
            }
        }
    }

    /** Stores the rows on which two rules agree, or all if they agree on average, and keeps the others. */
    private void accept(RowTerms terms, double tolerance, double step) {
        double sum = 0;
        for (int i = 0; i < count; i++) {
            sum += difference(i, step);
        }
        boolean all = sum <= count * tolerance;
        int kept = 0;
        for (int i = 0; i < count; i++) {
            double e = difference(i, step);
            if (all || e <= tolerance) {
                total += terms.put(rows[i], next[0][i], next[1][i], next[2][i]);
                terms.putErrors(rows[i], Math.abs(next[1][i] - last[1][i]), Math.abs(next[2][i] - last[2][i]));
                error += e;
            } else {
                rows[kept] = rows[i];
                mean[kept] = mean[i];
                sd[kept] = sd[i];
                for (double[] x : next) {
                    x[kept] = x[i];
                }
                kept++;
            }
        }
        count = kept;
    }

    /** How far the last rule was off, by its step in the middle, where those of Gauss and Hermite have almost even steps, too. */
    private double difference(int i, double step) {
        return TrapezoidExpectations.amplitude(next[0][i] - last[0][i], next[1][i] - last[1][i], step * sd[i]);
    }

    /** @param corrections the weights of what corrects the rule, or null */
    private void apply(NormalRule rule, double[][] corrections) {
        for (double[] out : next) {
            Arrays.fill(out, 0, count, 0);
        }
        for (double[] out : correction) {
            Arrays.fill(out, 0, count, 0);
        }
        if (count >= MANY) {
            applyToMany(rule, corrections);
        } else {
            applyToFew(rule, corrections);
        }
    }

    /** Node by node: every array from index 0 on, for vector instructions. */
    private void applyToMany(NormalRule rule, double[][] corrections) {
        for (int i = 0; i < count; i++) {
            batch.setRow(i, rows[i]);
        }
        for (int k = 0; k < rule.nodes().length; k++) {
            place(count, rule.nodes()[k], sd, mean, batch.eta);
            batch.evaluate(count, batch.eta);
            Kernels.add1(0, count, batch.value, rule.weights()[k], next[0]);
            Kernels.add1(0, count, batch.slope, rule.weights()[k], next[1]);
            Kernels.add1(0, count, batch.curvature, rule.weights()[k], next[2]);
            if (corrections != null) {
                Kernels.add1(0, count, batch.value, corrections[0][k], correction[0]);
                Kernels.add1(0, count, batch.curvature, corrections[1][k], correction[1]);
            }
        }
    }

    private static void place(int n, double node, double[] sd, double[] mean, double[] out) {
        for (int i = 0; i < n; i++) {
            out[i] = Math.fma(node, sd[i], mean[i]);
        }
    }

    /** The nodes for a few rows at once. */
    private void applyToFew(NormalRule rule, double[][] corrections) {
        int nodes = rule.nodes().length;
        int together = TermBatch.SIZE / count;
        for (int k = 0; k < nodes; k += together) {
            int end = Math.min(nodes, k + together);
            for (int j = k; j < end; j++) {
                place(rule.nodes()[j], (j - k) * count);
            }
            batch.evaluate((end - k) * count, batch.eta);
            for (int j = k; j < end; j++) {
                double w = rule.weights()[j];
                accumulate(w, batch.value, (j - k) * count, next[0]);
                accumulate(w, batch.slope, (j - k) * count, next[1]);
                accumulate(w, batch.curvature, (j - k) * count, next[2]);
                if (corrections != null) {
                    accumulate(corrections[0][j], batch.value, (j - k) * count, correction[0]);
                    accumulate(corrections[1][j], batch.curvature, (j - k) * count, correction[1]);
                }
            }
        }
    }

    private void place(double node, int at) {
        for (int i = 0; i < count; i++) {
            batch.eta[at + i] = Math.fma(node, sd[i], mean[i]);
        }
        for (int i = 0; i < count; i++) {
            batch.setRow(at + i, rows[i]);
        }
    }

    private void accumulate(double w, double[] x, int at, double[] out) {
        for (int i = 0; i < count; i++) {
            out[i] = Math.fma(w, x[at + i], out[i]);
        }
    }
}
