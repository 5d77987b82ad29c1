package io.divergence.estimators.automatic;

import io.divergence.optimize.Lbfgs;
import io.divergence.random.RandomStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.EigenDecomposition_F64;

/** Looks for modes of a target from several starts, each with the normal distribution of its curvature (Laplace). */
final class ModeSearch {
    private static final int ITERATIONS = 100;
    private static final double LOG_TWO_PI = Math.log(2 * Math.PI);
    private static final double SAME = 0.5;
    private static final double FLOOR = 1e-10;

    private ModeSearch() {
    }

    /**
     * A mode.
     *
     * @param place where
     * @param log log p~ there
     * @param state Laplace's normal distribution
     * @param logMass log Z of it
     * @param isSure whether the search converged and the curvature is positive
     */
    record Mode(double[] place, double log, GaussianState state, double logMass, boolean isSure) {

        /** The distance of a place in units of the curvature. */
        double distance(double[] other) {
            int d = place.length;
            double sum = 0;
            double[] step = new double[d];
            for (int i = 0; i < d; i++) {
                step[i] = other[i] - place[i];
            }
            if (state.diagonal) {
                for (int i = 0; i < d; i++) {
                    sum += step[i] * step[i] / state.factor[i] / state.factor[i];
                }
                return Math.sqrt(sum);
            }
            // The columns of L are orthogonal: eigenvectors over the roots of the eigenvalues.
            for (int k = 0; k < d; k++) {
                double dot = 0;
                double square = 0;
                for (int i = 0; i < d; i++) {
                    dot += state.factor[i * d + k] * step[i];
                    square += state.factor[i * d + k] * state.factor[i * d + k];
                }
                sum += dot * dot / square / square;
            }
            return Math.sqrt(sum);
        }
    }

    /** A start: x0 itself first, then x0 + 2 N(0, I). */
    static double[] start(double[] x0, int index, RandomStream rng) {
        double[] x = x0.clone();
        if (index > 0) {
            rng.seek(index, 0);
            for (int i = 0; i < x.length; i++) {
                x[i] += 2 * rng.nextGaussian();
            }
        }
        return x;
    }

    /** Climbs from a start; the best place met, even if it did not converge. */
    static Lbfgs.Result climb(CountedTarget target, double[] start) {
        int d = target.dimension();
        double[] log = new double[1];
        double[] row = new double[d];
        return Lbfgs.withDefaults().withTolerances(1e-6, 1e-4).withIterations(ITERATIONS).minimize((x, g) -> {
            target.evaluate(x, 1, log, row);
            for (int i = 0; i < d; i++) {
                g[i] = -row[i];
            }
            return -log[0];
        }, start);
    }

    /** Adds the mode of a climb unless it is one of those that are known already. Returns whether it is new. */
    static boolean add(List<Mode> modes, CountedTarget target, Lbfgs.Result climb, boolean diagonal) {
        if (climb.reason() == Lbfgs.Reason.NOT_FINITE) {
            return false;
        }
        for (Mode mode : modes) {
            if (mode.distance(climb.x()) < SAME) {
                return false;
            }
        }
        modes.add(laplace(target, climb, diagonal));
        modes.sort(Comparator.comparingDouble(Mode::logMass).reversed());
        return true;
    }

    private static Mode laplace(CountedTarget target, Lbfgs.Result climb, boolean diagonal) {
        int d = target.dimension();
        double[] hessian = hessian(target, climb, diagonal);
        GaussianState state = new GaussianState(d, diagonal);
        System.arraycopy(climb.x(), 0, state.mean, 0, d);
        boolean positive = true;
        double logs = 0;
        if (diagonal) {
            for (int i = 0; i < d; i++) {
                positive &= hessian[i] > 0;
                double a = floored(hessian[i]);
                state.factor[i] = 1 / Math.sqrt(a);
                logs -= 0.5 * Math.log(a);
            }
        } else {
            EigenDecomposition_F64<DMatrixRMaj> eigen = DecompositionFactory_DDRM.eig(d, true, true);
            eigen.decompose(new DMatrixRMaj(d, d, true, hessian));
            for (int k = 0; k < d; k++) {
                double a = eigen.getEigenvalue(k).getReal();
                positive &= a > 0;
                a = floored(a);
                double[] v = eigen.getEigenVector(k).data;
                for (int i = 0; i < d; i++) {
                    state.factor[i * d + k] = v[i] / Math.sqrt(a);
                }
                logs -= 0.5 * Math.log(a);
            }
        }
        state.logDeterminant = logs;
        boolean converged = climb.reason() == Lbfgs.Reason.CONVERGED || climb.reason() == Lbfgs.Reason.NO_PROGRESS;
        return new Mode(climb.x(), -climb.value(), state, -climb.value() + 0.5 * d * LOG_TWO_PI + logs, positive && converged);
    }

    private static double floored(double a) {
        return Double.isNaN(a) ? 1 : Math.min(1 / FLOOR, Math.max(Math.abs(a), FLOOR));
    }

    /** -d^2 log p by differences of the gradient: all columns, or along one direction of random signs for a diagonal. */
    private static double[] hessian(CountedTarget target, Lbfgs.Result climb, boolean diagonal) {
        int d = target.dimension();
        int rows = diagonal ? 1 : d;
        double[] z = new double[rows * d];
        double[] steps = new double[d];
        for (int i = 0; i < d; i++) {
            steps[i] = 1e-5 * Math.max(1e-2, Math.abs(climb.x()[i]));
        }
        for (int k = 0; k < rows; k++) {
            System.arraycopy(climb.x(), 0, z, k * d, d);
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
                h[i] = Math.abs(-g[i] - climb.gradient()[i]) / steps[i];
            }
            return h;
        }
        double[] h = new double[d * d];
        for (int k = 0; k < d; k++) {
            for (int i = 0; i < d; i++) {
                double own = (-g[k * d + i] - climb.gradient()[i]) / steps[k];
                h[k * d + i] += 0.5 * own;
                h[i * d + k] += 0.5 * own;
            }
        }
        return h;
    }

    static List<Mode> none() {
        return new ArrayList<>();
    }
}
