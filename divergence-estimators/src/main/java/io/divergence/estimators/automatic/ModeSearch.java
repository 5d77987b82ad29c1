package io.divergence.estimators.automatic;

import io.divergence.math.SymmetricEigen;
import io.divergence.optimize.Lbfgs;
import io.divergence.optimize.SmoothFunction;
import io.divergence.random.RandomStream;
import java.util.List;
import java.util.function.BooleanSupplier;

/** Looks for modes of a target from several starts, each with the normal distribution of its curvature (Laplace). */
final class ModeSearch {
    private static final int ITERATIONS = 100;
    private static final double LOG_TWO_PI = Math.log(2 * Math.PI);
    private static final double SAME = 0.5;
    private static final double NEXT_TO = 0.5;
    private static final double LARGEST = 1e100;
    private static final double FLOOR = 1e-10;
    /** Climbs end where no more than this is to be gained. */
    private static final double DECREMENT = 1e-3;
    private static final int POLISHING = 4;

    private ModeSearch() {
    }

    /**
     * A mode.
     *
     * @param place where
     * @param log log p~ there
     * @param state Laplace's normal distribution
     * @param logMass log Z of it
     * @param isPositive whether the curvature is positive in all directions
     * @param isConverged whether the climb ended there
     */
    record Mode(double[] place, double log, GaussianState state, double logMass, boolean isPositive, boolean isConverged) {

        boolean isSure() {
            return isPositive && isConverged;
        }

        /** A step to where the quadratic said that the mode is. */
        Mode movedTo(double[] other, double logThere) {
            GaussianState moved = GaussianState.copyOf(state);
            System.arraycopy(other, 0, moved.mean, 0, other.length);
            return new Mode(other, logThere, moved, logMass + logThere - log, isPositive, true);
        }

        /** The same, knowing whether it is one. */
        Mode ended(boolean there) {
            return new Mode(place, log, state, logMass, isPositive, there);
        }

        /** Writes L^-1 (x - place). */
        void coordinates(double[] x, double[] out) {
            int d = place.length;
            if (state.diagonal) {
                for (int i = 0; i < d; i++) {
                    out[i] = (x[i] - place[i]) / state.factor[i];
                }
                return;
            }
            // The columns of L are orthogonal: eigenvectors over the roots of the eigenvalues.
            for (int k = 0; k < d; k++) {
                double dot = 0;
                double square = 0;
                for (int i = 0; i < d; i++) {
                    dot += state.factor[i * d + k] * (x[i] - place[i]);
                    square += state.factor[i * d + k] * state.factor[i * d + k];
                }
                out[k] = dot / square;
            }
        }

        /** The distance of a place in units of the curvature. */
        double distance(double[] other) {
            double[] y = new double[place.length];
            coordinates(other, y);
            double sum = 0;
            for (double a : y) {
                sum += a * a;
            }
            return Math.sqrt(sum);
        }
    }

    /**
     * Climbs from a start, in the coordinates in which the distribution of another mode is standard if there is one; it ends as soon as
     * it is next to that mode, which it would only find again.
     */
    private static Lbfgs.Result climb(CountedTarget target, double[] start, Mode known) {
        int d = target.dimension();
        double[] log = new double[1];
        double[] row = new double[d];
        double[] x = new double[d];
        Lbfgs method = Lbfgs.withDefaults().withTolerances(0, DECREMENT).withIterations(ITERATIONS);
        if (known == null) {
            return method.minimize(new SmoothFunction() {
                @Override
                public double at(double[] y, double[] g) {
                    target.evaluate(y, 1, log, row);
                    for (int i = 0; i < d; i++) {
                        g[i] = -row[i];
                    }
                    return -log[0];
                }
            }, start);
        }
        double[] inFrame = new double[d];
        known.coordinates(start, inFrame);
        ClimbInFrame climb = new ClimbInFrame(target, known);
        Lbfgs.Result result = method.minimize(climb, inFrame, climb);
        known.state().points(result.x(), 1, x);
        return new Lbfgs.Result(x, result.value(), result.gradient(), result.iterations(), result.evaluations(), result.reason());
    }

    /** The target in the coordinates of the distribution of a known mode, and whether the climb is next to it. */
    private static final class ClimbInFrame implements SmoothFunction, BooleanSupplier {
        private final CountedTarget target;
        private final Mode known;
        private final double[] log = new double[1];
        private final double[] row;
        private final double[] x;
        private boolean isThere;

        ClimbInFrame(CountedTarget target, Mode known) {
            this.target = target;
            this.known = known;
            row = new double[target.dimension()];
            x = new double[target.dimension()];
        }

        @Override
        public double at(double[] y, double[] g) {
            known.state().points(y, 1, x);
            target.evaluate(x, 1, log, row);
            known.state().whiten(row, g);
            double square = 0;
            for (int i = 0; i < y.length; i++) {
                g[i] = -g[i];
                square += y[i] * y[i];
            }
            isThere = square < SAME * SAME && log[0] > known.log() - NEXT_TO;
            return -log[0];
        }

        @Override
        public boolean getAsBoolean() {
            return isThere;
        }
    }

    /** Climbs from a start and adds the mode, unless it is one of those that are known already. Returns whether it is new. */
    static boolean add(List<Mode> modes, CountedTarget target, double[] start, boolean diagonal) {
        Mode known = null;
        for (int i = 0; i < modes.size() && known == null; i++) {
            known = modes.get(i).isSure() ? modes.get(i) : null;
        }
        Lbfgs.Result climb = climb(target, start, known);
        if (climb.reason() == Lbfgs.Reason.NOT_FINITE) {
            return false;
        }
        boolean converged = climb.reason() == Lbfgs.Reason.CONVERGED || climb.reason() == Lbfgs.Reason.NO_PROGRESS;
        for (Mode mode : modes) {
            // A climb that did not end is no other mode than another that did not.
            if (mode.distance(climb.x()) < SAME || (!converged && !modes.isEmpty() && -climb.value() <= mode.log())) {
                return false;
            }
        }
        Mode mode = polished(target, climb, converged, diagonal);
        int at = 0;
        while (at < modes.size() && Double.compare(modes.get(at).logMass(), mode.logMass()) >= 0) {
            at++;
        }
        modes.add(at, mode);
        return true;
    }

    /** Laplace's distribution, after steps of Newton's where the curvature allows them: a slow climb through a valley ends there. */
    private static Mode polished(CountedTarget target, Lbfgs.Result climb, boolean converged, boolean diagonal) {
        int d = target.dimension();
        double[] place = climb.x().clone();
        double[] log = {-climb.value()};
        double[] g = new double[d];
        target.evaluate(place, 1, log, g);
        Mode mode = laplace(target, place, log[0], g, converged, diagonal);
        double[] slope = new double[d];
        double[] trial = new double[d];
        for (int k = 0; k < POLISHING && mode.isPositive(); k++) {
            double gain = gain(mode, g, slope);
            if (gain < DECREMENT) {
                return mode.ended(true);
            }
            mode.state().points(slope, 1, trial);
            target.evaluate(trial, 1, log, g);
            if (!(log[0] > mode.log())) {
                // What the climb took for its end is the bend of a valley.
                return mode.ended(false);
            }
            boolean exact = Math.abs(log[0] - mode.log() - gain) < 0.05 * gain;
            mode = exact ? mode.movedTo(trial.clone(), log[0]) : laplace(target, trial.clone(), log[0], g, false, diagonal);
        }
        return mode.isPositive() ? mode.ended(gain(mode, g, slope) < DECREMENT) : mode;
    }

    /** What Newton's step promises, and the step in the coordinates of the mode's distribution. */
    private static double gain(Mode mode, double[] g, double[] slope) {
        mode.state().whiten(g, slope);
        double gain = 0;
        for (double a : slope) {
            gain += 0.5 * a * a;
        }
        return gain;
    }

    private static Mode laplace(CountedTarget target, double[] place, double log, double[] g, boolean converged, boolean diagonal) {
        int d = target.dimension();
        double[] hessian = hessian(target, place, g, diagonal);
        GaussianState state = new GaussianState(d, diagonal);
        System.arraycopy(place, 0, state.mean, 0, d);
        boolean positive = true;
        for (int i = 0; i < hessian.length; i++) {
            if (!(Math.abs(hessian[i]) <= LARGEST)) {
                positive = false;
                hessian[i] = diagonal || i / d == i % d ? 1 : 0;
            }
        }
        double logs = 0;
        if (diagonal) {
            for (int i = 0; i < d; i++) {
                positive &= hessian[i] > 0;
                double a = floored(hessian[i]);
                state.factor[i] = 1 / Math.sqrt(a);
                logs -= 0.5 * Math.log(a);
            }
        } else {
            SymmetricEigen eigen = SymmetricEigen.of(hessian, d);
            for (int k = 0; k < d; k++) {
                double a = eigen.values()[k];
                positive &= a > 0;
                a = floored(a);
                for (int i = 0; i < d; i++) {
                    state.factor[i * d + k] = eigen.vectors()[i * d + k] / Math.sqrt(a);
                }
                logs -= 0.5 * Math.log(a);
            }
        }
        state.logDeterminant = logs;
        return new Mode(place, log, state, log + 0.5 * d * LOG_TWO_PI + logs, positive, converged);
    }

    private static double floored(double a) {
        return Math.min(1 / FLOOR, Math.max(Math.abs(a), FLOOR));
    }

    /** -d^2 log p by differences of the gradient: all columns, or along one direction of random signs for a diagonal. */
    private static double[] hessian(CountedTarget target, double[] place, double[] gradient, boolean diagonal) {
        int d = target.dimension();
        int rows = diagonal ? 1 : d;
        double[] z = new double[rows * d];
        double[] steps = new double[d];
        for (int i = 0; i < d; i++) {
            steps[i] = 1e-5 * Math.max(1e-2, Math.abs(place[i]));
        }
        for (int k = 0; k < rows; k++) {
            System.arraycopy(place, 0, z, k * d, d);
            for (int i = 0; i < d; i++) {
                z[k * d + i] += diagonal || i == k ? steps[i] : 0;
            }
        }
        double[] log = new double[rows];
        double[] g = new double[rows * d];
        target.evaluate(z, rows, log, g);
        if (diagonal) {
            double[] h = new double[d];
            for (int i = 0; i < d; i++) {
                h[i] = Math.abs(gradient[i] - g[i]) / steps[i];
            }
            return h;
        }
        double[] h = new double[d * d];
        for (int k = 0; k < d; k++) {
            for (int i = 0; i < d; i++) {
                double own = (gradient[i] - g[k * d + i]) / steps[k];
                h[k * d + i] += 0.5 * own;
                h[i * d + k] += 0.5 * own;
            }
        }
        return h;
    }
}
