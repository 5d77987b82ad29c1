package io.divergence.estimators.automatic;

import io.divergence.optimize.LbfgsMemory;

/**
 * The climb of F, the estimated ELBO, on a fixed set of points: natural steps from afar, and then quasi-Newton steps in the frame that the
 * state whitens, with a memory that outlasts the doubling of the set. Mutable; one caller.
 */
final class FrameClimb {
    private static final int MEMORY = 20;
    private static final int MAX_SOLVE = 200;
    private static final int MAX_SHRINKS = 20;
    private static final double SHRINK = 0.7;
    private static final double[] LENGTHS = {1, 0.5, 0.25, 1.0 / 16};

    private final CountedTarget target;
    private final double tolerance;
    private final boolean diagonal;
    private final int d;
    private final Taken taken;

    PointSet set;
    GaussianState state;
    /** F at the state, on the set. */
    SampleAverage average;
    WhitenedFrame frame;
    LbfgsMemory memory;
    /** Where the state is in the frame. */
    double[] x;
    private double[] g;

    /** Told of every state that is taken, which may be written to later, and of F there. */
    @FunctionalInterface
    interface Taken {
        void at(GaussianState state, SampleAverage value);
    }

    FrameClimb(CountedTarget target, double tolerance, boolean diagonal, Taken taken) {
        this.target = target;
        this.tolerance = tolerance;
        this.diagonal = diagonal;
        this.taken = taken;
        d = target.dimension();
    }

    /** From here on it is at a state and on a set. */
    void begin(GaussianState from, PointSet points) {
        set = points;
        begin(from, SampleAverage.of(target, from, points));
    }

    /** From here on it is at a state, of which F on the set is known. */
    void begin(GaussianState from, SampleAverage value) {
        state = GaussianState.copyOf(from);
        average = value;
    }

    /** After points were added. */
    void renewGradient() {
        frame.gradient(x, average, g);
    }

    /** What a quasi-Newton step promises by an average on other points. */
    double decrement(SampleAverage check) {
        return Streaming.decrement(frame, memory, x, check);
    }

    /** Natural steps on the set until the decrement is below 1/4. */
    void newton(int most) {
        GaussianState trial = new GaussianState(d, diagonal);
        for (int k = 0; k < most; k++) {
            SampleAverage.Curvature c = average.curvature(state);
            if (c.decrement() < 0.25) {
                return;
            }
            boolean moved = false;
            double gain = 0;
            for (double r : LENGTHS) {
                NaturalStep.apply(state, c, r, trial);
                SampleAverage next = SampleAverage.of(target, trial, set);
                if (next.value() >= average.value() + 1e-4 * NaturalStep.predicted(c, r)) {
                    gain = next.value() - average.value();
                    state.set(trial);
                    average = next;
                    taken.at(state, average);
                    moved = true;
                    break;
                }
            }
            if (!moved || gain < 0.5) {
                return;
            }
        }
    }

    /** Starts anew from the state, in its own frame and with no memory. */
    void whiten() {
        frame = new WhitenedFrame(state);
        x = new double[frame.size];
        g = new double[frame.size];
        memory = new LbfgsMemory(frame.size, MEMORY, false);
        frame.gradient(x, average, g);
    }

    /** Draws the state together until no point of the set is where the target has no mass. */
    boolean shrink() {
        for (int k = 0; k < MAX_SHRINKS && !average.isFinite(); k++) {
            for (int i = 0; i < state.factor.length; i++) {
                state.factor[i] *= SHRINK;
            }
            state.logDeterminant += d * Math.log(SHRINK);
            average = SampleAverage.of(target, state, set);
        }
        return average.isFinite();
    }

    /** Adds points to the set. The gradient is that of the old set until {@link #renewGradient}. */
    void unite(PointSet other) {
        set = set.union(other);
        average = SampleAverage.of(target, state, set);
    }

    /** Quasi-Newton steps in the frame until the gain on this set is used up; false if no step is possible. */
    boolean solve(double end) {
        double longest = 2 + 0.2 * Math.sqrt(d);
        double[] direction = new double[frame.size];
        double[] trial = new double[frame.size];
        double[] trialGradient = new double[frame.size];
        GaussianState next = new GaussianState(d, diagonal);
        double lastGain = Double.POSITIVE_INFINITY;
        for (int k = 0; k < MAX_SOLVE; k++) {
            memory.apply(g, direction);
            double slope = 0;
            double norm = 0;
            for (int i = 0; i < g.length; i++) {
                slope -= g[i] * direction[i];
                norm += direction[i] * direction[i];
            }
            double gap = -0.5 * slope;
            // Along a bent valley each step promises little and the next as much: a looser end stops half-way.
            if ((gap < end / 64 && lastGain < end / 32) || gap < end / 320) {
                return true;
            }
            double t = Math.min(1, longest / Math.sqrt(norm));
            SampleAverage reached = null;
            for (int trials = 0; trials < 12; trials++) {
                for (int i = 0; i < x.length; i++) {
                    trial[i] = x[i] - t * direction[i];
                }
                frame.at(trial, next);
                SampleAverage value = SampleAverage.of(target, next, set);
                if (value.isFinite() && value.value() >= average.value() - 1e-4 * t * slope) {
                    reached = value;
                    break;
                }
                t *= value.isFinite() ? interpolated(t, slope, value.value()) : 0.3;
            }
            if (reached == null) {
                if (memory.size() > 0) {
                    memory.clear();
                    continue;
                }
                // At the end of the precision of F on this set, or nowhere to go.
                return gap < tolerance;
            }
            frame.gradient(trial, reached, trialGradient);
            memory.add(x, trial, g, trialGradient);
            lastGain = reached.value() - average.value();
            System.arraycopy(trial, 0, x, 0, x.length);
            System.arraycopy(trialGradient, 0, g, 0, g.length);
            average = reached;
            state.set(next);
            taken.at(state, average);
            if (largest(x) > 1) {
                whiten();
            }
        }
        return true;
    }

    /** The factor of the minimum of a parabola, within [0.1, 0.5]. */
    private double interpolated(double t, double slope, double value) {
        double rise = average.value() - value;
        double factor = -0.5 * slope * t / (rise - slope * t);
        return Math.max(0.1, Math.min(0.5, Double.isNaN(factor) ? 0.5 : factor));
    }

    private static double largest(double[] v) {
        double largest = 0;
        for (double a : v) {
            largest = Math.max(largest, Math.abs(a));
        }
        return largest;
    }
}
