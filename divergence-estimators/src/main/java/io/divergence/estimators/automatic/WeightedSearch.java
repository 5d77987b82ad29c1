package io.divergence.estimators.automatic;

import io.divergence.estimators.diagnostic.ParetoSmoothing;
import io.divergence.random.RandomStream;
import java.util.List;
import java.util.Locale;

/**
 * Finds the normal distribution q of the smallest Rényi divergence D_b(p||q), forward KL at b = 1, by weighed points: it draws from
 * heavy-tailed proposals about the fit, tempered until the weights bear the whole target; minimises on these points; and judges on fresh
 * ones, doubling the points until the gain still to be had, and its standard error, are below the tolerance. Where the weights cannot
 * support that, it says that it is blind. One caller.
 */
final class WeightedSearch {
    private static final int FEWEST = 2048;
    /** Points for each parameter of q: fewer would be fitted themselves, not what they came from. */
    private static final int POINTS_PER_PARAMETER = 4;
    private static final double EFFECTIVE_PER_PARAMETER = 1.5;
    private static final int FEWEST_EFFECTIVE = 50;
    private static final int MAX_ROUNDS = 12;
    private static final int MAX_DOUBLINGS = 2;
    private static final int TRIAL_STEPS = 5;
    private static final int MAX_STEPS = 60;
    /** Steps cost no evaluation: the points are solved to this part of the tolerance. */
    private static final double SOLVED = 1e-8;
    private static final int MAX_NUMBERS = 1 << 24;
    private static final int BLOCKS = 32;
    /** Of this many points, or more, a k-hat that is surely too large is believed. */
    private static final int SURE = 8192;
    /** Below this k-hat weights have a variance, and the standard error of the gain means something. */
    private static final double HAS_VARIANCE = 0.5;
    private static final double TOO_LARGE = 0.7;
    /** With this part of effective points a large k-hat is that of a tail that ends. */
    private static final double MANY = 0.3;

    private final CountedTarget target;
    private final RandomStream rng;
    private final double tolerance;
    private final double order;
    private final List<GaussianState> modes;
    private final GaussianSearch.Listener listener;
    private final int parameters;
    private int sets;

    final GaussianState best;
    boolean isWithinTolerance;
    /** Why the weights show too little of the target; null if they do not. */
    String blindness;
    /** The gain that is still to be had, by fresh points, its standard error, k-hat and effective number of their weights. */
    double gain = Double.POSITIVE_INFINITY;
    double gainError = Double.POSITIVE_INFINITY;
    double khat = Double.NaN;
    double effective;
    int points;

    WeightedSearch(CountedTarget target, long seed, double tolerance, double order, GaussianState start, List<GaussianState> modes,
            GaussianSearch.Listener listener) {
        this.target = target;
        this.tolerance = tolerance;
        this.order = order;
        this.modes = modes;
        this.listener = listener;
        rng = RandomStream.of(seed, 0x7765696768L);
        best = GaussianState.copyOf(start);
        int d = start.d;
        parameters = start.diagonal ? 2 * d : d + d * (d + 1) / 2;
    }

    void run() {
        int rows = Math.max(FEWEST, Integer.highestOneBit(POINTS_PER_PARAMETER * parameters - 1) * 2);
        WeightedProposal proposal = adapt(rows);
        if (proposal != null) {
            refine(proposal);
        }
    }

    private WeightedPoints fresh(WeightedProposal proposal, int rows) {
        if ((long) rows * best.d > MAX_NUMBERS) {
            throw new Interruption(Interruption.Cause.POINTS, null);
        }
        rng.seek(sets++, 0);
        return WeightedPoints.draw(target, proposal, rng, rows);
    }

    private void take(GaussianState state) {
        best.set(state);
        listener.at(best, target.gradients());
    }

    /** Moves the proposal until it bears the weights of the whole target; null if it never does. */
    private WeightedProposal adapt(int first) {
        double least = Math.max(FEWEST_EFFECTIVE, EFFECTIVE_PER_PARAMETER * parameters);
        int rows = first;
        double before = 0;
        double lastPower = 0;
        for (int k = 0; k < MAX_ROUNDS && rows <= first << MAX_DOUBLINGS; k++) {
            WeightedProposal proposal = new WeightedProposal(best, modes);
            WeightedPoints set = fresh(proposal, rows);
            points = rows;
            if (!set.hasMass()) {
                blindness = "no point of the proposal has mass";
                return null;
            }
            double power = set.power(least);
            effective = set.effective(1);
            TiltedMoments fit = new TiltedMoments(power < 1 ? set.tempered(power) : set, 1, best);
            boolean isNear = fit.decrement() < 0.5;
            fit.solve(tolerance * SOLVED, TRIAL_STEPS);
            take(fit.state);
            if (power == 1 && (isNear || effective < 1.2 * before)) {
                blindness = null;
                return new WeightedProposal(best, modes);
            }
            blindness = power == 1 ? null : String.format(Locale.US, "%.0f of %d weights are effective after %d proposals, %.0f are needed",
                    effective, points, k + 1, Math.ceil(least));
            rows = power < 1 && power < 1.2 * lastPower ? 2 * rows : rows;
            lastPower = power;
            before = power == 1 ? effective : 0;
        }
        return blindness == null ? new WeightedProposal(best, modes) : null;
    }

    /** Minimises on the points of a proposal, judges on fresh ones, and takes these in as well. */
    private void refine(WeightedProposal proposal) {
        GaussianState adapted = GaussianState.copyOf(best);
        WeightedPoints set = fresh(proposal, points);
        if (order == 1 && set.hasMass()) {
            blindness = infinite(set, new TiltedMoments(set, order, best));
            if (blindness != null) {
                return;
            }
        }
        while (true) {
            TiltedMoments fit = new TiltedMoments(set, order, best);
            fit.solve(tolerance * SOLVED, MAX_STEPS);
            take(fit.state);
            WeightedPoints other = fresh(proposal, set.rows());
            points = other.rows();
            judge(other);
            if (blindness != null) {
                // What was minimised on a few points of much weight is no fit; one by forward KL may be.
                take(order == 1 ? best : adapted);
                return;
            }
            set = set.union(other);
            if (isWithinTolerance) {
                fit = new TiltedMoments(set, order, best);
                fit.solve(tolerance * SOLVED, MAX_STEPS);
                take(fit.state);
                return;
            }
        }
    }

    private void judge(WeightedPoints other) {
        if (!other.hasMass()) {
            blindness = "no fresh point of the proposal has mass";
            return;
        }
        TiltedMoments check = new TiltedMoments(other, order, best);
        double[] estimate = check.gain(BLOCKS);
        gain = estimate[0];
        gainError = estimate[1];
        effective = check.effectiveSampleSize();
        double[] log = check.logTilted();
        ParetoSmoothing weights = ParetoSmoothing.of(log);
        double[] squares = check.logSquares();
        for (int k = 0; k < log.length; k++) {
            log[k] += squares[k];
        }
        ParetoSmoothing moments = ParetoSmoothing.of(log);
        khat = Math.max(weights.khat(), moments.khat());
        boolean areMany = effective >= FEWEST_EFFECTIVE;
        boolean isSeen = areMany && isBorne(weights, weights.khat(), HAS_VARIANCE) && isBorne(moments, moments.khat(), HAS_VARIANCE);
        isWithinTolerance = isSeen && gain + 2 * gainError < tolerance;
        boolean mayBe = areMany && isBorne(weights, weights.khatLower(), TOO_LARGE) && isBorne(moments, moments.khatLower(), TOO_LARGE);
        if (other.rows() >= SURE && !mayBe) {
            blindness = String.format(Locale.US, "k-hat of the weights, or of the weights times squares, is %.2f, %.0f of %d weights are effective",
                    khat, effective, other.rows());
        } else if (isWithinTolerance && order > 1) {
            // Whether it is finite depends on q, so this asks for the q of the claim.
            blindness = infinite(other, check);
            isWithinTolerance = blindness == null;
        }
    }

    private String infinite(WeightedPoints at, TiltedMoments fit) {
        rng.seek(sets++, 0);
        return new TailProbe(best, order).infinite(target, at, fit.weights(), rng);
    }

    private static boolean isBorne(ParetoSmoothing weights, double khat, double limit) {
        return khat < limit || weights.effectiveSampleSize() > MANY * weights.size();
    }
}
