package io.divergence.estimators.structured;

import java.util.Arrays;

/**
 * Newton's model of the ELBO about a q: its gradient by the mean, H, and what the next steps promise. H of all rows is the dearest part of
 * a step, so that an older one serves for as long as it can be shown to be good enough. One run.
 */
final class NewtonModel {
    /** One of so many parts of the rows is a sample of them, if that leaves so many for each column. */
    private static final int PARTS = 4;
    /** One of so many parts of the sample is one to begin with. */
    static final int FEWER = 8;
    private static final int SAMPLE_PER_COLUMN = 20;
    private static final double MODERATE = 0.3;

    final double[] gradient;
    final double[] step;
    /** H of the last call of {@link #update}. */
    final double[][] h;
    /** A part of the rows, or null if there are too few. */
    final DesignRows sample;
    private final DesignRows rows;
    private final NormalPrior prior;
    private final int d;
    private PrecisionMatrix factorized;
    /** What steps by the curvature of the sample have shown; null where H is that of all rows. */
    private SecantPairs secants;
    /** The curvatures of the rows in H. */
    private final double[] rowCurvature;
    private final double[][] sampleH;
    private final double[] blockChange = new double[DesignRows.BLOCK];
    private final double[][] together;

    NewtonModel(DesignRows rows, NormalPrior prior) {
        this.rows = rows;
        this.prior = prior;
        d = rows.d;
        boolean many = rows.n >= PARTS * SAMPLE_PER_COLUMN * Math.max(d, 16);
        sample = many ? rows.sample(PARTS) : null;
        gradient = new double[d];
        step = new double[d];
        h = new double[d][d];
        factorized = new PrecisionMatrix(d);
        rowCurvature = new double[rows.n];
        sampleH = many ? new double[DesignRows.fours(d)][DesignRows.fours(d)] : null;
        together = many ? new double[DesignRows.TOGETHER][DesignRows.fours(d)] : null;
    }

    /** Sets the gradient by the mean. */
    void setGradient(NewtonState q, ExpectedLikelihood likelihood) {
        for (int j = 0; j < d; j++) {
            gradient[j] = likelihood.gradient[j] + prior.pull(j, q.mean[j]);
        }
        if (secants != null) {
            secants.learn(q.mean, gradient);
        }
    }

    /** Sets H to the curvature of the sample. */
    void setH(PrecisionMatrix ofSample) {
        for (int j = 0; j < d; j++) {
            System.arraycopy(ofSample.entries[j], 0, h[j], 0, d);
        }
    }

    /** Has {@link #update} set the diagonal of H alone, and steps of the mean made by the curvature of the sample. */
    void sampleH(ModeApproach approach) {
        factorized = approach.curvature();
        secants = approach.secants();
        secants.leave();
    }

    boolean isSampled() {
        return secants != null;
    }

    /** From now on H is that of all rows. */
    void leaveSample() {
        secants = null;
        factorized = new PrecisionMatrix(d);
    }

    /**
     * The variances times a factor for which SUM_j x_ij^2 v_j is on average, in the sample, the square of a predictor's standard deviation:
     * that is what the trace of H^-1 (H - P) says.
     */
    double[] spreadingVariances(NewtonState q) {
        double exact = d;
        double independent = 0;
        for (int j = 0; j < d; j++) {
            exact -= prior.precisions[j] * q.variances[j];
            independent += q.variances[j] * (h[j][j] - prior.precisions[j]);
        }
        double[] variances = q.variances.clone();
        double factor = exact / independent;
        for (int j = 0; j < d && factor > 0; j++) {
            variances[j] *= factor;
        }
        return variances;
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
        if (secants != null) {
            boolean positive = true;
            for (int j = 0; j < d; j++) {
                h[j][j] = prior.precisions[j] - likelihood.squares[j];
                positive &= h[j][j] > 0;
            }
            return positive;
        }
        setH(likelihood);
        for (int j = 0; j < d; j++) {
            System.arraycopy(h[j], 0, factorized.entries[j], 0, d);
        }
        return factorized.factorize();
    }

    /** Gives a q of full rank the covariance H^-1, after an {@link #update} that found it; returns whether it did. */
    boolean copyCovariance(NewtonState q) {
        if (q.diagonal) {
            return false;
        }
        q.setPrecision(factorized);
        return true;
    }

    /**
     * What a step of the mean promises; sets the step. By the curvature of the sample it promises as much as if that were as far above the
     * curvature of all rows as chance allows (see {@link ModeApproach#chords}), or as its diagonal is.
     */
    double meanGain() {
        System.arraycopy(gradient, 0, step, 0, d);
        factorized.solve(step);
        double gain = 0.5 * Sums.dot(d, gradient, step);
        if (secants == null) {
            return gain;
        }
        System.arraycopy(gradient, 0, step, 0, d);
        secants.solve(step);
        double widest = 1;
        for (int j = 0; j < d; j++) {
            widest = Math.max(widest, factorized.entries[j][j] / h[j][j]);
        }
        double least = 1 - Math.sqrt((double) d / sample.n);
        return widest * gain / (least * least);
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
     * The same norm for the change of H as every other block of the sample has it: on average it is larger than that of the change itself,
     * by the sampling noise.
     */
    double sampledShiftGain(NewtonState q, RowTerms terms) {
        int used = 0;
        for (int block = 0; block < sample.blocks(); block += 2) {
            used += sample.count(block);
        }
        for (double[] row : sampleH) {
            Arrays.fill(row, 0);
        }
        double weight = (double) rows.n / used;
        for (int block = 0; block < sample.blocks(); block += 2) {
            for (int i = 0; i < sample.count(block); i++) {
                int row = sample.origin(block * DesignRows.BLOCK + i);
                blockChange[i] = weight * (terms.curvature[row] - rowCurvature[row]);
            }
            sample.addGram(block, blockChange, together, sampleH);
        }
        double sum = 0;
        for (int i = 0; i < d; i++) {
            for (int j = 0; j < i; j++) {
                sampleH[j][i] = sampleH[i][j];
            }
        }
        for (int i = 0; i < d && q.diagonal; i++) {
            sum += sampleH[i][i] * q.variances[i] * sampleH[i][i] * q.variances[i];
        }
        if (!q.diagonal) {
            for (int i = 0; i < d; i++) {
                factorized.solve(sampleH[i]);
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
