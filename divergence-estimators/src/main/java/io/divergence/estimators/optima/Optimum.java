package io.divergence.estimators.optima;

/**
 * A place where a divergence is smallest, among its neighbours or altogether.
 *
 * @param kind which
 * @param mean mu of q
 * @param sd sigma of q
 * @param value the divergence there, in nats for the KL divergences; at the edge its limit
 * @param valueError a bound of the error of the value
 */
public record Optimum(Kind kind, double mean, double sd, double value, double valueError) {

    /** The kinds of optimum. */
    public enum Kind {
        /** A local minimum of the lowest value; several, if they tie. */
        GLOBAL_MIN("global_min"),
        /** A local minimum of a higher value. */
        LOCAL_MIN("local_min"),
        /** The infimum lies on the edge beyond which the divergence is infinite: nothing is stationary there. */
        BOUNDARY_INFIMUM("boundary_inf");

        private final String label;

        Kind(String label) {
            this.label = label;
        }

        /** {@return the short name used in tables} */
        public String label() {
            return label;
        }
    }
}
