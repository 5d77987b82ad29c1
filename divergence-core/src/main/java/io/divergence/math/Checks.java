package io.divergence.math;

import java.util.Arrays;

/**
 * The one place where arguments are checked. Every method returns the checked value, or throws an
 * {@link IllegalArgumentException} that names the argument, its value and the rule it breaks.
 * Every rule is stated positively, so that NaN breaks it.
 */
public final class Checks {

    private Checks() {
    }

    /** Returns the exception to throw for an argument that breaks a rule. */
    public static IllegalArgumentException illegal(String name, Object value, String rule) {
        return new IllegalArgumentException(name + " = " + value + ": " + rule);
    }

    /** Checks that a reference is not null. */
    public static <T> T notNull(String name, T value) {
        if (value == null) {
            throw illegal(name, null, "must not be null");
        }
        return value;
    }

    /** Checks that a number is neither infinite nor NaN. */
    public static double finite(String name, double value) {
        if (!(Math.abs(value) <= Double.MAX_VALUE)) {
            throw illegal(name, value, "must be finite");
        }
        return value;
    }

    /** Checks that a number is finite and above zero. */
    public static double positive(String name, double value) {
        if (!(value > 0 && value <= Double.MAX_VALUE)) {
            throw illegal(name, value, "must be positive and finite");
        }
        return value;
    }

    /** Checks that a number is finite and not below zero. */
    public static double nonNegative(String name, double value) {
        if (!(value >= 0 && value <= Double.MAX_VALUE)) {
            throw illegal(name, value, "must be finite and not negative");
        }
        return value;
    }

    /** Checks that a number lies in the closed interval [low, high]. */
    public static double inRange(String name, double value, double low, double high) {
        if (!(value >= low && value <= high)) {
            throw illegal(name, value, "must lie in [" + low + ", " + high + "]");
        }
        return value;
    }

    /** Checks that an integer is not below a minimum. */
    public static int atLeast(String name, int value, int minimum) {
        if (value < minimum) {
            throw illegal(name, value, "must be at least " + minimum);
        }
        return value;
    }

    /** Checks that a long integer is not below a minimum. */
    public static long atLeast(String name, long value, long minimum) {
        if (value < minimum) {
            throw illegal(name, value, "must be at least " + minimum);
        }
        return value;
    }

    /** Checks that an array is there and has the length asked for. */
    public static double[] length(String name, double[] array, int length) {
        notNull(name, array);
        if (array.length != length) {
            throw illegal(name + ".length", array.length, "must be " + length);
        }
        return array;
    }

    /** Checks that an array is there, is not empty, and holds finite numbers only. */
    public static double[] allFinite(String name, double[] array) {
        notNull(name, array);
        if (array.length == 0) {
            throw illegal(name, "[]", "must not be empty");
        }
        for (int i = 0; i < array.length; i++) {
            if (!(Math.abs(array[i]) <= Double.MAX_VALUE)) {
                throw illegal(name + "[" + i + "]", array[i], "must be finite");
            }
        }
        return array;
    }

    /** Checks that an array of references is there, is not empty, and holds no null. */
    public static <T> T[] noNulls(String name, T[] array) {
        notNull(name, array);
        if (array.length == 0) {
            throw illegal(name, "[]", "must not be empty");
        }
        for (int i = 0; i < array.length; i++) {
            if (array[i] == null) {
                throw illegal(name + "[" + i + "]", null, "must not be null");
            }
        }
        return array;
    }

    /** Returns a short text of an array for messages: the first eight entries. */
    public static String text(double[] array) {
        return array == null || array.length <= 8
                ? Arrays.toString(array)
                : Arrays.toString(Arrays.copyOf(array, 8)).replace("]", ", ... (" + array.length + " entries)]");
    }
}
