package io.divergence.examples;

import io.divergence.distribution.Normal;
import io.divergence.divergence.Divergence;
import io.divergence.divergence.Divergences;
import io.divergence.estimate.Execution;
import io.divergence.estimate.GradientEstimate;
import io.divergence.estimate.Objective;
import io.divergence.estimate.Problem;
import io.divergence.estimators.closedform.ClosedFormEstimator;
import io.divergence.family.GaussianFamily;
import io.divergence.fit.Fit;
import io.divergence.fit.FitResult;
import io.divergence.fit.StoppingRules;
import io.divergence.fit.Trace;
import io.divergence.optimize.Momentum;
import java.io.IOException;
import org.knowm.xchart.style.markers.SeriesMarkers;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Plain gradient descent on KL from one normal to another, in both directions, with good and bad steps. */
@Command(name = "GradientDescentDemo", description = {"Gradient descent in (mean, variance) on KL between two normals.",
    "q starts at mean 0, variance 5. Guess p with --guess before you read the last line, which reveals it."})
public final class GradientDescentDemo extends Example {
    private static final double[] START = {0, 5};
    private static final double[][] SETTINGS = {
        {0.02, 0}, {0.02, 0.9}, {0.02, 0.99}, {0.00002, 0}, {4, 0}, {-0.02, 0}};

    @Option(names = "--steps", defaultValue = "50000", description = "Most steps of a run.")
    private long steps;

    @Option(names = "--guess", paramLabel = "MEAN:VARIANCE", description = "A q of your own; may be repeated.")
    private String[] guesses = {};

    private final Normal target = Normal.ofVariance(3, 2);
    private final StringBuilder words = new StringBuilder();
    private final GaussianFamily family = GaussianFamily.meanVariance();

    GradientDescentDemo() {
    }

    /** Runs the example. */
    public static void main(String[] args) {
        main(new GradientDescentDemo(), args);
    }

    @Override
    void show() throws IOException {
        print("q starts at mean 0, variance 5; v <- momentum v + step g, (mean, variance) <- (mean, variance) - v.%n");
        if (guesses.length > 0) {
            guess();
        }
        Table table = Table.of("direction", "step", "momentum", "mean", "variance", "KL(q,p) [nats]", "KL(p,q) [nats]", "steps", "ended");
        Plot paths = Plot.of("Paths of q with step 0.02", "mean", "variance");
        descend("KL(q,p)", Divergences.reverseKl(), table, paths);
        descend("KL(p,q)", Divergences.forwardKl(), table, paths);
        table.print(console());
        print("Step 0.00002 is too small, 4 (or 7) too large, -0.02 runs away uphill. All runs end in words:%n%s%n", words);
        print("p was the normal with mean %.1f and variance %.1f.", target.mean(), target.variance());
        paths.points("start", new double[] {0}, new double[] {5}, Plot.BLACK, SeriesMarkers.CIRCLE)
                .points("p", new double[] {3}, new double[] {2}, Plot.BLACK, SeriesMarkers.CROSS)
                .save(folder(), "paths");
    }

    private void descend(String name, Divergence divergence, Table table, Plot paths) throws IOException {
        Plot values = Plot.of("Descent on " + name, "step", name + " [nats]").logarithmicY();
        for (double[] pair : SETTINGS) {
            // KL(p,q) is flatter where q is wide, and bears a larger step.
            double[] setting = pair[0] == 4 && divergence.equals(Divergences.forwardKl()) ? new double[] {7, 0} : pair;
            FitResult result = Fit.of(target, family, divergence).with(ClosedFormEstimator.withDefaults())
                    .with(Momentum.heavyBall(setting[0], setting[1])).withTraceEvery(1)
                    .with(StoppingRules.firstOf(StoppingRules.gradientNorm(1e-6), StoppingRules.steps(steps))).run(START);
            double[] end = result.phi();
            table.row(name, setting[0], setting[1], Table.fixed(end[0]), Table.fixed(end[1]), value(Divergences.reverseKl(), end),
                    value(Divergences.forwardKl(), end), result.steps(), result.termination().getClass().getSimpleName());
            String label = "step " + setting[0] + ", momentum " + setting[1];
            words.append(String.format("  %s, %s: %s%n", name, label, result.termination().words()));
            draw(result.trace(), label, values, setting[0] == 0.02 ? paths : null, name + ", momentum " + setting[1]);
        }
        values.save(folder(), name.equals("KL(q,p)") ? "descent-kl-q-p" : "descent-kl-p-q");
    }

    private void draw(Trace trace, String label, Plot values, Plot paths, String pathLabel) {
        int shown = Math.min(trace.size(), 1500);
        double[] step = new double[shown];
        double[] value = new double[shown];
        double[] mean = new double[trace.size()];
        double[] variance = new double[trace.size()];
        for (int i = 0; i < trace.size(); i++) {
            if (i < shown) {
                step[i] = trace.step(i);
                value[i] = trace.value(i) >= 1e-12 && trace.value(i) < 1e6 ? trace.value(i) : Double.NaN;
            }
            mean[i] = trace.phi(i, 0);
            variance[i] = trace.phi(i, 1);
        }
        values.line(label, step, value);
        if (paths != null) {
            paths.line(pathLabel, mean, variance);
        }
    }

    private String value(Divergence divergence, double... phi) {
        return family.isValid(phi) ? Table.fixed(evaluate(divergence, phi)) : "-";
    }

    private double evaluate(Divergence divergence, double... phi) {
        GradientEstimate estimate = new GradientEstimate(2);
        try (Objective objective = ClosedFormEstimator.withDefaults()
                .bind(new Problem(target, family, divergence), Execution.serial(seed()))) {
            objective.evaluate(0, phi, estimate);
        }
        return estimate.value();
    }

    private void guess() {
        Table table = Table.of("your mean", "your variance", "KL(q,p) [nats]", "KL(p,q) [nats]");
        for (String guess : guesses) {
            String[] parts = guess.split(":", -1);
            try {
                double mean = Double.parseDouble(parts[0]);
                double variance = Double.parseDouble(parts[1]);
                family.layout().check(new double[] {mean, variance});
                table.row(mean, variance, value(Divergences.reverseKl(), mean, variance), value(Divergences.forwardKl(), mean, variance));
            } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
                throw new TypeConversionException("--guess '" + guess + "' must be MEAN:VARIANCE, such as 2.5:1.5");
            }
        }
        table.print(console());
    }
}
