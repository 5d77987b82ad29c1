package io.divergence.estimators.sample;

import io.divergence.math.Checks;
import java.util.Arrays;

/** Points of a sample, row-major n x D, all finite. Immutable. */
public final class Samples {
    private final double[] values;
    private final int dimension;
    private final int omitted;

    private Samples(double[] values, int dimension, int omitted) {
        this.values = values;
        this.dimension = dimension;
        this.omitted = omitted;
    }

    /**
     * Returns a sample of numbers.
     *
     * @throws IllegalArgumentException if it is empty, or a value is NaN or infinite (see {@link #omittingNaN})
     */
    public static Samples of(double... values) {
        return ofRows(values, 1);
    }

    /**
     * Returns a sample of points in D dimensions.
     *
     * @param values row-major n x D
     * @throws IllegalArgumentException if it is empty, or a value is NaN or infinite
     */
    public static Samples ofRows(double[] values, int dimension) {
        Checks.atLeast("dimension", dimension, 1);
        Checks.allFinite("values", values);
        Checks.atLeast("number of points", values.length / dimension, 1);
        if (values.length % dimension != 0) {
            throw Checks.illegal("values.length", values.length, "must be a multiple of the dimension " + dimension);
        }
        return new Samples(values.clone(), dimension, 0);
    }

    /** Returns a sample of numbers without those that are NaN, and keeps count of them. */
    public static Samples omittingNaN(double... values) {
        Checks.notNull("values", values);
        double[] kept = Arrays.stream(values).filter(x -> !Double.isNaN(x)).toArray();
        Checks.allFinite("values", kept);
        Checks.atLeast("number of values that are not NaN", kept.length, 1);
        return new Samples(kept, 1, values.length - kept.length);
    }

    /** {@return the number of points n} */
    public int size() {
        return values.length / dimension;
    }

    /** {@return the dimension D} */
    public int dimension() {
        return dimension;
    }

    /** {@return how many values were left out since they were NaN} */
    public int omitted() {
        return omitted;
    }

    /** {@return coordinate j of point i} */
    public double value(int i, int j) {
        return values[i * dimension + j];
    }

    /** {@return a copy of the values, row-major} */
    public double[] values() {
        return values.clone();
    }

    /** The values themselves, not to be written. */
    double[] raw() {
        return values;
    }

    /** The points with the numbers given, as another sample. */
    Samples pick(int[] rows) {
        double[] picked = new double[rows.length * dimension];
        for (int k = 0; k < rows.length; k++) {
            System.arraycopy(values, rows[k] * dimension, picked, k * dimension, dimension);
        }
        return new Samples(picked, dimension, 0);
    }

    static void checkSameDimension(Samples x, Samples y) {
        Checks.notNull("x", x);
        Checks.notNull("y", y);
        if (x.dimension != y.dimension) {
            throw Checks.illegal("y.dimension", y.dimension, "must be that of x, " + x.dimension);
        }
    }

    @Override
    public String toString() {
        return "Samples(" + size() + " points in " + dimension + (dimension == 1 ? " dimension)" : " dimensions)");
    }
}
