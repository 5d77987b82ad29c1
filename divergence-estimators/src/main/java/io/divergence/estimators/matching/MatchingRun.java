package io.divergence.estimators.matching;

import io.divergence.fit.Termination;
import io.divergence.math.Checks;
import io.divergence.math.Triangular;
import io.divergence.random.RandomStream;
import io.divergence.target.DifferentiableLogDensity;
import io.divergence.target.Support;
import java.util.Arrays;

/**
 * The loop that both fitters share: draw, measure, update. A batch in which the target is not finite is drawn again from another block of
 * the stream; if that does not help, q goes back half the way to the last q whose batch was finite. A step that leaves the positive
 * definite matrices is halved. One run.
 */
final class MatchingRun {
    /** Batches that are drawn at one q before it goes back. */
    private static final int DRAWS = 4;
    private static final int RETREATS = 10;
    private static final int HALVINGS = 30;
    /** Batches in a row whose scores must match. */
    private static final int MATCHES = 3;

    private final DifferentiableLogDensity target;
    private final MatchingSettings settings;
    private final MatchingStep step;
    private final ScoreBatch batch;
    private final RandomStream stream;
    /** The last move in the units of q, and the one before it. */
    private double[] move;
    private double[] lastMove;
    private final double[] column;
    private final double[] divergences;
    private final double[] movements;
    private GaussianState q;
    private GaussianState next;
    /** The last state whose batch was finite; at first the start. */
    private final GaussianState good;
    private int iteration;
    private int measured;
    private int matches;
    private int turns;
    private long evaluations;
    private long retries;

    MatchingRun(DifferentiableLogDensity target, MatchingSettings settings, MatchingStep step, GaussianState start) {
        this.target = target.boundCopy();
        this.settings = settings;
        this.step = step;
        int d = start.d;
        batch = new ScoreBatch(settings.samples(), d);
        stream = RandomStream.of(settings.seed());
        move = new double[d * (d + 1)];
        lastMove = new double[d * (d + 1)];
        column = new double[d];
        divergences = new double[settings.iterations()];
        movements = new double[settings.iterations()];
        q = start;
        next = new GaussianState(d);
        good = new GaussianState(d);
        good.set(start);
    }

    /** Checks the arguments of a run and returns the start. */
    static GaussianState start(DifferentiableLogDensity target, double[] mean, double[] covariance) {
        Checks.notNull("target", target);
        int d = target.dimension();
        if (target.support().kind() != Support.Kind.REALS) {
            throw Checks.illegal("target.support", target.support(),
                    "must be all of R^" + d + ", where a normal distribution has its scores; transform the target to unbounded coordinates");
        }
        Checks.allFinite("mean", Checks.length("mean", mean, d));
        Checks.allFinite("covariance", Checks.length("covariance", covariance, d * d));
        GaussianState start = new GaussianState(d);
        System.arraycopy(mean, 0, start.mean, 0, d);
        for (int i = 0; i < d; i++) {
            for (int j = 0; j <= i; j++) {
                copySymmetric(covariance, start.covariance, d, i, j);
            }
        }
        int bad = start.factorize();
        if (bad >= 0) {
            // Names the pivot and its value, unless rounding differs.
            Triangular.cholesky("covariance", start.covariance, d);
            throw Checks.illegal("covariance", Checks.text(covariance),
                    "must be positive definite: the pivot of row " + bad + " is not positive");
        }
        return start;
    }

    private static void copySymmetric(double[] from, double[] to, int d, int i, int j) {
        double a = from[i * d + j];
        double b = from[j * d + i];
        if (!(Math.abs(a - b) <= 1e-12 * Math.sqrt(Math.abs(from[i * d + i] * from[j * d + j])))) {
            throw Checks.illegal("covariance[" + i + "][" + j + "]", a, "must equal covariance[" + j + "][" + i + "] = " + b
                    + ": the matrix must be symmetric");
        }
        to[i * d + j] = 0.5 * a + 0.5 * b;
        to[j * d + i] = to[i * d + j];
    }

    MatchingResult run() {
        Termination end = null;
        while (end == null) {
            end = iterate();
        }
        return new MatchingResult(good, Arrays.copyOf(divergences, measured), Arrays.copyOf(movements, Math.min(iteration, measured)),
                evaluations, retries, end);
    }

    private Termination iterate() {
        if (Thread.currentThread().isInterrupted()) {
            return new Termination.Cancelled("the thread was interrupted in iteration " + iteration);
        }
        try {
            if (!drawFinite()) {
                return diverged("the target is not finite: " + batch.describe(batch.firstBad()) + ", also in batches drawn again");
            }
        } catch (RuntimeException e) {
            return new Termination.Diverged("the target threw in iteration " + iteration + ": " + e, iteration, e);
        }
        good.set(q);
        double divergence = batch.scoreDivergence(q);
        divergences[measured++] = divergence;
        double rms = Math.sqrt(divergence / q.d);
        matches = rms <= settings.tolerance() ? matches + 1 : 0;
        if (matches == MATCHES) {
            return new Termination.Converged("the scores of q and of the target differ by " + rms + " standard deviations a coordinate, at most "
                    + settings.tolerance() + ", in " + MATCHES + " batches in a row");
        }
        if (!advance()) {
            return diverged("no step, however small, leads to a positive definite covariance in the range of a double");
        }
        return ++iteration < settings.iterations() ? null : exhausted(rms);
    }

    private Termination diverged(String words) {
        return new Termination.Diverged("iteration " + iteration + ": " + words, iteration, null);
    }

    /** The last step is taken without another look at the target. */
    private Termination exhausted(double rms) {
        good.set(q);
        return new Termination.Exhausted(settings.iterations() + " iterations used; in the last batch the scores of q and of the target differ by "
                + rms + " standard deviations a coordinate, and q moved by " + movements[iteration - 1]);
    }

    private boolean drawFinite() {
        for (int attempt = 0; attempt < DRAWS * (1 + RETREATS); attempt++) {
            if (attempt > 0 && attempt % DRAWS == 0) {
                q.halfWayTo(good);
            }
            stream.seek(iteration, attempt);
            batch.draw(stream, q, target);
            evaluations += batch.samples;
            if (batch.firstBad() < 0) {
                return true;
            }
            retries++;
        }
        return false;
    }

    /** Whether the last move points away from the one before it. */
    private boolean isTurn() {
        double product = 0;
        for (int i = 0; i < move.length; i++) {
            product += move[i] * lastMove[i];
        }
        return !(product > 0);
    }

    private void swapMoves() {
        double[] old = lastMove;
        lastMove = move;
        move = old;
    }

    private boolean advance() {
        double fraction = 1;
        for (int halving = 0; halving < HALVINGS; halving++) {
            if (step.propose(q, batch, iteration, turns, fraction, next) && next.isSound()) {
                movements[iteration] = q.moveTo(next, move, column);
                turns += iteration > 0 && isTurn() ? 1 : 0;
                swapMoves();
                GaussianState old = q;
                q = next;
                next = old;
                return true;
            }
            retries++;
            fraction *= 0.5;
        }
        return false;
    }
}
