package io.divergence.fit;

import io.divergence.family.FisherGeometry;
import io.divergence.family.VariationalFamily;
import io.divergence.math.Checks;
import java.time.Duration;
import java.util.List;

/** The stopping rules of the library. */
public final class StoppingRules {

    private StoppingRules() {
    }

    /** Returns the rule that ends after so many steps, as Exhausted. */
    public static StoppingRule steps(long steps) {
        return new Steps(Checks.atLeast("steps", steps, 0L));
    }

    /** Returns the rule that ends after a time, as Exhausted; a resumed run starts its clock again. */
    public static StoppingRule time(Duration limit) {
        Checks.notNull("limit", limit);
        return new Time(Checks.positive("limit in seconds", limit.toNanos() / 1e9));
    }

    /** Returns the rule that ends when the Euclidean norm of an exact gradient falls to a tolerance, as Converged. */
    public static StoppingRule gradientNorm(double tolerance) {
        return new GradientNorm(Checks.positive("tolerance", tolerance));
    }

    /**
     * Returns the rule for noisy gradients: it ends when over a whole window of steps the mean gradient lies within so
     * many of its own standard errors of zero, in every coordinate. Nothing can be gained that the noise would show.
     */
    public static StoppingRule gradientWithinNoise(int window, double standardErrors) {
        return new GradientWithinNoise(Checks.atLeast("window", window, 10),
                Checks.positive("standardErrors", standardErrors));
    }

    /**
     * Returns the rule that ends when the mean value of a window of steps differs from that of the window before by no
     * more than a tolerance, as Converged.
     */
    public static StoppingRule plateau(int window, double tolerance) {
        return new Plateau(Checks.atLeast("window", window, 2), Checks.positive("tolerance", tolerance));
    }

    /**
     * Returns the rule for noisy objectives that ends when the iterates are stationary (split R-hat below 1.1) and the standard
     * error of their mean is within a tolerance, as {@link WindowedRHat} says.
     */
    public static StoppingRule rHat(int window, double tolerance) {
        return WindowedRHat.of(window, tolerance);
    }

    /**
     * Returns the rule that ends when the predicted remaining gain is within a tolerance, as Converged: g^T F^-1 g/2, which a Newton step
     * would gain if the Fisher information F were the Hessian of the divergence, as at q = p it is for both KL (for another divergence it is
     * f''(1) F, and the gain 1/f''(1) of this). g is the mean gradient of a window of steps. Its noise counts as gain, so that the rule
     * never ends a fit for want of precision: it needs a window over which the noise is small enough, or steps that shrink.
     *
     * @param family with its Fisher information
     * @param window of steps, at least 1: which is right for an exact objective
     * @param nats tolerance, positive
     */
    public static StoppingRule predictedGain(VariationalFamily family, int window, double nats) {
        Checks.notNull("family", family);
        if (!(family instanceof FisherGeometry geometry)) {
            throw Checks.illegal("family", family, "must implement FisherGeometry for a predicted gain; use StoppingRules.plateau or rHat");
        }
        return new PredictedGain(geometry, Checks.atLeast("window", window, 1), Checks.positive("nats", nats));
    }

    /** Returns the rule that ends as soon as one of several does. */
    public static StoppingRule firstOf(StoppingRule... rules) {
        return new FirstOf(List.of(Checks.noNulls("rules", rules)));
    }

    private record Steps(long steps) implements StoppingRule {
        @Override
        public Termination test(FitStep step, double[] state, int offset) {
            return step.step() < steps ? null : new Termination.Exhausted("the budget of " + steps + " steps is used up");
        }
    }

    private record Time(double seconds) implements StoppingRule {
        @Override
        public Termination test(FitStep step, double[] state, int offset) {
            return step.seconds() < seconds ? null
                    : new Termination.Exhausted("the budget of " + seconds + " s is used up after " + step.step() + " steps");
        }
    }

    private record GradientNorm(double tolerance) implements StoppingRule {
        @Override
        public void require(boolean stochastic) {
            if (stochastic) {
                throw Checks.illegal("stopping rule", this, "is for exact objectives: a noisy gradient never becomes small;"
                        + " use StoppingRules.gradientWithinNoise");
            }
        }

        @Override
        public Termination test(FitStep step, double[] state, int offset) {
            double norm = step.estimate().gradientNorm();
            return norm <= tolerance
                    ? new Termination.Converged("the gradient's norm " + norm + " is within " + tolerance)
                    : null;
        }
    }

    private record GradientWithinNoise(int window, double standardErrors) implements StoppingRule {
        @Override
        public int stateSize(int n) {
            return 2 * n + 1;
        }

        @Override
        public void require(boolean stochastic) {
            if (!stochastic) {
                throw Checks.illegal("stopping rule", this,
                        "is for Monte Carlo objectives: an exact gradient has no noise; use StoppingRules.gradientNorm");
            }
        }

        @Override
        public Termination test(FitStep step, double[] state, int offset) {
            double[] g = step.estimate().gradient();
            int n = g.length;
            double count = ++state[offset + 2 * n];
            for (int i = 0; i < n; i++) {
                double delta = g[i] - state[offset + i];
                state[offset + i] += delta / count;
                state[offset + n + i] += delta * (g[i] - state[offset + i]);
            }
            if (count < window) {
                return null;
            }
            boolean within = true;
            for (int i = 0; i < n; i++) {
                double error = Math.sqrt(state[offset + n + i] / (count - 1) / count);
                within &= Math.abs(state[offset + i]) <= standardErrors * error;
            }
            java.util.Arrays.fill(state, offset, offset + 2 * n + 1, 0);
            return within
                    ? new Termination.Converged("over " + window + " steps the mean gradient is within "
                            + standardErrors + " standard errors of zero")
                    : null;
        }
    }

    private record Plateau(int window, double tolerance) implements StoppingRule {
        @Override
        public int stateSize(int n) {
            return 4;
        }

        /** State: sum and count of this window, mean of the window before, number of whole windows. */
        @Override
        public Termination test(FitStep step, double[] state, int offset) {
            state[offset] += step.estimate().value();
            if (++state[offset + 1] < window) {
                return null;
            }
            double mean = state[offset] / window;
            double before = state[offset + 2];
            boolean first = state[offset + 3]++ == 0;
            state[offset] = 0;
            state[offset + 1] = 0;
            state[offset + 2] = mean;
            return !first && Math.abs(mean - before) <= tolerance
                    ? new Termination.Converged("the mean value of " + window + " steps changed by "
                            + Math.abs(mean - before) + ", within " + tolerance)
                    : null;
        }
    }

    private record FirstOf(List<StoppingRule> rules) implements StoppingRule {
        @Override
        public int stateSize(int n) {
            int size = 0;
            for (StoppingRule rule : rules) {
                size += rule.stateSize(n);
            }
            return size;
        }

        @Override
        public void require(boolean stochastic) {
            rules.forEach(rule -> rule.require(stochastic));
        }

        @Override
        public Termination test(FitStep step, double[] state, int offset) {
            Termination first = null;
            int at = offset;
            for (int i = 0; i < rules.size(); i++) {
                StoppingRule rule = rules.get(i);
                Termination termination = rule.test(step, state, at);
                first = first == null ? termination : first;
                at += rule.stateSize(step.phi().length);
            }
            return first;
        }
    }
}
