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
    /** A virtual machine compiles a method after some hundred calls, and a loop after 60,000 rounds only: so the loops are short, and called often. */
    private static final int BLOCK = 64;

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
        double[] range = {Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY};
        boolean isOrdered = true;
        for (int from = 0; from < sample.length; from += BLOCK) {
            isOrdered &= widen(range, sample, from, Math.min(sample.length, from + BLOCK));
        }
        int cells = Math.min(sample.length / PER_CELL, MOST_CELLS);
        double scale = cells / (range[1] - range[0]);
        // NaN, and a range that is zero or infinite, have no cells.
        if (sample.length < SMALL || !isOrdered || !(scale > 0 && scale <= Double.MAX_VALUE)) {
            double[] sorted = sample.clone();
            Arrays.sort(sorted);
            return entries(sorted, ranks);
        }
        int[] counts = new int[cells];
        for (int from = 0; from < sample.length; from += BLOCK) {
            count(sample, from, Math.min(sample.length, from + BLOCK), range[0], scale, counts);
        }
        return select(sample, ranks, range[0], scale, counts);
    }

    /** Returns whether no entry is NaN. */
    private static boolean widen(double[] range, double[] sample, int from, int to) {
        double low = range[0];
        double high = range[1];
        boolean isOrdered = true;
        for (int i = from; i < to; i++) {
            double x = sample[i];
            low = x < low ? x : low;
            high = x > high ? x : high;
            isOrdered &= x == x;
        }
        range[0] = low;
        range[1] = high;
        return isOrdered;
    }

    private static void count(double[] sample, int from, int to, double low, double scale, int[] counts) {
        int last = counts.length - 1;
        for (int i = from; i < to; i++) {
            int c = (int) ((sample[i] - low) * scale);
            counts[c < last ? c : last]++;
        }
    }

    /** Adds the entries of the cells that have a place in an array to it. */
    private static void collect(double[] sample, int from, int to, double low, double scale, int[] places, double[] out) {
        int last = places.length - 1;
        for (int i = from; i < to; i++) {
            int c = (int) ((sample[i] - low) * scale);
            c = c < last ? c : last;
            if (places[c] > 0) {
                out[places[c]++ - 1] = sample[i];
            }
        }
    }

    private static double[] entries(double[] sorted, int[] ranks) {
        double[] out = new double[ranks.length];
        for (int r = 0; r < ranks.length; r++) {
            out[r] = sorted[ranks[r]];
        }
        return out;
    }

    private static double[] select(double[] sample, int[] ranks, double low, double scale, int[] counts) {
        // One more than where the next entry of a cell goes, in an array of those cells alone that are asked for; 0 for the others.
        int[] places = new int[counts.length];
        int[] shifted = new int[ranks.length];
        int below = 0;
        int kept = 0;
        int c = 0;
        for (int r = 0; r < ranks.length; r++) {
            while (ranks[r] >= below + counts[c]) {
                below += counts[c++];
            }
            if (places[c] == 0) {
                places[c] = kept + 1;
                kept += counts[c];
            }
            shifted[r] = places[c] - 1 + ranks[r] - below;
        }
        double[] chosen = new double[kept];
        for (int from = 0; from < sample.length; from += BLOCK) {
            collect(sample, from, Math.min(sample.length, from + BLOCK), low, scale, places, chosen);
        }
        // The cells are in order: sorting them together sorts each.
        Arrays.sort(chosen);
        return entries(chosen, shifted);
    }
}
