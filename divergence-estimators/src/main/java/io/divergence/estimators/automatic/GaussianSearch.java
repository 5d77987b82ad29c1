package io.divergence.estimators.automatic;

import io.divergence.optimize.LbfgsMemory;
import io.divergence.random.RandomStream;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds the normal distribution q of the smallest KL(q||p): natural steps and then quasi-Newton steps in a whitened frame on a fixed
 * set of points with matched moments, which is judged on a fresh set of the same size: it stops, doubles the set, or streams fresh
 * sets through the last approximation of the Hessian. One caller.
 */
final class GaussianSearch {
    private static final int MEMORY = 20;
    private static final int MAX_POINTS = 16_384;
    private static final int MAX_SOLVE = 200;
    private static final int MAX_NEWTON = 20;
    private static final int TRIAL_NEWTON = 4;
    private static final int MAX_RETURNS = 3;
    private static final int TRUSTED_GAP = 2;
    private static final int MAX_SHRINKS = 20;
    private static final double SHRINK = 0.7;
    private static final int REFINE_POINTS = 256;
    private static final int REFINE_DOUBLINGS = 4;
    private static final double REFINE_END = 0.02;
    private static final double[] LENGTHS = {1, 0.5, 0.25, 1.0 / 16};

    private final CountedTarget target;
    private final RandomStream rng;
    private final double tolerance;
    private final boolean diagonal;
    private final boolean strict;
    private final int starts;
    private final int d;
    private final Listener listener;
    private int sets;

    final List<ModeSearch.Mode> modes = new ArrayList<>();
    /** The best state so far, by F on its own set, and F. */
    final GaussianState best;
    double bestValue = Double.NEGATIVE_INFINITY;
    boolean isWithinTolerance;
    boolean isStuck;
    /** The gain that is still to be had, estimated on fresh points. */
    double decrement = Double.POSITIVE_INFINITY;
    int points;

    private PointSet set;
    private WhitenedFrame frame;
    private LbfgsMemory memory;
    private GaussianState state;
    private SampleAverage average;
    private double[] x;
    private double[] g;

    /** Told of every state that is taken. */
    @FunctionalInterface
    interface Listener {
        void at(GaussianState state, long gradients);
    }

    GaussianSearch(CountedTarget target, long seed, double tolerance, boolean diagonal, boolean strict, int starts, Listener listener) {
        this.target = target;
        this.tolerance = tolerance;
        this.diagonal = diagonal;
        this.strict = strict;
        this.starts = starts;
        this.listener = listener;
        d = target.dimension();
        rng = RandomStream.of(seed, 0x6175746fL);
        best = new GaussianState(d, diagonal);
        state = new GaussianState(d, diagonal);
    }

    /** The next set of points. */
    PointSet fresh(int rows) {
        rng.seek(1_000_000L + sets++, 0);
        return PointSet.draw(rng, rows, d, diagonal);
    }

    /** Runs from a start; an {@link Interruption} leaves what was best so far. */
    void run(double[] x0) {
        System.arraycopy(x0, 0, best.mean, 0, d);
        int first = Math.max(32, 2 * Integer.highestOneBit(2 * d + 1));
        set = fresh(first);
        List<GaussianState> candidates = candidates(x0);
        isStuck = true;
        for (GaussianState candidate : candidates) {
            if (solveFrom(candidate)) {
                isStuck = false;
                return;
            }
        }
    }

    /** The states to start from, the most promising first. */
    private List<GaussianState> candidates(double[] x0) {
        int climbs = d > 100 ? 1 : starts;
        for (int k = 0; k < climbs; k++) {
            ModeSearch.add(modes, target, ModeSearch.start(x0, k, rng), diagonal);
        }
        List<GaussianState> all = new ArrayList<>();
        List<SampleAverage> values = new ArrayList<>();
        double trustedValue = Double.NEGATIVE_INFINITY;
        int trusted = -1;
        for (ModeSearch.Mode mode : modes.subList(0, Math.min(2, modes.size()))) {
            SampleAverage value = SampleAverage.of(target, mode.state(), set);
            keep(mode.state(), value);
            if (mode.isSure() && Math.abs(value.value() - mode.logMass()) < TRUSTED_GAP && value.value() > trustedValue) {
                trusted = all.size();
                trustedValue = value.value();
            }
            all.add(mode.state());
            values.add(value);
        }
        if (trusted < 0) {
            GaussianState wide = new GaussianState(d, diagonal);
            SampleAverage value = null;
            for (double scale = 1; scale > 1e-8 && (value == null || !value.isFinite()); scale *= 0.3) {
                wide.setIsotropic(x0, scale);
                value = SampleAverage.of(target, wide, set);
            }
            keep(wide, value);
            all.add(wide);
            values.add(value);
            for (int i = 0; i < all.size(); i++) {
                GaussianState moved = GaussianState.copyOf(all.get(i));
                state = moved;
                average = values.get(i);
                if (average.isFinite()) {
                    newton(TRIAL_NEWTON);
                }
                all.set(i, GaussianState.copyOf(state));
                values.set(i, average);
            }
        }
        return StartOrder.of(all, values, trusted);
    }

    private void keep(GaussianState s, SampleAverage value) {
        points = Math.max(points, set.rows());
        if (value.value() > bestValue) {
            bestValue = value.value();
            best.set(s);
            listener.at(s, target.gradients());
        }
    }

    /** Natural steps on the set until the decrement is below 1/4. */
    private void newton(int most) {
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
                    keep(state, average);
                    moved = true;
                    break;
                }
            }
            if (!moved || gain < 0.5) {
                return;
            }
        }
    }

    private void whiten() {
        frame = new WhitenedFrame(state);
        x = new double[frame.size];
        g = new double[frame.size];
        memory = new LbfgsMemory(frame.size, MEMORY, false);
        frame.gradient(x, average, g);
    }

    /** Returns whether the search ended, within tolerance or not; false if this start led nowhere. */
    private boolean solveFrom(GaussianState start) {
        state = GaussianState.copyOf(start);
        average = SampleAverage.of(target, state, set);
        newton(MAX_NEWTON);
        whiten();
        int returns = 0;
        while (true) {
            if (!solve(tolerance)) {
                return false;
            }
            points = set.rows();
            PointSet other = fresh(set.rows());
            SampleAverage check = SampleAverage.of(target, state, other);
            boolean ok = check.isFinite();
            double byMemory = Double.POSITIVE_INFINITY;
            if (ok) {
                SampleAverage.Curvature c = check.curvature(state);
                byMemory = Streaming.decrement(frame, memory, x, check);
                decrement = byMemory;
                if (c.disagrees(byMemory, tolerance) && returns < MAX_RETURNS) {
                    returns++;
                    unite(other);
                    newton(MAX_NEWTON);
                    whiten();
                    continue;
                }
                if (byMemory < tolerance / 16) {
                    isWithinTolerance = true;
                    settle(check);
                    return true;
                }
                if (!strict && byMemory < Math.max(1, 0.02 * d) && stream()) {
                    return true;
                }
            }
            if (2 * set.rows() > MAX_POINTS) {
                throw new Interruption(Interruption.Cause.POINTS, null);
            }
            unite(other);
            if (!average.isFinite()) {
                if (!shrink()) {
                    return false;
                }
                whiten();
                continue;
            }
            frame.gradient(x, average, g);
        }
    }

    /**
     * Looks again from the best state, by more points and with a tighter end, and takes what points that neither has seen prefer. Along a
     * bent valley, or with heavy tails, every step promises little and the sum of them is more than the tolerance: so this is for fits
     * whose weights are doubtful.
     */
    void refine() {
        GaussianState before = GaussianState.copyOf(best);
        double valueBefore = bestValue;
        boolean isBetter = false;
        try {
            state = GaussianState.copyOf(best);
            set = fresh(Math.max(REFINE_POINTS, set.rows()));
            average = SampleAverage.of(target, state, set);
            if (average.isFinite() && climbAgain()) {
                PointSet judge = fresh(set.rows());
                SampleAverage after = SampleAverage.of(target, state, judge);
                isBetter = after.value() > SampleAverage.of(target, before, judge).value();
                if (isBetter) {
                    settle(after);
                }
            }
        } finally {
            // An interruption comes through here too.
            if (!isBetter) {
                best.set(before);
                bestValue = valueBefore;
            }
        }
    }

    /** Returns false where the target is not finite. */
    private boolean climbAgain() {
        whiten();
        int most = REFINE_DOUBLINGS * set.rows();
        while (true) {
            solve(REFINE_END * tolerance);
            PointSet other = fresh(set.rows());
            SampleAverage check = SampleAverage.of(target, state, other);
            if (check.isFinite() && Streaming.decrement(frame, memory, x, check) < tolerance / 5 || 2 * set.rows() > most) {
                return check.isFinite();
            }
            unite(other);
            if (!average.isFinite()) {
                return false;
            }
            frame.gradient(x, average, g);
        }
    }

    /** Draws the state together until no point of the set is where the target has no mass. */
    private boolean shrink() {
        for (int k = 0; k < MAX_SHRINKS && !average.isFinite(); k++) {
            for (int i = 0; i < state.factor.length; i++) {
                state.factor[i] *= SHRINK;
            }
            state.logDeterminant += d * Math.log(SHRINK);
            average = SampleAverage.of(target, state, set);
        }
        best.set(state);
        bestValue = average.value();
        return average.isFinite();
    }

    /** The state that a fresh set has confirmed is the answer, whatever F was on another set. */
    private void settle(SampleAverage check) {
        best.set(state);
        bestValue = check.value();
        listener.at(best, target.gradients());
    }

    private void unite(PointSet other) {
        set = set.union(other);
        average = SampleAverage.of(target, state, set);
        best.set(state);
        if (average.isFinite()) {
            bestValue = average.value();
        }
    }

    /** Quasi-Newton steps in the frame until the gain on this set is used up; false if no step is possible. */
    private boolean solve(double end) {
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
                t *= value.isFinite() ? WhitenedFrame.shortening(t * slope, average.value() - value.value()) : 0.3;
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
            keep(state, average);
            if (WhitenedFrame.isFar(x)) {
                whiten();
            }
        }
        return true;
    }

    /** Returns whether streamed fresh sets brought the state within the tolerance. */
    private boolean stream() {
        Streaming streaming = new Streaming(target, this, frame, memory, tolerance, listener);
        SampleAverage confirmed = streaming.run(x, state, set.rows());
        decrement = streaming.decrement;
        if (streaming.isExhausted) {
            best.set(state);
            throw new Interruption(Interruption.Cause.POINTS, null);
        }
        if (confirmed == null) {
            return false;
        }
        isWithinTolerance = true;
        settle(confirmed);
        return true;
    }

    /** Looks for modes from further starts. Returns how many of those found are new. */
    int searchMore(double[] x0, int from, int to) {
        int found = 0;
        for (int k = from; k < to; k++) {
            found += ModeSearch.add(modes, target, ModeSearch.start(x0, k, rng), diagonal) ? 1 : 0;
        }
        return found;
    }
}
