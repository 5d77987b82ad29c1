package io.divergence.estimators.montecarlo;

import java.util.Arrays;

/**
 * The contributions (A - b) d of rows to a gradient: coefficients A of each row, one for all entries of the gradient or one for each group
 * of them, and a baseline b made of the coefficients of the group. One caller, but for reading.
 */
final class Contributions {
    private final Baseline baseline;
    private final int samples;
    private final int parameters;
    private final int groups;
    /** The group of an entry; null if there is one only. */
    private final int[] groupOf;
    private final double[] coefficient;
    private final double[] sums;
    /** The sums of the coefficients of each block, one for each group. */
    private final double[] sumsOfBlocks;
    private final double[] top;
    private final double[] bottom;

    Contributions(Baseline baseline, int samples, int parameters, int groups, int[] groupOf) {
        baseline.check(samples, parameters);
        this.baseline = baseline;
        this.samples = samples;
        this.parameters = parameters;
        this.groups = groups;
        this.groupOf = groupOf;
        coefficient = new double[Math.multiplyExact(samples, groups)];
        sums = new double[groups];
        sumsOfBlocks = new double[(samples + SampledObjective.BLOCK - 1) / SampledObjective.BLOCK * groups];
        boolean optimal = baseline.kind() == Baseline.Kind.OPTIMAL;
        top = new double[optimal ? parameters : 0];
        bottom = new double[optimal ? parameters : 0];
    }

    /** The coefficients: those of row k start at k times the number of groups. */
    double[] coefficients() {
        return coefficient;
    }

    int groups() {
        return groups;
    }

    /** Whether a contribution is one multiplier of a row's direction, the same for all entries. */
    boolean isPlain() {
        return groupOf == null && baseline.kind() != Baseline.Kind.OPTIMAL && baseline.kind() != Baseline.Kind.CONSTANT;
    }

    /** Whether it is the coefficient itself. */
    boolean isWithoutBaseline() {
        return groupOf == null && baseline.kind() == Baseline.Kind.NONE;
    }

    /** Writes A - b of the rows [from, to), if contributions are plain; any worker. */
    void multipliers(int from, int to, double[] out) {
        boolean leaveOneOut = baseline.kind() == Baseline.Kind.LEAVE_ONE_OUT;
        // A - (S - A)/(n - 1) = (A - S/n) n/(n - 1), but for rounding.
        double mean = baseline.kind() == Baseline.Kind.NONE ? 0 : sums[0] / samples;
        double factor = leaveOneOut ? samples / (samples - 1.0) : 1;
        for (int k = from; k < to; k++) {
            out[k] = (coefficient[k] - mean) * factor;
        }
    }

    /** Whether the sums are finite, and so all coefficients. */
    boolean isFinite() {
        for (double sum : sums) {
            if (!(Math.abs(sum) <= Double.MAX_VALUE)) {
                return false;
            }
        }
        return true;
    }

    /** Whether the coefficients of a row are finite. */
    boolean isFinite(int k) {
        for (int g = k * groups; g < (k + 1) * groups; g++) {
            if (!(Math.abs(coefficient[g]) <= Double.MAX_VALUE)) {
                return false;
            }
        }
        return true;
    }

    /** Sums the coefficients of the rows [from, to), which are a block; any worker, with scratch space of the length of a block. */
    void sum(int block, int from, int to, double[] scratch) {
        if (groups == 1) {
            sumsOfBlocks[block] = BlockSums.of(from, to, coefficient, scratch);
            return;
        }
        int at = block * groups;
        Arrays.fill(sumsOfBlocks, at, at + groups, 0);
        for (int k = from; k < to; k++) {
            for (int g = 0; g < groups; g++) {
                sumsOfBlocks[at + g] += coefficient[k * groups + g];
            }
        }
    }

    /** Sums the coefficients of all blocks, or of a single one, which need not have been summed before. */
    void sum() {
        Arrays.fill(top, 0);
        Arrays.fill(bottom, 0);
        if (sumsOfBlocks.length == groups) {
            sum(0, 0, samples, null);
        }
        if (groups == 1) {
            sums[0] = BlockSums.inOrder(sumsOfBlocks);
            return;
        }
        System.arraycopy(sumsOfBlocks, 0, sums, 0, groups);
        for (int i = groups; i < sumsOfBlocks.length; i++) {
            sums[i % groups] += sumsOfBlocks[i];
        }
    }

    /** {@return the sum of the coefficients of a block, of one group} */
    double total(int block) {
        return sumsOfBlocks[block];
    }

    boolean needsDirections() {
        return baseline.kind() == Baseline.Kind.OPTIMAL;
    }

    /** Adds the terms of row k with direction d to the two sums of a baseline, at an index of an array and P after; any worker. */
    void addTerms(int k, double[] d, double[] sums, int at) {
        for (int j = 0; j < parameters; j++) {
            sums[at + j] += at(k, j) * d[j] * d[j];
            sums[at + parameters + j] += d[j] * d[j];
        }
    }

    /** Takes the two sums of a block, at an index of an array. */
    void takeTerms(double[] sums, int at) {
        for (int j = 0; j < parameters; j++) {
            top[j] += sums[at + j];
            bottom[j] += sums[at + parameters + j];
        }
    }

    private double at(int k, int j) {
        return coefficient[groupOf == null ? k : k * groups + groupOf[j]];
    }

    /** The contribution of row k to entry j. */
    double of(int k, int j, double d) {
        double factor = at(k, j) - baseline(k, j, d);
        return factor == 0 ? 0 : factor * d;
    }

    private double baseline(int k, int j, double d) {
        double sum = sums[groupOf == null ? 0 : groupOf[j]];
        switch (baseline.kind()) {
            case CONSTANT:
                return baseline.constant(j);
            case MEAN:
                return sum / samples;
            case LEAVE_ONE_OUT:
                return (sum - at(k, j)) / (samples - 1);
            case OPTIMAL:
                double rest = bottom[j] - d * d;
                return rest > 0 ? (top[j] - at(k, j) * d * d) / rest : 0;
            default:
                return 0;
        }
    }
}
