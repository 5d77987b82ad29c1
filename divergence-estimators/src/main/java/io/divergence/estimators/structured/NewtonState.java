package io.divergence.estimators.structured;

import io.divergence.estimators.structured.TermExpectations.Accuracy;
import java.util.Arrays;

/** A normal q by its mean and precision, of which a mean field has the diagonal only. One run. */
final class NewtonState {
    final int d;
    final boolean diagonal;
    final double[] mean;
    /** Of full rank. */
    final PrecisionMatrix precision;
    final double[] variances;
    private double logDeterminant;
    double elbo;

    NewtonState(int d, boolean diagonal) {
        this.d = d;
        this.diagonal = diagonal;
        mean = new double[d];
        variances = new double[d];
        precision = diagonal ? null : new PrecisionMatrix(d);
    }

    /** Sets the precision to (1 - t) that of q + t h; returns whether it is positive definite. */
    boolean mix(NewtonState q, double[][] h, double t) {
        if (!diagonal) {
            precision.mix(q == null ? h : q.precision.entries, h, t);
            return complete();
        }
        for (int j = 0; j < d; j++) {
            double p = t == 1 ? h[j][j] : (1 - t) / q.variances[j] + t * h[j][j];
            variances[j] = 1 / p;
            if (!(p > 0 && variances[j] > 0 && variances[j] <= Double.MAX_VALUE)) {
                return false;
            }
        }
        return complete();
    }

    /** Sets the precision to h, with more and more on its diagonal until it is positive definite, or to 1. */
    void approximate(double[][] h) {
        double largest = 0;
        for (int j = 0; j < d; j++) {
            largest = Math.max(largest, Math.abs(h[j][j]));
        }
        boolean complete = mix(null, h, 1);
        for (double extra = 1e-12; !complete && extra < 1e3; extra *= 100) {
            for (int j = 0; j < d; j++) {
                h[j][j] += extra * Math.max(largest, Double.MIN_NORMAL);
            }
            complete = mix(null, h, 1);
        }
        if (!complete) {
            for (int j = 0; j < d; j++) {
                Arrays.fill(h[j], 0);
                h[j][j] = 1;
            }
            mix(null, h, 1);
        }
    }

    /** Scales the covariance. */
    void widen(double factor) {
        for (int i = 0; i < d; i++) {
            variances[i] *= factor;
            for (int j = 0; !diagonal && j < d; j++) {
                precision.entries[i][j] /= factor;
            }
        }
        complete();
    }

    /** Sets the precision of full rank to one that is factorized. */
    void setPrecision(PrecisionMatrix factorized) {
        precision.copy(factorized);
        invert();
    }

    private void invert() {
        precision.invertFactor();
        logDeterminant = -precision.logDeterminant();
        for (int j = 0; j < d; j++) {
            variances[j] = precision.variance(j);
        }
    }

    private boolean complete() {
        if (!diagonal) {
            boolean positive = precision.factorize();
            if (positive) {
                invert();
            }
            return positive;
        }
        logDeterminant = 0;
        for (double v : variances) {
            logDeterminant += Math.log(v);
        }
        return true;
    }

    double logDeterminant() {
        return logDeterminant;
    }

    /** What is new since the likelihood's last evaluation. */
    enum Moved {
        NOTHING, MEAN, SPREAD, ALL
    }

    /** Evaluates the likelihood and the ELBO; not finite if one of them is not. */
    void evaluate(ExpectedLikelihood likelihood, NormalPrior prior, Accuracy accuracy, double tolerance, Moved moved) {
        double[] at = moved == Moved.MEAN || moved == Moved.ALL ? mean : null;
        if (moved == Moved.NOTHING || moved == Moved.MEAN) {
            likelihood.evaluate(at, accuracy, tolerance);
        } else if (diagonal) {
            likelihood.evaluate(at, variances, accuracy, tolerance);
        } else {
            likelihood.evaluate(at, precision.inverseFactor, true, accuracy, tolerance);
        }
        setElbo(likelihood, prior);
    }

    /** Sets the ELBO to that with the value of the likelihood's last evaluation. */
    void setElbo(ExpectedLikelihood likelihood, NormalPrior prior) {
        elbo = likelihood.value + prior.constant + 0.5 * logDeterminant + d * NormalPrior.HALF_LOG_TWO_PI_E;
        for (int j = 0; j < d; j++) {
            elbo += prior.expected(j, mean[j], variances[j]);
        }
    }

    boolean isFinite() {
        return Math.abs(elbo) <= Double.MAX_VALUE;
    }
}
