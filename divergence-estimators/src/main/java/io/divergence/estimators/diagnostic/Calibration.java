package io.divergence.estimators.diagnostic;

import io.divergence.distribution.ChiSquared;
import io.divergence.math.Checks;
import io.divergence.random.RandomStream;
import java.util.List;
import java.util.Locale;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * Simulation-based calibration: parameters theta are drawn from the prior, data from the model at theta, and the data are fitted; the
 * rank of theta among L draws of the fit is then uniform on 0, ..., L, for each parameter, if the fit is the posterior. Ranks that
 * crowd at both ends mean a fit that is too narrow, in the middle one too wide, at one end one that is off to a side. Immutable.
 *
 * <p>References: S. Cook, A. Gelman, D. Rubin, Validation of software for Bayesian models using posterior quantiles (2006);
 * S. Talts, M. Betancourt, D. Simpson, A. Vehtari, A. Gelman, Validating Bayesian inference algorithms with simulation-based
 * calibration (2018).
 */
public final class Calibration {
    private static final int MOST_BINS = 20;
    private static final int LEAST_EXPECTED = 5;
    /** The quantile of 95 % of Kolmogorov's distribution. */
    private static final double KOLMOGOROV_95 = 1.3580986393225505;

    /** Draws from the prior. */
    @FunctionalInterface
    public interface Prior {
        /** Returns parameters, always as many. */
        double[] draw(RandomGenerator rng);
    }

    /**
     * Draws data.
     *
     * @param <Y> the data
     */
    @FunctionalInterface
    public interface Simulator<Y> {
        /** Returns data of the model at these parameters. */
        Y draw(double[] parameters, RandomGenerator rng);
    }

    /**
     * Fits data.
     *
     * @param <Y> the data
     */
    @FunctionalInterface
    public interface Fitter<Y> {
        /** Returns independent draws of the fit, one row for each, in the order of the parameters; always as many rows. */
        double[] draws(Y data, long seed);
    }

    private final int[][] ranks;
    private final int draws;

    private Calibration(int[][] ranks, int draws) {
        this.ranks = ranks;
        this.draws = draws;
    }

    /**
     * Draws from the prior, simulates and fits so many times.
     *
     * @param <Y> the data
     * @param replications R, at least 20
     * @param seed of all that is random here; the fit of replication r gets the seed plus r
     * @throws IllegalArgumentException if the fit returns other numbers of draws in other replications, or none
     */
    public static <Y> Calibration run(Prior prior, Simulator<Y> simulator, Fitter<Y> fit, int replications, long seed) {
        Checks.notNull("prior", prior);
        Checks.notNull("simulator", simulator);
        Checks.notNull("fit", fit);
        Checks.atLeast("replications", replications, 20);
        RandomStream rng = RandomStream.of(seed, 0x736263L);
        int[][] ranks = null;
        int draws = 0;
        for (int r = 0; r < replications; r++) {
            rng.seek(r, 0);
            double[] truth = prior.draw(rng);
            double[] rows = fit.draws(simulator.draw(truth.clone(), rng), seed + r);
            if (ranks == null) {
                ranks = new int[truth.length][replications];
                draws = Checks.atLeast("draws of the fit", rows.length / truth.length, 1);
            }
            Checks.length("draws of the fit", rows, draws * truth.length);
            for (int i = 0; i < truth.length; i++) {
                ranks[i][r] = rank(truth[i], rows, i, truth.length, rng);
            }
        }
        return new Calibration(ranks, draws);
    }

    /** Among equals the place is drawn. */
    private static int rank(double truth, double[] rows, int column, int width, RandomGenerator rng) {
        int below = 0;
        int equal = 0;
        for (int k = column; k < rows.length; k += width) {
            below += rows[k] < truth ? 1 : 0;
            equal += rows[k] == truth ? 1 : 0;
        }
        return below + (equal == 0 ? 0 : rng.nextInt(equal + 1));
    }

    /** {@return the number of parameters} */
    public int parameters() {
        return ranks.length;
    }

    /** {@return the number of replications R} */
    public int replications() {
        return ranks[0].length;
    }

    /** {@return the number of draws L of a fit: a rank is one of 0, ..., L} */
    public int draws() {
        return draws;
    }

    /** {@return the ranks of a parameter, one for each replication} */
    public int[] ranks(int parameter) {
        return ranks[parameter].clone();
    }

    /** {@return the ranks of a parameter counted in bins of nearly as many ranks each: at most 20, with 5 expected in each or more} */
    public int[] histogram(int parameter) {
        int[] counts = new int[Math.max(2, Math.min(Math.min(MOST_BINS, draws + 1), replications() / LEAST_EXPECTED))];
        for (int rank : ranks[parameter]) {
            counts[(int) ((long) rank * counts.length / (draws + 1))]++;
        }
        return counts;
    }

    /** {@return the count that each bin of the histogram has in expectation if the fit is the posterior} */
    public double[] expected(int parameter) {
        double[] expected = new double[histogram(parameter).length];
        for (int rank = 0; rank <= draws; rank++) {
            expected[(int) ((long) rank * expected.length / (draws + 1))] += replications() / (draws + 1.0);
        }
        return expected;
    }

    /** {@return the p-value of Pearson's chi^2 test of the histogram of a parameter: small if its ranks are not uniform} */
    public double pValue(int parameter) {
        int[] counts = histogram(parameter);
        double[] expected = expected(parameter);
        double sum = IntStream.range(0, counts.length).mapToDouble(b -> Math.pow(counts[b] - expected[b], 2) / expected[b]).sum();
        return ChiSquared.of(counts.length - 1).survival(sum);
    }

    /** {@return the mean of rank/L: 1/2, with a standard error of about sqrt(1/12 R), if the fit is the posterior} */
    public double meanRank(int parameter) {
        return IntStream.of(ranks[parameter]).average().orElseThrow() / draws;
    }

    /** {@return the mean square of rank/L - 1/2 over that of uniform ranks: above 1 if the fit is too narrow, below if too wide} */
    public double spread(int parameter) {
        double uniform = (draws + 2.0) / (12.0 * draws);
        return IntStream.of(ranks[parameter]).mapToDouble(r -> Math.pow(r / (double) draws - 0.5, 2)).average().orElseThrow() / uniform;
    }

    /** {@return half the width of the band of 95 % about the diagonal that holds the whole empirical distribution of uniform ranks} */
    public double band() {
        return KOLMOGOROV_95 / Math.sqrt(replications());
    }

    /** {@return whether no parameter has a p-value below 1 % divided by their number} */
    public boolean isCalibrated() {
        return IntStream.range(0, parameters()).allMatch(i -> pValue(i) >= 0.01 / parameters());
    }

    /** {@return the parameters whose p-value is below 1 % divided by their number} */
    public List<Integer> rejected() {
        return IntStream.range(0, parameters()).filter(i -> pValue(i) < 0.01 / parameters()).boxed().toList();
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(String.format(Locale.US, "%d replications, ranks among %d draws: %s", replications(), draws,
                isCalibrated() ? "no departure from uniform ranks is seen" : "ranks are not uniform"));
        for (int i = 0; i < parameters(); i++) {
            text.append(String.format(Locale.US, "%n  parameter %d: p = %.3g, mean rank %.3f, spread %.2f", i, pValue(i), meanRank(i), spread(i)));
        }
        return text.toString();
    }
}
