package io.divergence.estimators.structured;

import io.divergence.model.LinearPredictorTarget;

/**
 * Expectations of g_n, g_n' and g_n'' over eta_n ~ N(mean_n, sd_n^2) for a block of rows: in closed form where the target knows one; by
 * a rule that depends on sd_n; where that is not enough, by a nested trapezoidal rule. One worker.
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

    /** The most rows that are evaluated at once. */
    static final int ROWS = 5 * DesignRows.BLOCK;

    private final TermBatch batch;
    private final RuleExpectations rules;
    /** Made when it is needed. */
    private TrapezoidExpectations trapezoid;
    private final double[] mean = new double[ROWS];
    private final double[] sd = new double[ROWS];
    private final int[] left = new int[ROWS];
    /** SUM of the expected values of the block, and of their errors. */
    double total;
    double error;

    /** @param derivatives whether the errors of slopes and curvatures are wanted, too */
    TermExpectations(LinearPredictorTarget target, DesignRows x, boolean derivatives) {
        batch = new TermBatch(target, x);
        rules = new RuleExpectations(batch, derivatives);
    }

    /** Evaluates rows [from, to), at most {@link #ROWS} of them; tolerance is that of the value of one row. */
    void expect(int from, int to, RowTerms terms, Accuracy accuracy, double tolerance) {
        total = 0;
        error = 0;
        int count = to - from;
        for (int i = 0; i < count; i++) {
            batch.setRow(i, from + i);
        }
        System.arraycopy(terms.mean, from, mean, 0, count);
        System.arraycopy(terms.sd, from, sd, 0, count);
        boolean known = accuracy == Accuracy.POINT;
        if (known) {
            batch.evaluate(count, mean);
        }
        if (known || batch.expect(count, mean, sd)) {
            for (int i = 0; i < count; i++) {
                total += terms.put(from + i, batch.value[i], batch.slope[i], batch.curvature[i]);
            }
            return;
        }
        int wide = rules.expect(from, to, terms, accuracy, tolerance, left);
        total = rules.total;
        error = rules.error;
        if (wide > 0) {
            trapezoid = trapezoid == null ? new TrapezoidExpectations(batch) : trapezoid;
            trapezoid.expect(left, wide, terms, accuracy, tolerance);
            total += trapezoid.total;
            error += trapezoid.error;
        }
    }
}
