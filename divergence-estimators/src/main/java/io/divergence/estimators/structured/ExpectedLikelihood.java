package io.divergence.estimators.structured;

import io.divergence.estimators.structured.TermExpectations.Accuracy;
import io.divergence.model.LinearPredictorTarget;
import io.divergence.parallel.BlockRunner;
import io.divergence.parallel.BlockTask;
import java.util.Arrays;

/**
 * E_q SUM_n g_n(x_n . beta) for a normal q with its derivatives: SUM g_n' x_n by the mean, SUM g_n'' x_n x_n^T/2 by the covariance. The
 * rows are divided into at most sixteen parts, whatever the number of threads, whose sums are added in their order. One caller.
 */
final class ExpectedLikelihood implements AutoCloseable {
    private static final int MOST_PARTS = 16;
    private static final double ROUNDING = 8 * Math.ulp(1.0);

    final DesignRows x;
    final RowTerms terms;
    private final BlockRunner runner;
    private final TermExpectations[] workers;
    /** Of each worker the rows W^T x_n of a block. */
    private final double[][][] images;
    private final Part[] parts;
    /** Classes rather than lambdas, which take some twenty milliseconds when a process makes its first. */
    private final BlockTask evaluation = new BlockTask() {
        @Override
        public void run(int worker, int block) {
            evaluatePart(worker, block);
        }
    };
    private final BlockTask gram = new BlockTask() {
        @Override
        public void run(int worker, int block) {
            addGram(block);
        }
    };
    private final boolean derivatives;

    /** What is evaluated. */
    private double[] mean;
    private double[] variances;
    private double[][] factor;
    private boolean upper;
    private Accuracy accuracy;
    private double tolerance;

    /** The results. */
    double value;
    double valueError;
    final double[] gradient;
    final double[] gradientError;
    final double[] squares;
    final double[] squaresError;
    final double[] imageError;
    private final double[][] results;

    /** The sums of one part. */
    private static final class Part {
        private double value;
        private double error;
        private final double[][] sums;
        private double[][] matrix;

        Part(int d) {
            sums = new double[5][d];
        }

        void clearMatrix(int d) {
            if (matrix == null) {
                matrix = new double[d][d];
            }
            for (double[] row : matrix) {
                Arrays.fill(row, 0);
            }
        }
    }

    /**
     * @param stride row i of x is row i stride of the target
     * @param derivatives whether, where the accuracy is checked, derivatives by the covariance and errors of all derivatives are wanted
     */
    ExpectedLikelihood(LinearPredictorTarget target, DesignRows x, int stride, boolean derivatives, int threads) {
        this.x = x;
        this.derivatives = derivatives;
        terms = new RowTerms(x.n);
        int blocks = (x.n + TermExpectations.BLOCK - 1) / TermExpectations.BLOCK;
        parts = new Part[Math.min(MOST_PARTS, blocks)];
        for (int i = 0; i < parts.length; i++) {
            parts[i] = new Part(x.d);
        }
        int active = Math.min(threads, parts.length);
        runner = BlockRunner.of(active);
        workers = new TermExpectations[active];
        for (int i = 0; i < active; i++) {
            workers[i] = new TermExpectations(target, stride);
        }
        images = new double[active][TermExpectations.BLOCK + 1][x.d];
        gradient = new double[x.d];
        gradientError = new double[x.d];
        squares = new double[x.d];
        squaresError = new double[x.d];
        imageError = new double[x.d];
        results = new double[][] {gradient, gradientError, squares, squaresError, imageError};
    }

    /**
     * Evaluates with the predictors' standard deviations of the last time.
     *
     * @param at the mean of q, here and below; null if it is that of the last time
     */
    void evaluate(double[] at, Accuracy how, double toTolerance) {
        mean = at;
        variances = null;
        factor = null;
        run(how, toTolerance);
    }

    /** Evaluates at the covariance diag(diagonal). */
    void evaluate(double[] at, double[] diagonal, Accuracy how, double toTolerance) {
        mean = at;
        variances = diagonal;
        factor = null;
        run(how, toTolerance);
    }

    /** Evaluates at the covariance W W^T; with {@link Accuracy#CHECKED}, if derivatives are wanted, also SUM g_n'' x_n (W^T x_n)^T. */
    void evaluate(double[] at, double[][] w, boolean isUpper, Accuracy how, double toTolerance) {
        mean = at;
        variances = null;
        factor = w;
        upper = isUpper;
        run(how, toTolerance);
    }

    private void run(Accuracy how, double toTolerance) {
        accuracy = how;
        tolerance = toTolerance / x.n;
        runner.run(parts.length, evaluation);
        value = 0;
        valueError = 0;
        for (double[] sum : results) {
            Arrays.fill(sum, 0);
        }
        for (Part part : parts) {
            value += part.value;
            valueError += part.error;
            for (int i = 0; i < results.length; i++) {
                Kernels.add1(0, x.d, part.sums[i], 1, results[i]);
            }
        }
    }

    private int begin(int part) {
        int blocks = (x.n + TermExpectations.BLOCK - 1) / TermExpectations.BLOCK;
        return Math.min(x.n, (int) ((long) part * blocks / parts.length) * TermExpectations.BLOCK);
    }

    private void evaluatePart(int worker, int index) {
        Part part = parts[index];
        part.value = 0;
        part.error = 0;
        for (double[] sum : part.sums) {
            Arrays.fill(sum, 0);
        }
        boolean product = derivatives && factor != null && accuracy == Accuracy.CHECKED;
        if (product) {
            part.clearMatrix(x.d);
        }
        int end = begin(index + 1);
        for (int from = begin(index); from < end; from += TermExpectations.BLOCK) {
            evaluateBlock(from, Math.min(end, from + TermExpectations.BLOCK), workers[worker], images[worker], part, product);
        }
    }

    private void evaluateBlock(int from, int to, TermExpectations expectations, double[][] u, Part part, boolean product) {
        if (mean != null) {
            x.predict(from, to, mean, terms.mean);
        }
        if (variances != null) {
            x.spread(from, to, variances, terms.sd);
        } else if (factor != null) {
            x.spread(from, to, factor, upper, u, terms.sd);
        }
        expectations.expect(from, to, terms, accuracy, tolerance);
        part.value += expectations.total;
        part.error += expectations.error;
        x.addTransposed(from, to, terms.slope, part.sums[0]);
        if (accuracy != Accuracy.CHECKED || !derivatives) {
            return;
        }
        if (product) {
            x.addProduct(from, to, terms.curvature, u, from, upper, part.matrix);
        } else {
            x.addSquares(from, to, terms.curvature, part.sums[2]);
        }
        for (int i = from; i < to; i++) {
            terms.slopeError[i] += ROUNDING * Math.abs(terms.slope[i]);
            terms.curvatureError[i] += ROUNDING * Math.abs(terms.curvature[i]);
        }
        x.addErrors(from, to, terms.slopeError, part.sums[1], terms.curvatureError, part.sums[3]);
        for (int i = from; product && i < to; i++) {
            double e = terms.curvatureError[i];
            double[] image = u[i - from];
            for (int j = 0; j < x.d; j++) {
                part.sums[4][j] = Math.fma(e * image[j], image[j], part.sums[4][j]);
            }
        }
    }

    /** Writes the product of the last evaluation; its other triangle has no meaning. */
    void copyProduct(double[][] out) {
        reduceMatrices(out);
    }

    /** Writes -SUM g_n'' x_n x_n^T of the last evaluation. */
    void curvature(double[][] out) {
        runner.run(parts.length, gram);
        reduceMatrices(out);
        for (int i = 0; i < x.d; i++) {
            for (int j = i; j < x.d; j++) {
                out[i][j] = -out[i][j];
                out[j][i] = out[i][j];
            }
        }
    }

    private void addGram(int index) {
        parts[index].clearMatrix(x.d);
        x.addGram(begin(index), begin(index + 1), terms.curvature, parts[index].matrix);
    }

    private void reduceMatrices(double[][] out) {
        for (int i = 0; i < x.d; i++) {
            Arrays.fill(out[i], 0);
            for (Part part : parts) {
                Kernels.add1(0, x.d, part.matrix[i], 1, out[i]);
            }
        }
    }

    @Override
    public void close() {
        runner.close();
    }
}
