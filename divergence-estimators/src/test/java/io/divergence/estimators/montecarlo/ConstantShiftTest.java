package io.divergence.estimators.montecarlo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.divergence.divergence.Discrepancy;
import io.divergence.divergence.Divergence;
import io.divergence.divergence.Divergences;
import io.divergence.estimate.Execution;
import io.divergence.estimate.GradientEstimate;
import io.divergence.estimate.GradientEstimator;
import io.divergence.estimate.Objective;
import io.divergence.estimate.Problem;
import io.divergence.family.ReparameterizedFamily;
import io.divergence.target.DifferentiableLogDensity;
import io.divergence.target.LogDensity;
import io.divergence.target.Support;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Adding 1000 to log p changes a self-normalised gradient by no more than the rounding of log p itself, which is 2^-44 beyond 512: for
 * every family, every target of the catalogue and every divergence.
 */
class ConstantShiftTest {
    private static final double SHIFT = 1000;
    /** Half a spacing for the sum, and another for the difference with log q. */
    private static final double ROUNDING = Math.ulp(SHIFT);
    /** So large that the rounding of what it does is small. */
    private static final double LARGE = 1e-8;

    static Stream<GridCase> cases() {
        return GridCatalogue.all().stream();
    }

    /** The density without its normaliser, times e^shift, and with a disturbance of log p that differs from point to point. */
    private static class Shifted implements LogDensity {
        final LogDensity target;
        final double shift;
        final double disturbance;
        final int kind;

        Shifted(LogDensity target, double shift, double disturbance, int kind) {
            this.target = target;
            this.shift = shift;
            this.disturbance = disturbance;
            this.kind = kind;
        }

        static LogDensity of(LogDensity target, double shift, double disturbance, int kind) {
            return target instanceof DifferentiableLogDensity ? new Differentiable(target, shift, disturbance, kind)
                    : new Shifted(target, shift, disturbance, kind);
        }

        @Override
        public int dimension() {
            return target.dimension();
        }

        @Override
        public void logDensity(double[] z, int from, int to, double[] out) {
            target.logDensity(z, from, to, out);
            move(z, from, to, out);
        }

        void move(double[] z, int from, int to, double[] out) {
            for (int k = from; k < to; k++) {
                double sum = 0;
                for (int i = 0; i < dimension(); i++) {
                    sum += (1 + 0.7 * i) * z[k * dimension() + i];
                }
                out[k] += shift + disturbance * Math.sin(kind * (1000 * sum + 1));
            }
        }

        @Override
        public OptionalDouble logNormalizer() {
            return OptionalDouble.empty();
        }
    }

    private static final class Differentiable extends Shifted implements DifferentiableLogDensity {
        Differentiable(LogDensity target, double shift, double disturbance, int kind) {
            super(target, shift, disturbance, kind);
        }

        @Override
        public DifferentiableLogDensity boundCopy() {
            return this;
        }

        @Override
        public void logDensityAndGradient(double[] z, int from, int to, double[] out, double[] gradient) {
            ((DifferentiableLogDensity) target).logDensityAndGradient(z, from, to, out, gradient);
            move(z, from, to, out);
        }
    }

    private record Answer(double[] gradient, double value, double[] sizes) {
    }

    private static Answer evaluate(GradientEstimator estimator, LogDensity p, GridCase c, Discrepancy d) {
        GradientEstimate out = new GradientEstimate(c.phi().length);
        try (Objective objective = estimator.bind(new Problem(p, c.family(), d), new Execution(77, 1))) {
            objective.evaluate(1, c.phi(), out);
            assertTrue(out.isUsable(), c + " " + d.name() + " " + estimator);
            double[] shares = objective.samples().orElseThrow().contributions();
            double[] sizes = new double[out.gradient().length];
            for (int i = 0; i < shares.length; i++) {
                sizes[i % sizes.length] += Math.abs(shares[i]);
            }
            return new Answer(out.gradient().clone(), out.value(), sizes);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void itChangesRoundingOnly(GridCase c) {
        int powerful = 0;
        int all = 0;
        for (Discrepancy d : UnbiasednessTest.discrepancies()) {
            boolean smooth = !(d instanceof Divergence divergence) || divergence.isSmooth();
            List<GradientEstimator> estimators = new ArrayList<>();
            estimators.add(ScoreEstimator.withDefaults().withSamples(60).with(Normalization.SELF_NORMALIZED));
            if (smooth && c.family() instanceof ReparameterizedFamily && c.target() instanceof DifferentiableLogDensity
                    && c.target().support().kind() == Support.Kind.REALS) {
                estimators.add(PathEstimator.withDefaults().withSamples(60).with(Normalization.SELF_NORMALIZED));
                estimators.add(ReparameterizationEstimator.withDefaults().withSamples(60).with(Normalization.SELF_NORMALIZED));
            }
            for (GradientEstimator estimator : estimators) {
                Answer plain = evaluate(estimator, Shifted.of(c.target(), 0, 0, 0), c, d);
                double[] allowed = allowed(plain, estimator, c, d);
                Answer shifted = evaluate(estimator, Shifted.of(c.target(), SHIFT, 0, 0), c, d);
                double change = largest(plain, shifted, allowed);
                assertTrue(change <= 1, c + " " + d.name() + " " + estimator + ": " + change + " times what is allowed");
                assertEquals(plain.value, shifted.value, 50 * ROUNDING * (1 + plain.value), d.name());
                all++;
                powerful += largest(plain, evaluate(estimator, Shifted.of(c.target(), SHIFT, 3e-12, 99), c, d), allowed) > 1 ? 1 : 0;
            }
        }
        assertTrue(powerful >= 0.7 * all, "a disturbance of log p by 3e-12 is found in " + powerful + " of " + all);
    }

    private static double largest(Answer a, Answer b, double[] allowed) {
        double largest = 0;
        for (int j = 0; j < allowed.length; j++) {
            largest = Math.max(largest, Math.abs(b.gradient[j] - a.gradient[j]) / allowed[j]);
        }
        return largest;
    }

    /** Five times what disturbances of each log p by one rounding do on the average, and the rounding of the sums. */
    private static double[] allowed(Answer plain, GradientEstimator estimator, GridCase c, Discrepancy d) {
        double[] squares = new double[plain.gradient.length];
        int tries = 10;
        for (int t = 1; t <= tries; t++) {
            Answer moved = evaluate(estimator, Shifted.of(c.target(), 0, LARGE, t), c, d);
            for (int j = 0; j < squares.length; j++) {
                double change = (moved.gradient[j] - plain.gradient[j]) * ROUNDING / LARGE;
                squares[j] += change * change / tries;
            }
        }
        double[] allowed = new double[squares.length];
        for (int j = 0; j < allowed.length; j++) {
            allowed[j] = 5 * Math.sqrt(squares[j]) + 16 * Math.ulp(1.0) * plain.sizes[j];
        }
        return allowed;
    }
}
