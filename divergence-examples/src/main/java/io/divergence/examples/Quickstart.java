package io.divergence.examples;

import io.divergence.distribution.Empirical;
import io.divergence.distribution.Mixture;
import io.divergence.distribution.Normal;
import io.divergence.divergence.Discrepancy;
import io.divergence.divergence.Divergences;
import io.divergence.divergence.Renyi;
import io.divergence.estimate.Execution;
import io.divergence.estimate.GradientEstimate;
import io.divergence.estimate.Objective;
import io.divergence.estimate.Problem;
import io.divergence.estimators.montecarlo.DataEstimator;
import io.divergence.estimators.montecarlo.ScoreEstimator;
import io.divergence.estimators.optima.Optimum;
import io.divergence.estimators.quadrature.QuadratureEstimator;
import io.divergence.family.GaussianFamily;
import io.divergence.family.GaussianMixtureFamily;
import io.divergence.fit.Fit;
import io.divergence.fit.FitResult;
import io.divergence.fit.StoppingRules;
import io.divergence.optimize.Adam;
import io.divergence.optimize.Averaged;
import io.divergence.optimize.Clipped;
import io.divergence.optimize.GradientDescent;
import io.divergence.optimize.Schedule;
import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Command;

/** The main job: one target fitted in four senses, exactly and by Monte Carlo; then real data. */
@Command(description = "Fits a normal q to a two-mode target by forward and reverse KL and chi^2, exactly and by Monte "
        + "Carlo; then a normal and a two-component mixture to Old Faithful's waiting times.")
public final class Quickstart extends Example {
    private static final GaussianFamily FAMILY = GaussianFamily.meanLogSigma();
    private static final int SAMPLES = 200;

    /** Runs the example. */
    public static void main(String[] args) {
        main(new Quickstart(), args);
    }

    /** A sense in which to fit: the divergence, and what is walked on (chi^2 by its logarithm: same optimum, no overflow). */
    private record Sense(Discrepancy divergence, Discrepancy walked) {
    }

    private static final List<Sense> SENSES = List.of(
            new Sense(Divergences.forwardKl(), Divergences.forwardKl()),
            new Sense(Divergences.reverseKl(), Divergences.reverseKl()),
            new Sense(Divergences.forwardChiSquared(), Divergences.logOnePlusChiSquared()),
            new Sense(Divergences.reverseChiSquared(), Divergences.logOnePlusChiSquared().reversed()));

    @Override
    void run() throws IOException {
        Mixture p = Targets.twoModes();
        print("Target p = 0.5 N(-3, 0.9^2) + 0.5 N(2, 0.7^2), q = N(mu, sigma^2); start mu = -2, sigma = 0.9; values in nats.");
        print("Exact: quadrature and natural gradient. Monte Carlo: score function, " + SAMPLES
                + " samples a step, Adam, mean of the last 1000 of 3000 iterates.");
        Table table = new Table("divergence", "fit", "mu", "sigma", "value", "error", "ESS", "mu*", "sigma*", "value*");
        Table optima = new Table("divergence", "kind", "mu", "sigma", "value");
        Chart chart = new Chart("One target, four senses of near", "z", "density")
                .function("target p", -8, 8, p::density, Chart.BLACK, false);
        int colour = 0;
        for (Sense sense : SENSES) {
            List<Optimum> map = io.divergence.estimators.optima.OptimaMap.of(p, sense.divergence).optima();
            Optimum best = nearest(map, -2, 0.9);
            for (Optimum o : map) {
                optima.row(sense.divergence.name(), o.kind().label(), o.mean(), o.sd(), o.value());
            }
            FitResult exact = exact(p, sense);
            row(table, p, sense, "exact", exact.phi(), best);
            FitResult sampled = sampled(p, sense);
            row(table, p, sense, "Monte Carlo", sampled.averagedPhi().orElseGet(sampled::phi), best);
            Normal q = FAMILY.at(exact.phi());
            chart.function(sense.divergence.name(), -8, 8, q::density, Chart.COLOURS[colour++], colour > 2);
        }
        print(table);
        print("error: a bound for exact fits, a standard error for Monte Carlo ones; ESS of " + SAMPLES + " samples.");
        print("*: the optimum that descent from the start leads to, from the map of all optima:");
        print(optima);
        chart.write(folder(), "four-senses");
        data();
        sayWhere();
    }

    private static Optimum nearest(List<Optimum> map, double mu, double sigma) {
        Optimum best = null;
        for (Optimum o : map) {
            boolean nearer = best == null || distance(o, mu, sigma) < distance(best, mu, sigma);
            best = nearer ? o : best;
        }
        return best;
    }

    private static double distance(Optimum o, double mu, double sigma) {
        return Math.hypot(o.mean() - mu, Math.log(o.sd() / sigma));
    }

    private FitResult exact(Mixture p, Sense sense) {
        return Fit.of(p, FAMILY, sense.walked)
                .with(QuadratureEstimator.withDefaults())
                .with(GradientDescent.of(0.5)).withNaturalGradient()
                .with(StoppingRules.firstOf(StoppingRules.gradientNorm(1e-9), StoppingRules.steps(2000)))
                .run(-2, Math.log(0.9));
    }

    private FitResult sampled(Mixture p, Sense sense) {
        return Fit.of(p, FAMILY, sense.walked)
                .with(ScoreEstimator.withDefaults().withSamples(SAMPLES))
                .with(Averaged.of(Clipped.of(Adam.withDefaults().withSchedule(Schedule.inverse(0.05, 0.002)), 5), 2000))
                .with(StoppingRules.steps(3000)).withSeed(seed)
                .run(-2, Math.log(0.9));
    }

    /** The row of a fit; a Monte Carlo fit's value is estimated afresh at its end, with its standard error. */
    private void row(Table table, Mixture p, Sense sense, String how, double[] phi, Optimum best) {
        boolean monteCarlo = how.startsWith("Monte");
        Discrepancy shown = monteCarlo && sense.walked instanceof Renyi ? sense.walked : sense.divergence;
        GradientEstimate at = new GradientEstimate(2);
        try (Objective objective = (monteCarlo ? ScoreEstimator.withDefaults().withSamples(SAMPLES) : QuadratureEstimator.withDefaults())
                .bind(new Problem(p, FAMILY, shown), Execution.serial(seed))) {
            objective.evaluate(1_000_000, phi, at);
        }
        double value = shown instanceof Renyi ? Math.expm1(at.value()) : at.value();
        double error = shown instanceof Renyi ? at.valueError() * Math.exp(at.value()) : at.valueError();
        table.row(sense.divergence.name(), how, phi[0], Math.exp(phi[1]), value, error, at.effectiveSampleSize(), best.mean(),
                best.sd(), best.value());
    }

    private void data() throws IOException {
        double[] waiting = Targets.waitingTimes();
        Empirical data = Empirical.of(waiting);
        print("Old Faithful: " + data.size() + " waiting times in minutes, fitted by forward KL, which is maximum likelihood.");
        FitResult normal = Fit.of(data, FAMILY, Divergences.forwardKl())
                .with(DataEstimator.fullBatch()).with(GradientDescent.of(0.5)).withNaturalGradient()
                .with(StoppingRules.firstOf(StoppingRules.gradientNorm(1e-10), StoppingRules.steps(500)))
                .run(data.mean() - 10, Math.log(20));
        GaussianMixtureFamily two = GaussianMixtureFamily.ofComponents(2);
        FitResult mixture = Fit.of(data, two, Divergences.forwardKl())
                .with(DataEstimator.fullBatch()).with(Adam.withDefaults().withSchedule(Schedule.inverse(0.2, 0.01)))
                .with(StoppingRules.firstOf(StoppingRules.gradientNorm(1e-7), StoppingRules.steps(10_000)))
                .run(two.parameters(new double[] {0.5, 0.5}, new double[] {50, 90}, new double[] {10, 10}));
        Mixture found = two.at(mixture.phi());
        Table table = new Table("family", "weight", "mu / min", "sigma / min", "-mean log q / nats");
        table.row("normal", 1.0, normal.phi()[0], Math.exp(normal.phi()[1]), normal.value());
        for (int i = 0; i < 2; i++) {
            Normal c = (Normal) found.component(i);
            table.row("mixture, component " + (i + 1), found.weight(i), c.mean(), c.sd(), mixture.value());
        }
        print(table);
        print("normal: " + normal.termination().words());
        print("mixture: " + mixture.termination().words());
        Normal q = FAMILY.at(normal.phi());
        double[][] histogram = histogram(waiting, 40, 100, 20);
        new Chart("Old Faithful: waiting times", "minutes", "density per minute")
                .line("data", histogram[0], histogram[1], Chart.GREY, false)
                .function("normal", 35, 105, q::density, Chart.BLUE, true)
                .function("mixture of two", 35, 105, found::density, Chart.ORANGE, false)
                .write(folder(), "old-faithful");
    }

    /** The outline of a histogram as a line of steps. */
    private static double[][] histogram(double[] data, double from, double to, int bins) {
        double[] count = new double[bins];
        for (double x : data) {
            int bin = (int) ((x - from) / (to - from) * bins);
            count[Math.max(0, Math.min(bins - 1, bin))]++;
        }
        double width = (to - from) / bins;
        double[] x = new double[2 * bins + 2];
        double[] y = new double[2 * bins + 2];
        x[0] = from;
        for (int i = 0; i < bins; i++) {
            x[2 * i + 1] = from + i * width;
            x[2 * i + 2] = from + (i + 1) * width;
            y[2 * i + 1] = count[i] / data.length / width;
            y[2 * i + 2] = y[2 * i + 1];
        }
        x[2 * bins + 1] = to;
        return new double[][] {x, y};
    }
}
