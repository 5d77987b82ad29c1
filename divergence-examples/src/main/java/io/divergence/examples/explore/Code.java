package io.divergence.examples.explore;

/**
 * An object of the library and the Java that makes it: what the page runs and what it copies cannot drift apart.
 *
 * @param value the object
 * @param source an expression
 */
record Code<T>(T value, String source) {

    /** The literal of a double, which reads back as the same bits. */
    static String number(double x) {
        return Double.toString(x);
    }
}
