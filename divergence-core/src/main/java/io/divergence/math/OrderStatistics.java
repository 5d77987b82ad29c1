package io.divergence.math;

import java.util.Arrays;

/**
 * Single entries of a sorted sample without sorting all of it: the entries are counted in cells of equal width, which keep their order,
 * and the cells with an asked-for rank alone are sorted. Linear in the number of entries unless nearly all are in one cell, and exact
 * always.
 */
public final class OrderStatistics {
    private static final int SMALL = 256;
    private static final int PER_CELL = 8;
    private static final int MOST_CELLS = 4096;

    private OrderStatistics() {
    }

    /**
     * Returns the entries that a sorted copy of a sample has at some ranks, in the order of {@link Arrays#sort(double[])}.
     *
     * @param sample of any values; not written
     * @param ranks ascending, each in [0, sample.length)
     */
    public static double[] of(double[] sample, int... ranks) {
        for (int i = 0; i < ranks.length; i++) {
            if (ranks[i] < (i == 0 ? 0 : ranks[i - 1]) || ranks[i] >= sample.length) {
                throw Checks.illegal("ranks[" + i + "]", ranks[i], "must be in [0, " + sample.length + ") and not below the rank before it");
            }
        }
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        boolean isOrdered = true;
        for (double x : sample) {
            low = x < low ? x : low;
            high = x > high ? x : high;
            isOrdered &= x == x;
        }
        int cells = Math.min(sample.length / PER_CELL, MOST_CELLS);
        double scale = cells / (high - low);
        // NaN, and a range that is zero or infinite, have no cells.
        if (sample.length < SMALL || !isOrdered || !(scale > 0 && scale <= Double.MAX_VALUE)) {
            double[] sorted = sample.clone();
            Arrays.sort(sorted);
            return entries(sorted, ranks);
        }
        int[] counts = new int[cells];
        for (double x : sample) {
            counts[cell(x, low, scale, cells)]++;
        }
        return select(sample, ranks, low, scale, counts);
    }

    private static double[] entries(double[] sorted, int[] ranks) {
        double[] out = new double[ranks.length];
        for (int r = 0; r < ranks.length; r++) {
            out[r] = sorted[ranks[r]];
        }
        return out;
    }

    private static int cell(double x, double low, double scale, int cells) {
        return Math.min((int) ((x - low) * scale), cells - 1);
    }

    private static double[] select(double[] sample, int[] ranks, double low, double scale, int[] counts) {
        int cells = counts.length;
        // Where the next entry of a cell goes, in an array of those cells alone that are asked for; -1 for the others.
        int[] next = new int[cells];
        int[] shifted = new int[ranks.length];
        int below = 0;
        int kept = 0;
        int r = 0;
        for (int c = 0; c < cells; c++) {
            next[c] = -1;
            for (; r < ranks.length && ranks[r] < below + counts[c]; r++) {
                next[c] = kept;
                shifted[r] = kept + ranks[r] - below;
            }
            kept += next[c] >= 0 ? counts[c] : 0;
            below += counts[c];
        }
        double[] chosen = new double[kept];
        for (double x : sample) {
            int c = cell(x, low, scale, cells);
            if (next[c] >= 0) {
                chosen[next[c]++] = x;
            }
        }
        // The cells are in order: sorting them together sorts each.
        Arrays.sort(chosen);
        return entries(chosen, shifted);
    }
}
