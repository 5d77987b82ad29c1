package io.divergence.estimators.automatic;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Goes on from the normal distribution that a search has found to Student's t distribution of the smallest KL(q||p), degrees of freedom
 * included, by the same climb on the same kind of points, each with a stretch that is smooth in the degrees; and back where points
 * that neither has seen do not say that it is better. One caller.
 */
final class StudentSearch {
    private static final int FEWEST = 64;
    private static final int MANY = 512;
    private static final double PLATEAU = 50;
    private static final int FEWEST_PAIRS = 512;
    private static final int MOST_PAIRS = 8192;
    private static final double ERRORS = 3;
    /** The standard error of the gain in tolerances. */
    private static final double PRECISION = 0.1;
    private static final double[] DEGREES = {2, 8, 40};
    /** A gain below this part of the tolerance is none. */
    private static final double WORTHWHILE = 0.25;

    private final CountedTarget target;
    private final GaussianSearch search;
    private final double tolerance;
    /** What the draws of the normal distribution say of the tails. */
    private final TailShape tail;

    /** The gain over the normal distribution on points that neither has seen. */
    double gain = Double.NaN;

    StudentSearch(CountedTarget target, GaussianSearch search, double tolerance, TailShape tail) {
        this.target = target;
        this.search = search;
        this.tolerance = tolerance;
        this.tail = tail;
    }

    /** An {@link Interruption} leaves the better of both, by the points that each has seen. */
    void run() {
        GaussianState normal = GaussianState.copyOf(search.best);
        double normalValue = search.bestValue;
        search.beginStudent();
        try {
            search.isStuck = !solve(normal, FEWEST);
            if (tail.isSure() && (search.isStuck || search.best.degrees > Math.max(PLATEAU, normal.d))) {
                // So far out, where the objective is flat, few points may lead, but none lead back.
                search.beginStudent();
                search.isStuck = !solve(normal, MANY);
            }
            compare(normal, normalValue);
        } catch (Interruption e) {
            if (!(search.bestValue > normalValue)) {
                search.takeBack(normal, normalValue);
            }
            throw e;
        }
    }

    private boolean solve(GaussianState normal, int fewest) {
        for (GaussianState candidate : candidates(normal, fewest)) {
            if (search.solveFrom(candidate)) {
                return true;
            }
        }
        return false;
    }

    private List<GaussianState> candidates(GaussianState normal, int fewest) {
        PointSet set = search.restart(fewest);
        record Candidate(GaussianState state, double value) {
        }
        List<Candidate> all = new ArrayList<>();
        for (double degrees : DEGREES) {
            GaussianState state = GaussianState.copyOf(normal);
            state.degrees = degrees;
            double shrink = Math.sqrt(degrees / (degrees + 2));
            for (int i = 0; i < state.factor.length; i++) {
                state.factor[i] *= shrink;
            }
            state.logDeterminant += state.d * Math.log(shrink);
            double value = SampleAverage.of(target, state, set).value();
            if (value > Double.NEGATIVE_INFINITY) {
                all.add(new Candidate(state, value));
            }
        }
        all.sort(Comparator.comparingDouble(c -> -c.value()));
        return all.stream().map(Candidate::state).toList();
    }

    /** The difference of the mean log weights on common points, as many as tell it to a part of the tolerance. */
    private void compare(GaussianState normal, double normalValue) {
        gain = Double.NEGATIVE_INFINITY;
        if (!search.isStuck) {
            double sum = 0;
            double squares = 0;
            int pairs = 0;
            double error = Double.MAX_VALUE;
            gain = 0;
            while (error > PRECISION * tolerance && error > Math.abs(gain - WORTHWHILE * tolerance) / ERRORS && pairs < MOST_PAIRS) {
                PointSet judge = search.fresh(2 * Math.max(pairs, Math.max(search.points, FEWEST_PAIRS)));
                double[] own = logWeights(search.best, judge);
                double[] other = logWeights(normal, judge);
                int half = judge.rows() / 2;
                for (int k = 0; k < half; k++) {
                    double difference = 0.5 * (own[k] + own[half + k] - other[k] - other[half + k]);
                    sum += difference;
                    squares += difference * difference;
                }
                pairs += half;
                gain = sum / pairs;
                error = Math.sqrt((squares / pairs - gain * gain) / pairs);
            }
        }
        if (!(gain > WORTHWHILE * tolerance)) {
            double value = SampleAverage.of(target, normal, search.fresh(2 * FEWEST_PAIRS)).value();
            // Where one of so many points has no mass, the normal distribution is no worse a find than it was.
            search.takeBack(normal, value > Double.NEGATIVE_INFINITY ? value : normalValue);
        }
    }

    /** log p~ - log q at the points of a state: of less variance than log p~ alone. */
    private double[] logWeights(GaussianState q, PointSet set) {
        int d = q.d;
        int n = set.rows();
        double[] e = q.isNormal() ? set.e() : set.stretched(RadialScale.of(q.degrees), d);
        double[] z = new double[n * d];
        double[] log = new double[n];
        q.points(e, n, z);
        target.evaluate(z, n, log, null);
        double constant = RadialScale.logConstant(q.degrees, d) - q.logDeterminant;
        for (int k = 0; k < n; k++) {
            double square = 0;
            for (int i = k * d; i < (k + 1) * d; i++) {
                square += e[i] * e[i];
            }
            log[k] -= constant - (q.isNormal() ? 0.5 * square : 0.5 * (q.degrees + d) * Math.log1p(square / q.degrees));
        }
        return log;
    }
}
