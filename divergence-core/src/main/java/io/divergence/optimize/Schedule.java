package io.divergence.optimize;

import io.divergence.math.Checks;

/** A step size as a function of the step, from 0. Negative rates are legal: they climb. Immutable. */
@FunctionalInterface
public interface Schedule {

    /** {@return the rate at a step} It may be asked for more than once in a step. */
    double rate(long step);

    /** Returns the same rate at every step. */
    static Schedule constant(double rate) {
        return new Constant(Checks.finite("rate", rate));
    }

    /** Returns rate/(1 + c step), c &gt;= 0. */
    static Schedule inverse(double rate, double c) {
        return new Inverse(Checks.finite("rate", rate), Checks.nonNegative("c", c));
    }

    /** Returns rate factor^step, 0 &lt; factor &lt;= 1. */
    static Schedule exponential(double rate, double factor) {
        Checks.positive("factor", factor);
        return new Exponential(Checks.finite("rate", rate), Checks.inRange("factor", factor, 0, 1));
    }

    /** Returns rate (1 + cos(pi step/steps))/2, and 0 from then on. */
    static Schedule cosine(double rate, long steps) {
        return new Cosine(Checks.finite("rate", rate), Checks.atLeast("steps", steps, 1L));
    }

    /** Returns rate factor^floor(step/every). */
    static Schedule step(double rate, double factor, long every) {
        Checks.positive("factor", factor);
        return new Step(Checks.finite("rate", rate), factor, Checks.atLeast("every", every, 1L));
    }

    /** A constant rate. */
    record Constant(double rate) implements Schedule {
        @Override
        public double rate(long step) {
            return rate;
        }
    }

    /** A rate that falls as 1/step. */
    record Inverse(double rate, double c) implements Schedule {
        @Override
        public double rate(long step) {
            return rate / (1 + c * step);
        }
    }

    /** A rate that falls exponentially. */
    record Exponential(double rate, double factor) implements Schedule {
        @Override
        public double rate(long step) {
            return rate * Math.pow(factor, step);
        }
    }

    /** A rate that falls along half a cosine. */
    record Cosine(double rate, long steps) implements Schedule {
        @Override
        public double rate(long step) {
            return step >= steps ? 0 : 0.5 * rate * (1 + Math.cos(Math.PI * step / steps));
        }
    }

    /** A rate that falls by steps. */
    record Step(double rate, double factor, long every) implements Schedule {
        @Override
        public double rate(long step) {
            return rate * Math.pow(factor, Math.floorDiv(step, every));
        }
    }
}
