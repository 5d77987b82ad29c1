package io.divergence.target;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.random.RandomGenerator;

/**
 * A log density with the knowledge that goes with it. Capabilities are interfaces, and each set of them is a record of
 * one line: so a wrapper shows neither more nor fewer than its target has.
 */
interface Informed extends LogDensity, StepDependent {

    /** Returns the log density and the knowledge. */
    Parts parts();

    /** The log density that is evaluated, and what is known of it. */
    record Parts(LogDensity target, Knowledge knowledge) {

        /** A text that is the same in every run, since checkpoints compare it: no identity hash. */
        @Override
        public String toString() {
            return text(target) + " on " + knowledge.support() + (knowledge.logNormalizer().isPresent()
                    ? ", log Z = " + knowledge.logNormalizer().getAsDouble() : "");
        }
    }

    /** The text of a log density; the name of its class if it has no text of its own. */
    static String text(LogDensity target) {
        String text = String.valueOf(target);
        return text.endsWith("@" + Integer.toHexString(System.identityHashCode(target)))
                ? target.getClass().getName().replaceFirst("\\$\\$Lambda.*", " function") : text;
    }

    /** Returns the record of the capabilities that there are. */
    static LogDensity of(LogDensity target, Knowledge knowledge) {
        int set = (target instanceof DifferentiableLogDensity ? 1 : 0) + (knowledge.shape() != null ? 2 : 0)
                + (knowledge.samples() != null ? 4 : 0) + (knowledge.moments() != null ? 8 : 0);
        return CapabilitySets.ALL.get(set).apply(new Parts(target, knowledge));
    }

    @Override
    default int dimension() {
        return parts().target().dimension();
    }

    @Override
    default Support support() {
        return parts().knowledge().support();
    }

    @Override
    default OptionalDouble logNormalizer() {
        return parts().knowledge().logNormalizer();
    }

    @Override
    default void logDensity(double[] z, int from, int to, double[] out) {
        parts().target().logDensity(z, from, to, out);
    }

    @Override
    default boolean relativeDensity(double[] z, int from, int to, double[] logScale, double[] out) {
        return parts().target().relativeDensity(z, from, to, logScale, out);
    }

    @Override
    default void prepare(long step) {
        StepDependent.prepare(parts().target(), step);
    }

    @Override
    default boolean differsByStep() {
        return StepDependent.differsByStep(parts().target());
    }

    @Override
    default LogDensity boundCopy() {
        LogDensity copy = parts().target().boundCopy();
        return of(copy, parts().knowledge().forCopy(copy));
    }

    /** It has a gradient. */
    interface Differentiable extends Informed, DifferentiableLogDensity {
        @Override
        default void logDensityAndGradient(double[] z, int from, int to, double[] out, double[] gradient) {
            ((DifferentiableLogDensity) parts().target()).logDensityAndGradient(z, from, to, out, gradient);
        }

        @Override
        default boolean densityAndGradient(double[] z, int from, int to, double[] out, double[] gradient) {
            return ((DifferentiableLogDensity) parts().target()).densityAndGradient(z, from, to, out, gradient);
        }

        @Override
        default DifferentiableLogDensity boundCopy() {
            return (DifferentiableLogDensity) Informed.super.boundCopy();
        }
    }

    /** Its features and tails are known. */
    interface Shaped extends Informed, UnivariateShape {
        @Override
        default Support support() {
            return Informed.super.support();
        }

        /** Those of the shape, and the edges of a support that was given later. */
        @Override
        default double[] breakPoints() {
            double[] own = UnivariateShape.super.breakPoints();
            double[] inner = parts().knowledge().shape().breakPoints();
            double[] all = Arrays.copyOf(own, own.length + inner.length);
            System.arraycopy(inner, 0, all, own.length, inner.length);
            return all;
        }

        @Override
        default Tail towards(double point, int side) {
            Tail own = UnivariateShape.super.towards(point, side);
            return own.kind() == Tail.Kind.NONE ? own : parts().knowledge().shape().towards(point, side);
        }

        @Override
        default List<Feature> features() {
            return parts().knowledge().shape().features();
        }

        @Override
        default Tail lowerTail() {
            return parts().knowledge().shape().lowerTail();
        }

        @Override
        default Tail upperTail() {
            return parts().knowledge().shape().upperTail();
        }
    }

    /** It can be sampled. */
    interface Sampled extends Informed, SampleSource {
        @Override
        default void sample(RandomGenerator rng, double[] z, int from, int to) {
            parts().knowledge().samples().sample(rng, z, from, to);
        }
    }

    /** Its moments are known. */
    interface Measured extends Informed, Moments {
        @Override
        default double mean() {
            return parts().knowledge().moments().mean();
        }

        @Override
        default double variance() {
            return parts().knowledge().moments().variance();
        }
    }
}
