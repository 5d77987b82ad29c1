package io.divergence.estimators.automatic;

import io.divergence.random.RandomStream;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds the normal distribution q of the smallest KL(q||p): a {@link FrameClimb} from the most promising
 * starts on a fixed set of points with matched moments, which is judged on a fresh set of the same size: it stops, doubles the set, or
 * streams fresh sets through the last approximation of the Hessian. One caller.
 */
final class GaussianSearch implements FrameClimb.Taken {
    private static final int FEWEST = 32;
    private static final int MAX_POINTS = 16_384;
    private static final int MAX_NEWTON = 20;
    private static final int TRIAL_NEWTON = 4;
    private static final int MAX_RETURNS = 3;
    private static final int TRUSTED_GAP = 2;
    private static final int REFINE_POINTS = 256;
    private static final int REFINE_DOUBLINGS = 4;
    private static final double REFINE_END = 0.02;
    private static final double WORTHWHILE = 0.25;
    private static final double WIDER = 1e4;

    private final CountedTarget target;
    private final long seed;
    private final RandomStream rng;
    private final double tolerance;
    private final boolean diagonal;
    private final boolean strict;
    private final int starts;
    private final Origin origin;
    private final int d;
    private final Listener listener;
    private int sets;
    private boolean isStudent;
    /** A fit with a wider axis than this, or farther out, may be without end. */
    private double wide = 1e7;
    private double far = 1e7;

    final List<ModeSearch.Mode> modes = new ArrayList<>();
    /** The best state so far, by F on its own set, and F. */
    final GaussianState best;
    double bestValue = Double.NEGATIVE_INFINITY;
    boolean isWithinTolerance;
    boolean isStuck;
    /** The gain that is still to be had, estimated on fresh points. */
    double decrement = Double.POSITIVE_INFINITY;
    int points;

    private final FrameClimb climb;

    /** Told of every state that is taken. */
    @FunctionalInterface
    interface Listener {
        void at(GaussianState state, long gradients);
    }

    GaussianSearch(CountedTarget target, long seed, double tolerance, boolean diagonal, boolean strict, int starts, Origin origin, Listener listener) {
        this.target = target;
        this.seed = seed;
        this.tolerance = tolerance;
        this.diagonal = diagonal;
        this.strict = strict;
        this.starts = starts;
        this.origin = origin;
        this.listener = listener;
        d = target.dimension();
        rng = RandomStream.of(seed, 0x6175746fL);
        best = new GaussianState(d, diagonal);
        climb = new FrameClimb(target, tolerance, diagonal, this);
    }

    /** The next set of points. */
    PointSet fresh(int rows) {
        rng.seek(1_000_000L + sets++, 0);
        PointSet set = PointSet.draw(rng, rows, d, diagonal);
        return isStudent ? set.withRadii(rng) : set;
    }

    /** From here on states are Student's t distributions, and what was best is forgotten. */
    void beginStudent() {
        isStudent = true;
        isWithinTolerance = false;
        bestValue = Double.NEGATIVE_INFINITY;
    }

    /** A new set of at least so many points, to begin on. */
    PointSet restart(int fewest) {
        climb.set = fresh(Math.max(fewest, 2 * Integer.highestOneBit(2 * d + 1)));
        return climb.set;
    }

    /** Another state is the best after all. */
    void takeBack(GaussianState state, double value) {
        best.set(state);
        bestValue = value;
    }

    /** Runs from a start; an {@link Interruption} leaves what was best so far. */
    void run(double[] x0) {
        System.arraycopy(x0, 0, best.mean, 0, d);
        restart(FEWEST);
        List<GaussianState> candidates = candidates(x0);
        isStuck = true;
        for (GaussianState candidate : candidates) {
            if (solveFrom(candidate)) {
                isStuck = false;
                return;
            }
        }
    }

    /** Runs from a state alone. */
    void runFrom(GaussianState state) {
        restart(FEWEST);
        isStuck = !solveFrom(state);
    }

    /** The states to start from, the most promising first. */
    private List<GaussianState> candidates(double[] x0) {
        int climbs = d > 100 ? 1 : starts;
        for (int k = 0; k < climbs; k++) {
            ModeSearch.add(modes, target, origin.start(x0, k, rng), diagonal);
        }
        List<GaussianState> all = new ArrayList<>();
        List<SampleAverage> values = new ArrayList<>();
        double trustedValue = Double.NEGATIVE_INFINITY;
        int trusted = -1;
        for (ModeSearch.Mode mode : modes.subList(0, Math.min(2, modes.size()))) {
            SampleAverage value = SampleAverage.of(target, mode.state(), climb.set);
            at(mode.state(), value);
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
                value = SampleAverage.of(target, wide, climb.set);
            }
            at(wide, value);
            all.add(wide);
            values.add(value);
            for (int i = 0; i < all.size(); i++) {
                climb.begin(all.get(i), values.get(i));
                if (climb.average.isFinite()) {
                    climb.newton(TRIAL_NEWTON);
                }
                all.set(i, climb.state);
                values.set(i, climb.average);
            }
        }
        List<GaussianState> ordered = new ArrayList<>();
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            int at = 0;
            while (at < order.size() && i != trusted
                    && (order.get(at) == trusted || Double.compare(values.get(order.get(at)).value(), values.get(i).value()) >= 0)) {
                at++;
            }
            order.add(at, i);
        }
        for (int i : order) {
            if (values.get(i).isFinite()) {
                ordered.add(all.get(i));
            }
        }
        return ordered;
    }

    /** Keeps what is better than all before. */
    @Override
    public void at(GaussianState s, SampleAverage value) {
        if (ImproperProbe.largest(s.factor) > wide) {
            wide *= WIDER;
            lookFarOut(new ImproperProbe(target, s, seed).findAlongLongest());
        } else if (ImproperProbe.largest(s.mean) > far) {
            far *= WIDER;
            lookFarOut(new ImproperProbe(target, s, seed).find());
        }
        points = Math.max(points, climb.set.rows());
        if (value.value() > bestValue) {
            bestValue = value.value();
            best.set(s);
            listener.at(s, target.gradients());
        }
    }

    /** The fit of a target without a finite mass widens, or moves, without end. */
    private static void lookFarOut(String reason) {
        if (reason != null) {
            throw Interruption.improper(reason);
        }
    }

    /** Returns whether the search ended, within tolerance or not; false if this start led nowhere. */
    boolean solveFrom(GaussianState start) {
        climb.begin(start, climb.set);
        climb.newton(MAX_NEWTON);
        climb.whiten();
        int returns = 0;
        while (true) {
            if (!climb.solve(tolerance)) {
                return false;
            }
            points = climb.set.rows();
            PointSet other = fresh(climb.set.rows());
            SampleAverage check = SampleAverage.of(target, climb.state, other);
            boolean ok = check.isFinite();
            double byMemory = Double.POSITIVE_INFINITY;
            if (ok) {
                SampleAverage.Curvature c = check.curvature(climb.state);
                byMemory = climb.decrement(check);
                decrement = byMemory;
                if (c.disagrees(byMemory, tolerance) && returns < MAX_RETURNS) {
                    returns++;
                    unite(other);
                    climb.newton(MAX_NEWTON);
                    climb.whiten();
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
            if (2 * climb.set.rows() > MAX_POINTS) {
                throw new Interruption(Interruption.Cause.POINTS, null);
            }
            unite(other);
            if (!climb.average.isFinite()) {
                if (!shrink()) {
                    return false;
                }
                climb.whiten();
                continue;
            }
            climb.renewGradient();
        }
    }

    /**
     * Looks again from the best state, by more points and with a tighter end, and takes what it finds if points that neither has seen say
     * that it is better by a part of the tolerance. Along a bent valley, or with heavy tails, every step promises little and the sum of
     * them is more than the tolerance: so this is for fits whose weights are doubtful. Where even the last points promise more than the
     * tolerance, what the first look said is taken back.
     */
    void refine() {
        GaussianState before = GaussianState.copyOf(best);
        double valueBefore = bestValue;
        boolean isBetter = false;
        double left;
        try {
            climb.begin(best, fresh(Math.max(REFINE_POINTS, climb.set.rows())));
            left = climb.average.isFinite() ? climbAgain() : Double.POSITIVE_INFINITY;
            if (left < Double.POSITIVE_INFINITY) {
                PointSet judge = fresh(climb.set.rows());
                SampleAverage after = SampleAverage.of(target, climb.state, judge);
                isBetter = after.value() > SampleAverage.of(target, before, judge).value() + WORTHWHILE * tolerance;
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
        if (isBetter && left > tolerance) {
            isWithinTolerance = false;
            points = climb.set.rows();
            throw new Interruption(Interruption.Cause.POINTS, null);
        }
    }

    /** Returns what fresh points promise in the end; infinity where the target is not finite. */
    private double climbAgain() {
        climb.whiten();
        int most = REFINE_DOUBLINGS * climb.set.rows();
        while (true) {
            climb.solve(REFINE_END * tolerance);
            PointSet other = fresh(climb.set.rows());
            SampleAverage check = SampleAverage.of(target, climb.state, other);
            double left = check.isFinite() ? climb.decrement(check) : Double.POSITIVE_INFINITY;
            if (left < tolerance / 2 || 2 * climb.set.rows() > most) {
                return left;
            }
            unite(other);
            if (!climb.average.isFinite()) {
                return Double.POSITIVE_INFINITY;
            }
            climb.renewGradient();
        }
    }

    private boolean shrink() {
        boolean isFinite = climb.shrink();
        best.set(climb.state);
        bestValue = climb.average.value();
        return isFinite;
    }

    private void unite(PointSet other) {
        climb.unite(other);
        best.set(climb.state);
        if (climb.average.isFinite()) {
            bestValue = climb.average.value();
        }
    }

    /** The state that a fresh set has confirmed is the answer, whatever F was on another set. */
    private void settle(SampleAverage check) {
        best.set(climb.state);
        bestValue = check.value();
        listener.at(best, target.gradients());
    }

    /** Returns whether streamed fresh sets brought the state within the tolerance. */
    private boolean stream() {
        Streaming streaming = new Streaming(target, this, climb.frame, climb.memory, tolerance, listener);
        SampleAverage confirmed = streaming.run(climb.x, climb.state, climb.set.rows());
        decrement = streaming.decrement;
        if (streaming.isExhausted) {
            best.set(climb.state);
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
            found += ModeSearch.add(modes, target, origin.start(x0, k, rng), diagonal) ? 1 : 0;
        }
        return found;
    }
}
