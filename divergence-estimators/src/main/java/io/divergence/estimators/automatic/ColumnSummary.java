package io.divergence.estimators.automatic;

import io.divergence.math.OrderStatistics;

/**
 * Summarizes the draws of one parameter. Its loops are short and called often: so a fresh virtual machine compiles them after some hundred
 * calls, where a long loop would stay in the interpreter for 60,000 rounds.
 */
final class ColumnSummary {
    private static final int BLOCK = 64;
    /** Rows that are copied at a time. */
    private static final int ROWS = 8;

    private final double[] column;
    /** They sum to one; null if there are none. */
    private final double[] weights;
    private double mean;
    private double corrected;
    private double squares;
    private double correctedSquares;
    private double errors;

    private ColumnSummary(double[] column, double[] weights) {
        this.column = column;
        this.weights = weights;
    }

    /** Writes columns from the first on, together: they are next to each other in memory. */
    static void columns(double[] x, int width, int first, double[][] columns) {
        int rows = columns[0].length;
        int count = Math.min(columns.length, width - first);
        for (int from = 0; from < rows; from += ROWS) {
            columns(x, width, first, from, Math.min(rows, from + ROWS), columns, count);
        }
    }

    private static void columns(double[] x, int width, int first, int from, int to, double[][] columns, int count) {
        for (int k = from; k < to; k++) {
            for (int j = 0; j < count; j++) {
                columns[j][k] = x[k * width + first + j];
            }
        }
    }

    static ParameterSummary of(String name, double[] column, double[] weights) {
        ColumnSummary sums = new ColumnSummary(column, weights);
        int n = column.length;
        for (int from = 0; from < n; from += BLOCK) {
            sums.addMeans(from, Math.min(n, from + BLOCK));
        }
        sums.mean /= n;
        for (int from = 0; from < n; from += BLOCK) {
            sums.addSquares(from, Math.min(n, from + BLOCK));
        }
        double sd = Math.sqrt(sums.squares / n);
        double none = weights == null ? Double.NaN : 0;
        double[] quantiles = OrderStatistics.of(column, (int) (0.05 * n), n / 2, (int) (0.95 * n));
        return new ParameterSummary(name, sums.mean, sd / Math.sqrt(n), sd, quantiles[0], quantiles[1], quantiles[2], sums.corrected + none,
                Math.sqrt(sums.errors) + none, Math.sqrt(sums.correctedSquares) + none);
    }

    private void addMeans(int from, int to) {
        double sum = mean;
        double weighted = corrected;
        for (int k = from; k < to; k++) {
            sum += column[k];
            weighted += weights == null ? 0 : weights[k] * column[k];
        }
        mean = sum;
        corrected = weighted;
    }

    private void addSquares(int from, int to) {
        double own = squares;
        double weighted = correctedSquares;
        double error = errors;
        for (int k = from; k < to; k++) {
            own += (column[k] - mean) * (column[k] - mean);
            if (weights != null) {
                double product = weights[k] * (column[k] - corrected);
                weighted += product * (column[k] - corrected);
                error += product * product;
            }
        }
        squares = own;
        correctedSquares = weighted;
        errors = error;
    }
}
