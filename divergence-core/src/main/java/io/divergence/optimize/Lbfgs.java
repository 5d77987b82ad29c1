package io.divergence.optimize;

import io.divergence.math.Checks;
import java.util.function.BooleanSupplier;

/**
 * Minimises a deterministic function by quasi-Newton steps with a line search: the weak conditions of Wolfe, by cubic interpolation
 * within a bracket. Points at which the function is not finite are stepped back from. Immutable.
 *
 * <p>References: D. Liu, J. Nocedal, On the limited memory BFGS method for large scale optimization, 1989; A. Lewis, M. Overton,
 * Nonsmooth optimization via quasi-Newton methods, 2013 (the bracketing).
 *
 * @param memory the number of pairs kept; the inverse Hessian starts from the curvature of the last of them
 * @param gradientTolerance it stops where no entry of the gradient is larger
 * @param decrementTolerance it stops where g.H g/2, the gain that is still to be had, is smaller
 * @param maxIterations steps at most
 * @param maxStep the longest first trial step, by its Euclidean norm
 */
public record Lbfgs(int memory, double gradientTolerance, double decrementTolerance, int maxIterations, double maxStep) {
    private static final double SUFFICIENT = 1e-4;
    private static final double CURVATURE = 0.9;
    private static final int MAX_TRIALS = 40;
    /** A function without a lower bound is followed so many times four steps ahead. */
    private static final int MAX_EXTENSIONS = 10;
    /** A change of the value by no more than this part of it is rounding. */
    private static final double ROUNDING = 4 * Math.ulp(1.0);
    /** A step back from where the function is not finite. */
    private static final double RETREAT = 0.2;

    private static final BooleanSupplier NEVER = new BooleanSupplier() {
        @Override
        public boolean getAsBoolean() {
            return false;
        }
    };

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
     * Where it arrived.
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

        @Override
        public double[] x() {
            return x.clone();
        }

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
        return new Lbfgs(20, 1e-8, 1e-14, 1000, Double.POSITIVE_INFINITY);
    }

    /** Returns this method with other tolerances of the gradient and the decrement. */
    public Lbfgs withTolerances(double gradient, double decrement) {
        return new Lbfgs(memory, gradient, decrement, maxIterations, maxStep);
    }

    /** Returns this method with so many iterations at most. */
    public Lbfgs withIterations(int iterations) {
        return new Lbfgs(memory, gradientTolerance, decrementTolerance, iterations, maxStep);
    }

    /** Returns this method with first trial steps of at most this length. */
    public Lbfgs withMaxStep(double step) {
        return new Lbfgs(memory, gradientTolerance, decrementTolerance, maxIterations, step);
    }

    /** Minimises from a start, which is not written to. */
    public Result minimize(SmoothFunction function, double[] start) {
        return minimize(function, start, NEVER);
    }

    /** Minimises from a start until it is asked to stop. */
    public Result minimize(SmoothFunction function, double[] start, BooleanSupplier cancelled) {
        Checks.notNull("function", function);
        Checks.allFinite("start", start);
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
            pairs = new LbfgsMemory(n, settings.memory, true);
            x = start.clone();
            g = new double[n];
            trial = new double[n];
            trialGradient = new double[n];
            direction = new double[n];
        }

        Result run(BooleanSupplier cancelled) {
            value = function.at(x, g);
            evaluations = 1;
            if (!isFinite(value, g)) {
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
                if (pairs.size() == 0 || !(slope < 0)) {
                    pairs.clear();
                    slope = -descend();
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

        /** The direction becomes that of the gradient, of length 1: no overflow whatever the gradient is. Returns the gradient's norm. */
        private double descend() {
            double largest = largest(g);
            double squares = 0;
            for (int i = 0; i < n; i++) {
                direction[i] = g[i] / largest;
                squares += direction[i] * direction[i];
            }
            double root = Math.sqrt(squares);
            for (int i = 0; i < n; i++) {
                direction[i] /= root;
            }
            return largest * root;
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
            double longest = settings.maxStep / norm;
            double t = Math.min(pairs.size() == 0 ? Math.min(1, -slope) : 1, longest);
            int extensions = 0;
            double low = 0;
            double high = Double.POSITIVE_INFINITY;
            double best = Double.NaN;
            for (int k = 0; k < MAX_TRIALS; k++) {
                double step = evaluate(t);
                boolean finite = isFinite(trialValue, trialGradient);
                if (finite && isLevel(step, slope)) {
                    return true;
                }
                if (!finite || trialValue > value + SUFFICIENT * t * slope) {
                    high = t;
                    double cubic = finite ? minimum(t, slope, step) : RETREAT * t;
                    t = low + Math.max(0.1 * (high - low), Math.min(0.5 * (high - low), cubic - low));
                } else if (step < CURVATURE * slope && t < longest) {
                    low = t;
                    best = trialValue < value ? t : best;
                    boolean open = Double.isInfinite(high);
                    if (open && extensions++ == MAX_EXTENSIONS) {
                        break;
                    }
                    t = open ? Math.min(4 * t, longest) : 0.5 * (low + high);
                } else {
                    return trialValue < value;
                }
                if (high < Double.POSITIVE_INFINITY && !(high - low > 1e-12 * high)) {
                    break;
                }
            }
            if (!Double.isNaN(best)) {
                evaluate(best);
                return true;
            }
            return false;
        }

        /** Whether the value is the same but for rounding, and the slope is smaller: the value has no more digits to judge by. */
        private boolean isLevel(double step, double slope) {
            return Math.abs(trialValue - value) <= ROUNDING * Math.abs(value) && step > CURVATURE * slope && step < -0.5 * slope;
        }

        private boolean isFinite(double f, double[] gradient) {
            return Math.abs(f) <= Double.MAX_VALUE && largest(gradient) <= Double.MAX_VALUE;
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
