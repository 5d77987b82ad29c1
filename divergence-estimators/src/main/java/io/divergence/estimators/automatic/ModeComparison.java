package io.divergence.estimators.automatic;

import java.util.ArrayList;
import java.util.List;

/** Which of the modes that were seen matter, and whether a fit is at the one that matters most. One caller. */
final class ModeComparison {
    private static final double LIKE_MASS = 3;
    private static final double BARRIER = 1;
    private static final int MOST = 8;
    private static final int ROWS = 11;

    private final CountedTarget target;
    private final List<ModeSearch.Mode> modes;

    /** @param modes the one of the largest mass first */
    ModeComparison(CountedTarget target, List<ModeSearch.Mode> modes) {
        this.target = target;
        this.modes = modes;
    }

    /** Modes of like mass, with a valley between any two of them. */
    List<ModeSearch.Mode> withValleys() {
        List<ModeSearch.Mode> like = new ArrayList<>();
        for (ModeSearch.Mode mode : modes) {
            boolean far = mode.isSure();
            for (ModeSearch.Mode other : like) {
                far = far && other.logMass() - mode.logMass() < LIKE_MASS && hasValley(other.place(), mode.place());
            }
            if (far) {
                like.add(mode);
            }
        }
        return List.copyOf(like);
    }

    /** At most eight, also without a deep valley between them, which a mixture may tell apart. */
    List<ModeSearch.Mode> ofLikeMass() {
        List<ModeSearch.Mode> sure = modes.stream().filter(ModeSearch.Mode::isSure).toList();
        return sure.stream().filter(mode -> sure.get(0).logMass() - mode.logMass() < LIKE_MASS).limit(MOST).toList();
    }

    /** Whether there is one mode of like mass, and the fit is at another. */
    boolean isAtLesser(GaussianState fit, List<ModeSearch.Mode> like) {
        return like.size() == 1 && hasValley(fit.mean, like.get(0).place()) && climbsElsewhere(fit, like.get(0));
    }

    /** A straight line from the mean of the fit may cross a valley where a curved ridge has none: whether a climb ends at another mode. */
    private boolean climbsElsewhere(GaussianState fit, ModeSearch.Mode mode) {
        List<ModeSearch.Mode> own = new ArrayList<>();
        ModeSearch.add(own, target, fit.mean, fit.diagonal);
        return !own.isEmpty() && own.get(0).isSure() && mode.distance(own.get(0).place()) > 1 && hasValley(own.get(0).place(), mode.place());
    }

    /** Whether the log density between two places is lower than at both. */
    private boolean hasValley(double[] a, double[] b) {
        int d = a.length;
        double[] z = new double[ROWS * d];
        for (int k = 0; k < ROWS; k++) {
            double t = k / (ROWS - 1.0);
            for (int i = 0; i < d; i++) {
                z[k * d + i] = (1 - t) * a[i] + t * b[i];
            }
        }
        double[] log = new double[ROWS];
        target.evaluate(z, ROWS, log, null);
        double least = log[0];
        for (double l : log) {
            least = Math.min(least, l);
        }
        return least < Math.min(log[0], log[ROWS - 1]) - BARRIER;
    }
}
