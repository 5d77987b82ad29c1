package io.divergence.estimators.automatic;

import io.divergence.optimize.Lbfgs;
import io.divergence.random.RandomStream;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds a mixture of normal distributions, one at each of several modes, of a small KL(q||p): a {@link GaussianSearch} at each mode, or
 * Laplace's distributions where these end at the same, weights by their ELBOs, and then means, factors and weights together on fixed points of each part. What is still to be had is the gain
 * of doing so again on points that it has not seen: in the mean that is more than the gain that there is. One caller.
 */
final class MixtureSearch {
    private static final int FEWEST = 128;
    private static final int MAX_POINTS = 16_384;
    private static final int STEPS = 60;
    private static final int FRAMES = 4;
    /** In the units of the frame: farther from its state the coordinates are no longer even. */
    private static final double LONGEST = 1;
    private static final double SOLVED = 1.0 / 64;
    /** Parts whose means are nearer, in the scale of both, are one. */
    private static final double SAME = 0.5;

    private final CountedTarget target;
    private final FitSettings settings;
    private final long seed;
    private final RandomStream rng;
    private final GaussianSearch.Listener listener;
    private int sets;

    /** The best so far; null until there is a distribution at each mode. */
    MixtureState best;
    double bestValue = Double.NEGATIVE_INFINITY;
    boolean isWithinTolerance;
    /** The gain that is still to be had, by fresh points. */
    double gain = Double.POSITIVE_INFINITY;
    /** What moving all together gained, by fresh points. */
    double jointGain;
    int points;

    MixtureSearch(CountedTarget target, FitSettings settings, long seed, GaussianSearch.Listener listener) {
        this.target = target;
        this.settings = settings;
        this.seed = seed;
        this.listener = listener;
        rng = RandomStream.of(seed, 0x6d6978L);
    }

    /** Runs from modes; an {@link Interruption} leaves what was best so far. */
    void run(List<ModeSearch.Mode> modes) {
        List<GaussianState> parts = new ArrayList<>();
        boolean areAllWithin = true;
        for (ModeSearch.Mode mode : modes) {
            GaussianSearch search = new GaussianSearch(target, seed + 1 + parts.size(), settings.tolerance(), settings.isDiagonal(), settings.strict(), 0,
                    settings.origin(), listener);
            try {
                search.runFrom(mode.state());
            } catch (Interruption e) {
                if (e.why() != Interruption.Cause.POINTS) {
                    throw e;
                }
            }
            if (search.bestValue > Double.NEGATIVE_INFINITY && isNew(search.best, parts)) {
                parts.add(search.best);
                areAllWithin &= search.isWithinTolerance;
            }
        }
        if (parts.size() < modes.size()) {
            // A distribution that spans several modes is no start for one at each.
            parts.clear();
            modes.forEach(mode -> parts.add(mode.state()));
        }
        weigh(parts);
        if (parts.size() == 1) {
            isWithinTolerance = areAllWithin;
            return;
        }
        climb();
    }

    private static boolean isNew(GaussianState state, List<GaussianState> parts) {
        for (GaussianState part : parts) {
            if (distance(state, part) < SAME && distance(part, state) < SAME) {
                return false;
            }
        }
        return true;
    }

    /** How far the mean of another is, in the scale of a state. */
    private static double distance(GaussianState state, GaussianState other) {
        double[] e = new double[state.d];
        WeightedProposal.whiten(state, WeightedProposal.inverse(state), other.mean, 1, e);
        double square = 0;
        for (double x : e) {
            square += x * x;
        }
        return Math.sqrt(square);
    }

    private PointSet[] fresh(int parts, int rows) {
        PointSet[] all = new PointSet[parts];
        for (int k = 0; k < parts; k++) {
            rng.seek(sets++, 0);
            all[k] = PointSet.draw(rng, rows, target.dimension(), settings.isDiagonal());
        }
        return all;
    }

    private static PointSet[] union(PointSet[] a, PointSet[] b) {
        PointSet[] both = new PointSet[a.length];
        for (int k = 0; k < a.length; k++) {
            both[k] = a[k].union(b[k]);
        }
        return both;
    }

    /** Weights of parts that do not touch: in proportion to the exponentials of their ELBOs. */
    private void weigh(List<GaussianState> parts) {
        points = Math.max(FEWEST, 2 * Integer.highestOneBit(2 * target.dimension() + 1));
        PointSet[] set = fresh(parts.size(), points);
        double[] values = new double[parts.size()];
        for (int k = 0; k < values.length; k++) {
            values[k] = SampleAverage.of(target, parts.get(k), set[k]).value();
        }
        MixtureState state = new MixtureState(parts.toArray(GaussianState[]::new), MixtureState.weights(values));
        take(state, MixtureAverage.of(target, state, set).value());
    }

    private void take(MixtureState state, double value) {
        best = state;
        bestValue = value;
    }

    private void climb() {
        MixtureState start = best;
        double tolerance = settings.tolerance();
        PointSet[] set = fresh(start.size(), points);
        MixtureState state = start;
        while (true) {
            state = solve(state, set);
            PointSet[] other = fresh(start.size(), points);
            double before = MixtureAverage.of(target, state, other).value();
            if (before > Double.NEGATIVE_INFINITY) {
                gain = MixtureAverage.of(target, solve(state, other), other).value() - before;
                double apart = MixtureAverage.of(target, start, other).value();
                if (before > apart) {
                    jointGain = before - apart;
                    take(state, before);
                }
                if (gain < 0.5 * tolerance) {
                    isWithinTolerance = true;
                    return;
                }
            }
            set = union(set, other);
            points *= 2;
            if (2 * points > MAX_POINTS) {
                throw new Interruption(Interruption.Cause.POINTS, null);
            }
        }
    }

    /** Climbs on the sets, each time in the frame of the state that it has come to. */
    private MixtureState solve(MixtureState from, PointSet[] set) {
        MixtureState state = from;
        Lbfgs method = Lbfgs.withDefaults().withTolerances(0, SOLVED * settings.tolerance()).withIterations(STEPS).withMaxStep(LONGEST);
        for (int k = 0; k < FRAMES; k++) {
            MixtureFrame frame = new MixtureFrame(target, state, set);
            Lbfgs.Result result = method.minimize(frame, new double[frame.size]);
            if (result.reason() == Lbfgs.Reason.NOT_FINITE) {
                return state;
            }
            state = frame.at(result.x());
            if (result.reason() != Lbfgs.Reason.ITERATIONS) {
                return state;
            }
        }
        return state;
    }
}
