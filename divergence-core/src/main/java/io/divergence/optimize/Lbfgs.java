package io.divergence.optimize;

import io.divergence.math.Checks;
import java.util.function.BooleanSupplier;

/**
 * Minimises a deterministic function by quasi-Newton steps with a line search: the weak conditions of Wolfe, by cubic interpolation
 * within a bracket. Points at which the function or its slope is not finite are stepped back from. Immutable.
 *
 * <p>References: D. Liu, J. Nocedal, On the limited memory BFGS method for large scale optimization, 1989; A. Lewis, M. Overton,
 * Nonsmooth optimization via quasi-Newton methods, 2013 (the bracketing).
 *
 * @param memory the number of pairs kept
 * @param scaled whether the inverse Hessian starts from the curvature of the last step, not from the identity
 * @param gradientTolerance it stops where no entry of the gradient is larger
 * @param decrementTolerance it stops where g.H g/2, the gain that is still to be had, is smaller
 * @param maxIterations steps at most
 * @param maxStep the longest step, by its Euclidean norm; infinite for no limit
 */
public record Lbfgs(int memory, boolean scaled, double gradientTolerance, double decrementTolerance, int maxIterations, double maxStep) {
    private static final double SUFFICIENT = 1e-4;
    private static final double CURVATURE = 0.9;
    private static final int MAX_TRIALS = 40;
    /** A step back from where the function is not finite. */
    private static final double RETREAT = 0.2;

    /** Why it stopped. */
    public enum Reason {
        /** The gradient or the decrement is below its tolerance. */
        CONVERGED,
        /** No step makes the function smaller: at the end of its precision, or the gradient is wrong. */
        NO_PROGRESS,
        /** All iterations were used. */
        ITERATIONS,
        /** The function or its gradient is not finite at the start. */
        NOT_FINITE,
        /** It was asked to stop. */
        CANCELLED
    }

    /**
     * Where it arrived: a snapshot.
     *
     * @param x the point
     * @param value the function there
     * @param gradient its gradient
     * @param iterations steps taken
     * @param evaluations of the function
     * @param reason why it stopped
     */
    public record Result(double[] x, double value, double[] gradient, int iterations, long evaluations, Reason reason) {
        /** Copies the arrays. */
        public Result {
            x = x.clone();
            gradient = gradient.clone();
        }

        /** {@return a copy of the point} */
        @Override
        public double[] x() {
            return x.clone();
        }

        /** {@return a copy of the gradient} */
        @Override
        public double[] gradient() {
            return gradient.clone();
        }
    }

    /** Checks the arguments. */
    public Lbfgs {
        Checks.atLeast("memory", memory, 1);
        Checks.atLeast("maxIterations", maxIterations, 1);
        if (!(gradientTolerance >= 0)) {
            throw Checks.illegal("gradientTolerance", gradientTolerance, "must not be negative");
        }
        if (!(decrementTolerance >= 0)) {
            throw Checks.illegal("decrementTolerance", decrementTolerance, "must not be negative");
        }
        if (!(maxStep > 0)) {
            throw Checks.illegal("maxStep", maxStep, "must be positive");
        }
    }

    /** Returns twenty pairs, a gradient below 1e-8 or a decrement below 1e-14, and a thousand iterations. */
    public static Lbfgs withDefaults() {
        return new Lbfgs(20, true, 1e-8, 1e-14, 1000, Double.POSITIVE_INFINITY);
    }

    /** Returns this method with other tolerances of the gradient and the decrement. */
    public Lbfgs withTolerances(double gradient, double decrement) {
        return new Lbfgs(memory, scaled, gradient, decrement, maxIterations, maxStep);
    }

    /** Returns this method with so many iterations at most. */
    public Lbfgs withIterations(int iterations) {
        return new Lbfgs(memory, scaled, gradientTolerance, decrementTolerance, iterations, maxStep);
    }

    /** Returns this method with steps of at most this length. */
    public Lbfgs withMaxStep(double step) {
        return new Lbfgs(memory, scaled, gradientTolerance, decrementTolerance, maxIterations, step);
    }

    /**
     * Minimises from a start, which is not written to.
     *
     * @throws IllegalArgumentException if the function is null, or the start empty or not finite
     */
    public Result minimize(SmoothFunction function, double[] start) {
        return minimize(function, start, () -> false);
    }

    /**
     * Minimises from a start until it is asked to stop, once before each step.
     *
     * @throws IllegalArgumentException if an argument is null, or the start empty or not finite
     */
    public Result minimize(SmoothFunction function, double[] start, BooleanSupplier cancelled) {
        Checks.notNull("function", function);
        Checks.allFinite("start", start);
        Checks.notNull("cancelled", cancelled);
        Search search = new Search(function, start, this);
        return search.run(cancelled);
    }

    /** The state of one minimisation. */
    private static final class Search {
        private final SmoothFunction function;
        private final Lbfgs settings;
        private final int n;
        private final LbfgsMemory pairs;
        private double[] x;
        private double[] g;
        private double value;
        private double[] trial;
        private double[] trialGradient;
        private double trialValue;
        private final double[] direction;
        private long evaluations;
        private int iterations;

        Search(SmoothFunction function, double[] start, Lbfgs settings) {
            this.function = function;
            this.settings = settings;
            n = start.length;
            pairs = new LbfgsMemory(n, settings.memory, settings.scaled);
            x = start.clone();
            g = new double[n];
            trial = new double[n];
            trialGradient = new double[n];
            direction = new double[n];
        }

        Result run(BooleanSupplier cancelled) {
            value = function.at(x, g);
            evaluations = 1;
            if (!(Math.abs(value) <= Double.MAX_VALUE && largest(g) <= Double.MAX_VALUE)) {
                return result(Reason.NOT_FINITE);
            }
            while (iterations < settings.maxIterations) {
                if (cancelled.getAsBoolean()) {
                    return result(Reason.CANCELLED);
                }
                if (largest(g) <= settings.gradientTolerance) {
                    return result(Reason.CONVERGED);
                }
                pairs.apply(g, direction);
                double slope = -dot(direction, g);
                if (!(slope < 0)) {
                    pairs.clear();
                    System.arraycopy(g, 0, direction, 0, n);
                    slope = -dot(g, g);
                }
                if (pairs.size() > 0 && -0.5 * slope <= settings.decrementTolerance) {
                    return result(Reason.CONVERGED);
                }
                if (!searchLine(slope)) {
                    if (pairs.size() == 0) {
                        return result(Reason.NO_PROGRESS);
                    }
                    pairs.clear();
                    continue;
                }
                pairs.add(x, trial, g, trialGradient);
                accept();
                iterations++;
            }
            return result(Reason.ITERATIONS);
        }

        private void accept() {
            double[] old = x;
            x = trial;
            trial = old;
            old = g;
            g = trialGradient;
            trialGradient = old;
            value = trialValue;
        }

        private boolean searchLine(double slope) {
            double norm = Math.sqrt(dot(direction, direction));
            double t = Math.min(pairs.size() == 0 ? Math.min(1, 1 / norm) : 1, settings.maxStep / norm);
            double low = 0;
            double high = Double.POSITIVE_INFINITY;
            double best = Double.NaN;
            for (int k = 0; k < MAX_TRIALS; k++) {
                double step = evaluate(t);
                boolean finite = Math.abs(trialValue) <= Double.MAX_VALUE && Math.abs(step) <= Double.MAX_VALUE;
                if (!finite || trialValue > value + SUFFICIENT * t * slope) {
                    high = t;
                    double cubic = finite ? minimum(t, slope, step) : RETREAT * t;
                    t = low + Math.max(0.1 * (high - low), Math.min(0.5 * (high - low), cubic - low));
                } else if (step < CURVATURE * slope && t < settings.maxStep / norm) {
                    low = t;
                    best = t;
                    t = Double.isInfinite(high) ? Math.min(4 * t, settings.maxStep / norm) : 0.5 * (low + high);
                } else {
                    return true;
                }
                if (!(high - low > 1e-12 * high)) {
                    break;
                }
            }
            if (Double.isNaN(best)) {
                return false;
            }
            evaluate(best);
            // A tiny step along a wrong slope passes the first condition by rounding.
            return trialValue < value;
        }

        /** Returns the slope along the direction. */
        private double evaluate(double t) {
            for (int i = 0; i < n; i++) {
                trial[i] = x[i] - t * direction[i];
            }
            trialValue = function.at(trial, trialGradient);
            evaluations++;
            return -dot(trialGradient, direction);
        }

        /** The minimum of the cubic through the values and slopes at 0 and t. */
        private double minimum(double t, double slope, double slopeAtT) {
            double d = slope + slopeAtT - 3 * (trialValue - value) / t;
            double root = d * d - slope * slopeAtT;
            if (!(root >= 0)) {
                return 0.5 * t;
            }
            double place = t * (1 - (slopeAtT + Math.sqrt(root) - d) / (slopeAtT - slope + 2 * Math.sqrt(root)));
            return place > 0 && place < t ? place : 0.5 * t;
        }

        private Result result(Reason reason) {
            return new Result(x, value, g, iterations, evaluations, reason);
        }

        private static double largest(double[] v) {
            double largest = 0;
            for (double a : v) {
                largest = Math.max(largest, Math.abs(a));
            }
            return largest;
        }

        private static double dot(double[] a, double[] b) {
            double sum = 0;
            for (int i = 0; i < a.length; i++) {
                sum += a[i] * b[i];
            }
            return sum;
        }
    }
}
