package io.divergence.estimators.structured;

import io.divergence.distribution.MultivariateNormal;
import io.divergence.fit.Termination;
import io.divergence.math.Checks;

/** What Newton's method has found. An immutable snapshot; arrays are handed out as copies. */
public final class NewtonResult {
    private final double[] mean;
    private final double[] factor;
    private final double elbo;
    private final double elboError;
    private final double remainingGain;
    private final int iterations;
    private final int evaluations;
    private final Termination termination;

    NewtonResult(NewtonState q, double elbo, double elboError, double remainingGain, int iterations, int evaluations,
            Termination termination) {
        mean = q.mean.clone();
        factor = factor(q);
        this.elbo = elbo;
        this.elboError = elboError;
        this.remainingGain = remainingGain;
        this.iterations = iterations;
        this.evaluations = evaluations;
        this.termination = termination;
    }

    private static double[] factor(NewtonState q) {
        if (!q.diagonal) {
            return fullFactor(q.precision.entries, q.d);
        }
        double[] factor = new double[q.d * q.d];
        for (int j = 0; j < q.d; j++) {
            factor[j * q.d + j] = Math.sqrt(q.variances[j]);
        }
        return factor;
    }

    /**
     * The precision with rows and columns in the opposite order is R R^T; then the covariance in that order is W W^T with W = R^-T, an upper
     * triangle, which in the right order is the lower triangle asked for.
     */
    private static double[] fullFactor(double[][] precision, int d) {
        PrecisionMatrix reversed = new PrecisionMatrix(d);
        for (int i = 0; i < d; i++) {
            for (int j = 0; j < d; j++) {
                reversed.entries[i][j] = precision[d - 1 - i][d - 1 - j];
            }
        }
        if (!reversed.factorize(0)) {
            throw new IllegalStateException("a precision that was positive definite is not, with its rows in the opposite order");
        }
        reversed.invertFactor();
        double[] factor = new double[d * d];
        for (int i = 0; i < d; i++) {
            for (int j = 0; j <= i; j++) {
                factor[i * d + j] = reversed.inverseFactor[d - 1 - i][d - 1 - j];
            }
        }
        return factor;
    }

    /** {@return the mean, of length D; always finite} */
    public double[] mean() {
        return mean.clone();
    }

    /** {@return the lower Cholesky factor of the covariance, row-major D x D; of a mean field the standard deviations on its diagonal} */
    public double[] cholesky() {
        return factor.clone();
    }

    /** {@return the standard deviations of the coordinates, of length D} */
    public double[] sds() {
        int d = mean.length;
        double[] sds = new double[d];
        for (int i = 0; i < d; i++) {
            for (int j = 0; j <= i; j++) {
                sds[i] = Math.hypot(sds[i], factor[i * d + j]);
            }
        }
        return sds;
    }

    /** {@return the fitted distribution} */
    public MultivariateNormal distribution() {
        return MultivariateNormal.ofCholesky(mean, factor);
    }

    /** {@return the ELBO of the fitted distribution in nats, a lower bound of log Z} */
    public double elbo() {
        return elbo;
    }

    /** {@return an estimate of the error of {@link #elbo}: the difference of two rules of integration, and rounding} */
    public double elboError() {
        return elboError;
    }

    /**
     * {@return how much the ELBO may still rise; infinite if nothing is known} It is what Newton's model of the ELBO promises at the end, and
     * where steps converge slowly what later ones may promise, as a geometric series: an estimate and no bound. For one row and a prior of
     * standard deviation 100 it is about half of the truth. Of many rows (1280 at least, and 80 per column), parts of it are from
     * the first sixteen of every 64 rows: the change of H since the covariance was set, and in a mean field the curvature for the mean; they
     * are on the safe side for rows in random order only.
     */
    public double remainingGain() {
        return remainingGain;
    }

    /** {@return how many steps were taken from the start of the ELBO's maximisation on; those of the search for a start are not counted} */
    public int iterations() {
        return iterations;
    }

    /** {@return how often the sum over all rows was evaluated} */
    public int evaluations() {
        return evaluations;
    }

    /** {@return whether the optimum was reached to the tolerance} */
    public boolean isConverged() {
        return termination instanceof Termination.Converged;
    }

    /** {@return why it ended; in every case the result is the best q that was met} */
    public Termination termination() {
        return termination;
    }

    @Override
    public String toString() {
        return "NewtonResult(mean=" + Checks.text(mean) + ", ELBO=" + elbo + " +- " + elboError + ", " + iterations + " iterations, "
                + termination.words() + ")";
    }
}
