package io.divergence.estimators.structured;

import io.divergence.estimators.structured.TermExpectations.Accuracy;
import java.util.Arrays;

/**
 * Expectations by the nested trapezoidal rule, for predictors of any width. The nodes of several rows are evaluated at once. One worker.
 */
final class TrapezoidExpectations {
    /** The first rule's step in units of eta: features of g are wider. */
    private static final double RESOLUTION = 2.2;
    /** Nodes of the first level, of which both ends must be in one piece. */
    private static final int LEAST = 2 * NestedTrapezoid.REACH + 1;

    private final TermBatch batch;
    private final int[] level = new int[TermExpectations.ROWS];
    private final int[] active = new int[TermExpectations.ROWS];
    /** Of each row the sums of weighted values, slopes and curvatures, and of weights; and the means of the rule before. */
    private final double[][] sums = new double[4][TermExpectations.ROWS];
    private final double[][] last = new double[3][TermExpectations.ROWS];
    /** The sizes of the terms at both ends. */
    private final double[] outermost = new double[TermExpectations.ROWS];
    /** The pieces of rules in the batch: of which row, from which node on, and where the piece begins. */
    private final NestedTrapezoid[] rules = new NestedTrapezoid[TermBatch.SIZE];
    private final int[] owner = new int[TermBatch.SIZE];
    private final int[] firstNode = new int[TermBatch.SIZE];
    private final int[] begin = new int[TermBatch.SIZE + 1];
    private int pieces;
    double total;
    double error;

    TrapezoidExpectations(TermBatch batch) {
        this.batch = batch;
    }

    void expect(int[] rows, int count, RowTerms terms, Accuracy accuracy, double tolerance) {
        total = 0;
        error = 0;
        for (double[] sum : sums) {
            Arrays.fill(sum, 0, count, 0);
        }
        Arrays.fill(outermost, 0, count, Double.NaN);
        for (int t = 0; t < count; t++) {
            double ratio = terms.sd[rows[t]] * NestedTrapezoid.STEP / RESOLUTION;
            level[t] = ratio <= 1 ? 0 : Math.min(NestedTrapezoid.LAST - 1, Math.getExponent(ratio) + 1);
            active[t] = t;
            add(NestedTrapezoid.upTo(level[t]), t, rows[t], terms);
        }
        flush();
        if (accuracy == Accuracy.CHECKED) {
            refine(rows, count, terms, tolerance);
            return;
        }
        for (int t = 0; t < count; t++) {
            total += terms.put(rows[t], mean(0, t), mean(1, t), mean(2, t));
        }
    }

    private double mean(int quantity, int t) {
        return sums[quantity][t] / sums[3][t];
    }

    /** Adds a level to each row until two rules agree. */
    private void refine(int[] rows, int count, RowTerms terms, double tolerance) {
        int left = count;
        while (left > 0) {
            for (int i = 0; i < left; i++) {
                int t = active[i];
                for (int quantity = 0; quantity < 3; quantity++) {
                    last[quantity][t] = mean(quantity, t);
                }
                add(NestedTrapezoid.level(++level[t]), t, rows[t], terms);
            }
            flush();
            int kept = 0;
            for (int i = 0; i < left; i++) {
                int t = active[i];
                double step = Math.scalb(NestedTrapezoid.STEP, 1 - level[t]) * terms.sd[rows[t]];
                double e = amplitude(mean(0, t) - last[0][t], mean(1, t) - last[1][t], step);
                if (e > tolerance && level[t] < NestedTrapezoid.LAST) {
                    active[kept++] = t;
                } else {
                    finish(t, rows[t], e, terms);
                }
            }
            left = kept;
        }
    }

    /**
     * How far a trapezoidal rule with a step in eta is off, from the differences of value and slope to those of a finer one: what it takes for
     * constant is the frequency w = 2 pi/step of g, of which the value has the cosine and the slope w times the sine. The cosine alone
     * may vanish by chance.
     */
    static double amplitude(double ofValue, double ofSlope, double step) {
        double sine = ofSlope * step / (2 * Math.PI);
        return Math.sqrt(ofValue * ofValue + sine * sine);
    }

    private void finish(int t, int row, double e, RowTerms terms) {
        total += terms.put(row, mean(0, t), mean(1, t), mean(2, t));
        terms.putErrors(row, Math.abs(mean(1, t) - last[1][t]), Math.abs(mean(2, t) - last[2][t]));
        error += e + NestedTrapezoid.EDGE * outermost[t] / sums[3][t];
    }

    /** Puts the nodes of a rule for row t into the batch, which is evaluated whenever it is full. */
    private void add(NestedTrapezoid rule, int t, int row, RowTerms terms) {
        sums[3][t] += rule.sum;
        int length = rule.nodes.length;
        for (int node = 0; node < length;) {
            if (TermBatch.SIZE - begin[pieces] < Math.min(LEAST, length - node)) {
                flush();
            }
            int at = begin[pieces];
            int count = Math.min(TermBatch.SIZE - at, length - node);
            for (int i = 0; i < count; i++) {
                batch.eta[at + i] = Math.fma(terms.sd[row], rule.nodes[node + i], terms.mean[row]);
            }
            batch.setRows(at, at + count, row);
            rules[pieces] = rule;
            owner[pieces] = t;
            firstNode[pieces] = node;
            begin[++pieces] = at + count;
            node += count;
        }
    }

    private void flush() {
        if (pieces == 0) {
            return;
        }
        batch.evaluate(begin[pieces], batch.eta);
        for (int piece = 0; piece < pieces; piece++) {
            int t = owner[piece];
            int at = begin[piece];
            // Of the levels from 0 on, the first values are those of the nodes of level 0 in order.
            if (Double.isNaN(outermost[t])) {
                outermost[t] = Math.abs(batch.value[at]) + Math.abs(batch.value[at + LEAST - 1]);
            }
            accumulate(t, rules[piece].weights, firstNode[piece], at, begin[piece + 1] - at);
        }
        pieces = 0;
    }

    private void accumulate(int t, double[] weights, int node, int at, int count) {
        double a = 0;
        double b = 0;
        double c = 0;
        for (int i = 0; i < count; i++) {
            double w = weights[node + i];
            a = Math.fma(w, batch.value[at + i], a);
            b = Math.fma(w, batch.slope[at + i], b);
            c = Math.fma(w, batch.curvature[at + i], c);
        }
        sums[0][t] += a;
        sums[1][t] += b;
        sums[2][t] += c;
    }
}
