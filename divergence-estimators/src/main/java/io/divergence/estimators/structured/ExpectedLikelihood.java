package io.divergence.estimators.structured;

import io.divergence.estimators.structured.TermExpectations.Accuracy;
import io.divergence.model.LinearPredictorTarget;
import io.divergence.parallel.BlockRunner;
import io.divergence.parallel.BlockTask;
import java.util.Arrays;

/**
 * E_q SUM_n g_n(x_n . beta) for a normal q with its derivatives: SUM g_n' x_n by the mean, SUM g_n'' x_n x_n^T/2 by the covariance. The
 * rows are divided into at most sixteen parts, whatever the number of threads, whose sums are added in their order. Expectations are taken of
 * several blocks of rows at once: the more rows of similar standard deviations there are, the longer are the loops. One caller.
 */
final class ExpectedLikelihood implements AutoCloseable {
    private static final int MOST_PARTS = 16;
    /** So many entries of the design are evaluated at once, since they are read twice. */
    private static final int CACHED = 20_000;
    private static final double ROUNDING = 8 * Math.ulp(1.0);

    final DesignRows x;
    final RowTerms terms;
    private final BlockRunner runner;
    private final TermExpectations[] workers;
    /** Of each worker the vectors W^T x_n of a block, and the columns of a block times weights. */
    private final double[][][] images;
    private final double[][][] weighted;
    /** Of each worker a few rows. */
    private final double[][][] together;
    /** Of each worker numbers of the rows of a block. */
    private final double[][] numbers;
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
            addGram(worker, block);
        }
    };
    private final boolean derivatives;
    /** How many blocks are evaluated at once. */
    private final int atOnce;
    /** Whether {@link #squares} is wanted of every evaluation. */
    boolean squaresWanted;

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
                matrix = new double[DesignRows.fours(d)][DesignRows.fours(d)];
            }
            for (double[] row : matrix) {
                Arrays.fill(row, 0);
            }
        }
    }

    /**
     * @param derivatives whether, where the accuracy is checked, derivatives by the covariance and errors of all derivatives are wanted
     */
    ExpectedLikelihood(LinearPredictorTarget target, DesignRows x, boolean derivatives, int threads) {
        this.x = x;
        this.derivatives = derivatives;
        terms = new RowTerms(x.n, derivatives);
        int fit = CACHED / (DesignRows.BLOCK * x.d);
        atOnce = derivatives ? 1 : Math.max(1, Math.min(fit, TermExpectations.ROWS / DesignRows.BLOCK));
        parts = new Part[Math.min(MOST_PARTS, (x.blocks() + atOnce - 1) / atOnce)];
        for (int i = 0; i < parts.length; i++) {
            parts[i] = new Part(x.d);
        }
        int active = Math.min(threads, parts.length);
        runner = BlockRunner.of(active);
        workers = new TermExpectations[active];
        for (int i = 0; i < active; i++) {
            workers[i] = new TermExpectations(target, x, derivatives);
        }
        images = new double[active][][];
        weighted = new double[active][derivatives ? DesignRows.fours(x.d) : 0][DesignRows.BLOCK];
        together = new double[active][DesignRows.TOGETHER][DesignRows.fours(x.d)];
        numbers = new double[active][DesignRows.BLOCK];
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
        return (int) ((long) part * x.blocks() / parts.length);
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
        TermExpectations expectations = workers[worker];
        int last = begin(index + 1);
        int chunk = accuracy == Accuracy.POINT ? 1 : atOnce;
        for (int block = begin(index); block < last; block += chunk) {
            int end = Math.min(last, block + chunk);
            for (int b = block; b < end; b++) {
                predict(b, worker);
            }
            expectations.expect(block * DesignRows.BLOCK, Math.min(x.n, end * DesignRows.BLOCK), terms, accuracy, tolerance);
            part.value += expectations.total;
            part.error += expectations.error;
            for (int b = block; b < end; b++) {
                addDerivatives(b, worker, part, product);
            }
        }
    }

    /** Sets means and standard deviations of the predictors of a block. */
    private void predict(int block, int worker) {
        int from = block * DesignRows.BLOCK;
        int count = x.count(block);
        double[] out = numbers[worker];
        if (mean != null) {
            x.predict(block, mean, out);
            System.arraycopy(out, 0, terms.mean, from, count);
        }
        if (variances != null) {
            x.spread(block, variances, out);
            System.arraycopy(out, 0, terms.sd, from, count);
        } else if (factor != null) {
            if (images[worker] == null) {
                images[worker] = new double[DesignRows.fours(x.d)][DesignRows.BLOCK];
            }
            x.spread(block, factor, upper, images[worker], out);
            System.arraycopy(out, 0, terms.sd, from, count);
        }
    }

    private void addDerivatives(int block, int worker, Part part, boolean product) {
        int from = block * DesignRows.BLOCK;
        int count = x.count(block);
        double[] out = numbers[worker];
        System.arraycopy(terms.slope, from, out, 0, count);
        x.addTransposed(block, out, part.sums[0]);
        if (squaresWanted) {
            System.arraycopy(terms.curvature, from, out, 0, count);
            x.addSquares(block, out, part.sums[2]);
        }
        if (accuracy != Accuracy.CHECKED || !derivatives) {
            return;
        }
        System.arraycopy(terms.curvature, from, out, 0, count);
        if (product) {
            x.addProduct(block, out, images[worker], upper, weighted[worker], part.matrix);
        } else {
            x.addSquares(block, out, part.sums[2]);
        }
        addErrors(block, worker, part, product);
    }

    private void addErrors(int block, int worker, Part part, boolean product) {
        int from = block * DesignRows.BLOCK;
        int count = x.count(block);
        double[] e = numbers[worker];
        for (int i = 0; i < count; i++) {
            e[i] = terms.slopeError[from + i] += ROUNDING * Math.abs(terms.slope[from + i]);
        }
        x.addAbsolute(block, e, part.sums[1]);
        for (int i = 0; i < count; i++) {
            e[i] = terms.curvatureError[from + i] += ROUNDING * Math.abs(terms.curvature[from + i]);
        }
        x.addSquares(block, e, part.sums[3]);
        if (product) {
            x.addSquares(images[worker], count, e, part.sums[4]);
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
            for (int j = 0; j <= i; j++) {
                out[i][j] = -out[i][j];
                out[j][i] = out[i][j];
            }
        }
    }

    private void addGram(int worker, int index) {
        parts[index].clearMatrix(x.d);
        double[] w = numbers[worker];
        for (int block = begin(index); block < begin(index + 1); block++) {
            System.arraycopy(terms.curvature, block * DesignRows.BLOCK, w, 0, x.count(block));
            x.addGram(block, w, together[worker], parts[index].matrix);
        }
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
