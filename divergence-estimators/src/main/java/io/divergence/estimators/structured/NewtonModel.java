package io.divergence.estimators.structured;

import java.util.Arrays;

/**
 * Newton's model of the ELBO about a q: its gradient by the mean, H, and what the next steps promise. H of all rows is the dearest part of
 * a step, so that an older one serves for as long as it can be shown to be good enough. One run.
 */
final class NewtonModel {
    /** Every so many rows are a sample of them, if that leaves so many for each column. */
    static final int STRIDE = 8;
    private static final int SAMPLE_PER_COLUMN = 10;
    private static final double MODERATE = 0.3;

    final double[] gradient;
    final double[] step;
    /** H of the last call of {@link #update}. */
    final double[][] h;
    /** Every so many rows, or null if there are too few. */
    final DesignRows sample;
    private final DesignRows rows;
    private final NormalPrior prior;
    private final int d;
    private final PrecisionMatrix factorized;
    /** The curvatures of the rows in H. */
    private final double[] rowCurvature;
    private final double[] sampleChange;
    private final double[][] sampleH;

    NewtonModel(DesignRows rows, NormalPrior prior) {
        this.rows = rows;
        this.prior = prior;
        d = rows.d;
        boolean many = rows.n >= STRIDE * SAMPLE_PER_COLUMN * Math.max(d, 16);
        sample = many ? rows.every(STRIDE) : null;
        gradient = new double[d];
        step = new double[d];
        h = new double[d][d];
        factorized = new PrecisionMatrix(d);
        rowCurvature = new double[rows.n];
        sampleChange = many ? new double[sample.n] : null;
        sampleH = many ? new double[d][d] : null;
    }

    /** Sets the gradient by the mean. */
    void setGradient(NewtonState q, ExpectedLikelihood likelihood) {
        for (int j = 0; j < d; j++) {
            gradient[j] = likelihood.gradient[j] + prior.pull(j, q.mean[j]);
        }
    }

    /** Sets H to that of the last evaluation. */
    void setH(ExpectedLikelihood likelihood) {
        likelihood.curvature(h);
        for (int j = 0; j < d; j++) {
            h[j][j] += prior.precisions[j];
        }
        System.arraycopy(likelihood.terms.curvature, 0, rowCurvature, 0, rows.n);
    }

    /** Sets H as {@link #setH} does and factorizes it; returns whether it is positive definite. */
    boolean update(ExpectedLikelihood likelihood) {
        setH(likelihood);
        for (int j = 0; j < d; j++) {
            System.arraycopy(h[j], 0, factorized.entries[j], 0, d);
        }
        return factorized.factorize();
    }

    /** What a step of the mean promises; sets the step. */
    double meanGain() {
        System.arraycopy(gradient, 0, step, 0, d);
        factorized.solve(step);
        return 0.5 * Sums.dot(d, gradient, step);
    }

    /** What the covariance of H promises: the divergence from it, for this H. */
    double spreadGain(NewtonState q, RowTerms terms) {
        double sum = -d;
        if (q.diagonal) {
            for (int j = 0; j < d; j++) {
                double ratio = h[j][j] * q.variances[j];
                sum += ratio - Math.log(ratio);
            }
            return 0.5 * sum;
        }
        for (int i = 0; i < rows.n; i++) {
            sum -= terms.curvature[i] * terms.sd[i] * terms.sd[i];
        }
        for (int j = 0; j < d; j++) {
            sum += prior.precisions[j] * q.variances[j];
        }
        return 0.5 * (sum - factorized.logDeterminant() - q.logDeterminant());
    }

    /**
     * A bound, to second order, of what a new H promises for the covariance: |L^-1 dH L^-T|^2/4 in the Frobenius norm, at most the spectral
     * norm times the trace norm over 4. The former is at most the largest relative change of a row's weight; rows of which that is
     * large, since they had hardly any weight, are counted by their share of the trace.
     */
    double shiftGain(RowTerms terms) {
        double largest = 0;
        double rest = 0;
        double sum = 0;
        for (int i = 0; i < rows.n; i++) {
            double change = Math.abs(terms.curvature[i] - rowCurvature[i]);
            double share = change * terms.sd[i] * terms.sd[i];
            boolean moderate = change <= MODERATE * Math.abs(rowCurvature[i]);
            largest = moderate && change > 0 ? Math.max(largest, change / Math.abs(rowCurvature[i])) : largest;
            rest += moderate ? 0 : share;
            sum += share;
        }
        return 0.25 * (largest + rest) * sum;
    }

    /**
     * The same norm for the change of H as the sample has it: on average it is larger than that of the change itself, by the sampling
     * noise.
     */
    double sampledShiftGain(NewtonState q, RowTerms terms) {
        double weight = (double) rows.n / sample.n;
        for (int i = 0; i < sample.n; i++) {
            sampleChange[i] = weight * (terms.curvature[i * STRIDE] - rowCurvature[i * STRIDE]);
        }
        for (double[] row : sampleH) {
            Arrays.fill(row, 0);
        }
        sample.addGram(0, sample.n, sampleChange, sampleH);
        double sum = 0;
        for (int i = 0; i < d; i++) {
            for (int j = 0; j < i; j++) {
                sampleH[i][j] = sampleH[j][i];
            }
        }
        for (int i = 0; i < d && q.diagonal; i++) {
            sum += sampleH[i][i] * q.variances[i] * sampleH[i][i] * q.variances[i];
        }
        if (!q.diagonal) {
            for (double[] row : sampleH) {
                factorized.solve(row);
            }
            for (int i = 0; i < d; i++) {
                for (int j = 0; j < d; j++) {
                    sum += sampleH[i][j] * sampleH[j][i];
                }
            }
        }
        return 0.25 * sum;
    }
}
