package io.divergence.transform;

import io.divergence.math.Checks;

/** The scalar maps that come with the library. */
final class ScalarMaps {
    /** log of the smallest normal double: what is smaller has lost digits, and its inverse may overflow. */
    static final double LOG_MIN_NORMAL = -708.3964185322641;

    private ScalarMaps() {
    }

    /** x = location + scale y, scale not zero. */
    record Affine(double location, double scale) implements ScalarMap {
        Affine {
            Checks.finite("location", location);
            if (!(scale != 0 && Math.abs(scale) <= Double.MAX_VALUE)) {
                throw Checks.illegal("scale", scale, "must be finite and not zero");
            }
        }

        @Override
        public double forward(double y) {
            return location + scale * y;
        }

        @Override
        public double inverse(double x) {
            return (x - location) / scale;
        }

        @Override
        public double derivative(double y) {
            return scale;
        }

        @Override
        public double logDerivative(double y) {
            return Math.log(Math.abs(scale));
        }

        @Override
        public double logDerivativeSlope(double y) {
            return 0;
        }

        @Override
        public Edges edges() {
            return Edges.LINE;
        }
    }

    /** x = lower + e^y. */
    record Above(double lower) implements ScalarMap {
        Above {
            Checks.finite("lower", lower);
        }

        @Override
        public double forward(double y) {
            double x = lower + Math.exp(y);
            return x <= lower ? Math.nextUp(lower) : x;
        }

        @Override
        public double inverse(double x) {
            return x > lower && x <= Double.MAX_VALUE ? Math.log(x - lower) : Double.NaN;
        }

        @Override
        public double derivative(double y) {
            return Math.exp(y);
        }

        @Override
        public double logDerivative(double y) {
            return lower == 0 && y < LOG_MIN_NORMAL ? Double.NEGATIVE_INFINITY : y;
        }

        @Override
        public double logDerivativeSlope(double y) {
            return 1;
        }

        @Override
        public Edges edges() {
            return new Edges(lower, Double.POSITIVE_INFINITY);
        }
    }

    /** x = upper - e^y. */
    record Below(double upper) implements ScalarMap {
        Below {
            Checks.finite("upper", upper);
        }

        @Override
        public double forward(double y) {
            double x = upper - Math.exp(y);
            return x >= upper ? Math.nextDown(upper) : x;
        }

        @Override
        public double inverse(double x) {
            return x < upper && x >= -Double.MAX_VALUE ? Math.log(upper - x) : Double.NaN;
        }

        @Override
        public double derivative(double y) {
            return -Math.exp(y);
        }

        @Override
        public double logDerivative(double y) {
            return upper == 0 && y < LOG_MIN_NORMAL ? Double.NEGATIVE_INFINITY : y;
        }

        @Override
        public double logDerivativeSlope(double y) {
            return 1;
        }

        @Override
        public Edges edges() {
            return new Edges(Double.NEGATIVE_INFINITY, upper);
        }
    }

    /** x = lower + (upper - lower)/(1 + e^-y), measured from the nearer edge. */
    record Between(double lower, double upper, double logWidth) implements ScalarMap {

        static Between of(double lower, double upper) {
            Checks.finite("lower", lower);
            Checks.finite("upper", upper);
            double width = upper - lower;
            if (!(Math.nextUp(lower) < upper && width <= Double.MAX_VALUE)) {
                throw Checks.illegal("upper", upper, "must be above lower = " + lower
                        + ", with numbers in between and a difference that does not overflow");
            }
            return new Between(lower, upper, Math.log(width));
        }

        @Override
        public double forward(double y) {
            double e = Math.exp(-Math.abs(y));
            double distance = (upper - lower) * (e / (1 + e));
            double x = y < 0 ? lower + distance : upper - distance;
            return x <= lower ? Math.nextUp(lower) : x >= upper ? Math.nextDown(upper) : x;
        }

        /** Exact distances from both edges: x - lower and upper - x are rounded once. */
        @Override
        public double inverse(double x) {
            return x > lower && x < upper ? Math.log(x - lower) - Math.log(upper - x) : Double.NaN;
        }

        @Override
        public double derivative(double y) {
            double e = Math.exp(-Math.abs(y));
            return (upper - lower) * (e / ((1 + e) * (1 + e)));
        }

        @Override
        public double logDerivative(double y) {
            boolean lost = y < 0 ? lower == 0 : upper == 0;
            if (lost && logWidth - Math.abs(y) < LOG_MIN_NORMAL) {
                return Double.NEGATIVE_INFINITY;
            }
            return logWidth - Math.abs(y) - 2 * Math.log1p(Math.exp(-Math.abs(y)));
        }

        @Override
        public double logDerivativeSlope(double y) {
            return -Math.tanh(0.5 * y);
        }

        @Override
        public Edges edges() {
            return new Edges(lower, upper);
        }
    }
}
