package io.divergence.estimators.automatic;

import io.divergence.optimize.LbfgsMemory;

/**
 * Steps x += H g/(k + 2) on fresh sets of points, with the last approximation of the Hessian: the mean of what each of them, and the
 * set of the search as the first, asks for. Uses each gradient once. One caller.
 */
final class Streaming {
    private static final int MAX_BATCHES = 400;
    private static final int QUIET = 4;

    private final CountedTarget target;
    private final GaussianSearch search;
    private final WhitenedFrame frame;
    private final LbfgsMemory memory;
    private final double tolerance;
    private final GaussianSearch.Listener listener;

    /** The gain that is still to be had, by the sets so far. */
    double decrement = Double.POSITIVE_INFINITY;
    /** Whether all batches were used, and the gain did not fall below the tolerance. */
    boolean isExhausted;

    Streaming(CountedTarget target, GaussianSearch search, WhitenedFrame frame, LbfgsMemory memory, double tolerance,
            GaussianSearch.Listener listener) {
        this.target = target;
        this.search = search;
        this.frame = frame;
        this.memory = memory;
        this.tolerance = tolerance;
        this.listener = listener;
    }

    /** What a quasi-Newton step promises at x by an average on other points than those that led there. */
    static double decrement(WhitenedFrame frame, LbfgsMemory memory, double[] x, SampleAverage average) {
        double[] gradient = new double[frame.size];
        double[] natural = new double[frame.size];
        frame.gradient(x, average, gradient);
        memory.apply(gradient, natural);
        double sum = 0;
        for (int i = 0; i < gradient.length; i++) {
            sum += 0.5 * gradient[i] * natural[i];
        }
        return sum;
    }

    /**
     * Streams sets of so many rows until the gain is below the tolerance. Returns the average on fresh points that confirm the state; or
     * null, and x and the state are what they were, where the steps left the neighbourhood in which H holds, or fresh points prefer the
     * state from before, or promise more than H does.
     */
    SampleAverage run(double[] x, GaussianState state, int rows) {
        double[] gradient = new double[frame.size];
        double[] step = new double[frame.size];
        double[] decrements = new double[MAX_BATCHES];
        double[] before = x.clone();
        int quiet = 0;
        for (int k = 0; k < MAX_BATCHES; k++) {
            SampleAverage value = SampleAverage.of(target, state, search.fresh(rows));
            if (!value.isFinite()) {
                return takeBack(before, x, state);
            }
            frame.gradient(x, value, gradient);
            memory.apply(gradient, step);
            double gap = 0;
            double moved = 0;
            for (int i = 0; i < x.length; i++) {
                gap += 0.5 * gradient[i] * step[i];
                x[i] -= step[i] / (k + 2);
                moved = Math.max(moved, Math.abs(x[i] - before[i]));
            }
            if (!(moved <= 1)) {
                return takeBack(before, x, state);
            }
            decrements[k] = gap;
            frame.at(x, state);
            listener.at(state, target.gradients());
            decrement = predicted(decrements, k);
            quiet = decrement < tolerance / 2 && k > 0 ? quiet + 1 : 0;
            if (quiet == QUIET) {
                return confirmed(before, x, state, 2 * rows);
            }
        }
        isExhausted = true;
        return null;
    }

    private static double predicted(double[] decrements, int k) {
        double mean = 0;
        int half = (k + 1) / 2;
        for (int i = half; i <= k; i++) {
            mean += decrements[i] / (k + 1 - half);
        }
        return 2 * mean / (k + 1);
    }

    private SampleAverage takeBack(double[] before, double[] x, GaussianState state) {
        System.arraycopy(before, 0, x, 0, x.length);
        frame.at(x, state);
        return null;
    }

    /** Compares the streamed state with the one from before on points that neither has seen. */
    private SampleAverage confirmed(double[] before, double[] x, GaussianState state, int rows) {
        PointSet judge = search.fresh(rows);
        SampleAverage streamed = SampleAverage.of(target, state, judge);
        GaussianState old = new GaussianState(state.d, state.diagonal);
        frame.at(before, old);
        boolean isPreferred = streamed.value() >= SampleAverage.of(target, old, judge).value() - 0.25 * tolerance;
        boolean isFlatElsewhere = isPreferred && streamed.curvature(state).disagrees(decrement(frame, memory, x, streamed), tolerance);
        return isPreferred && !isFlatElsewhere ? streamed : takeBack(before, x, state);
    }
}
