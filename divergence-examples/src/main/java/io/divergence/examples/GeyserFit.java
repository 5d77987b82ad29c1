package io.divergence.examples;

import io.divergence.distribution.Empirical;
import io.divergence.distribution.Mixture;
import io.divergence.distribution.Normal;
import io.divergence.divergence.Divergences;
import io.divergence.estimators.montecarlo.DataEstimator;
import io.divergence.family.GaussianFamily;
import io.divergence.family.GaussianMixtureFamily;
import io.divergence.fit.Fit;
import io.divergence.fit.FitResult;
import io.divergence.fit.StoppingRule;
import io.divergence.fit.StoppingRules;
import io.divergence.optimize.GradientDescent;
import java.io.IOException;

/** The second half of the quick start: forward KL from data, which is maximum likelihood. */
final class GeyserFit {

    private GeyserFit() {
    }

    static void show(Example example) throws IOException {
        Empirical data = Empirical.of(Geyser.waitingTimes());
        StoppingRule stopping = StoppingRules.firstOf(StoppingRules.gradientNorm(1e-9), StoppingRules.steps(2000));
        GaussianFamily normals = GaussianFamily.meanLogSigma();
        FitResult one = Fit.of(data, normals, Divergences.forwardKl()).with(DataEstimator.fullBatch())
                .withNaturalGradient().with(GradientDescent.of(0.5)).with(stopping).run(normals.parameters(60, 10));
        GaussianMixtureFamily pairs = GaussianMixtureFamily.ofComponents(2);
        FitResult two = Fit.of(data, pairs, Divergences.forwardKl()).with(DataEstimator.fullBatch())
                .withNaturalGradient().with(GradientDescent.of(0.5)).with(stopping)
                .run(pairs.parameters(new double[] {1, 1}, new double[] {58, 82}, new double[] {7, 7}));
        Normal q1 = (Normal) one.distribution();
        Mixture q2 = (Mixture) two.distribution();
        Normal left = (Normal) q2.component(0);
        Normal right = (Normal) q2.component(1);

        example.print("Old Faithful: %d waiting times, by forward KL from the data (maximum likelihood).%n", data.size());
        Table table = Table.of("model", "component", "weight", "mean [min]", "sd [min]", "cross entropy [nats]", "steps", "ended");
        table.row("normal", 1, Table.fixed(1), Table.fixed(q1.mean()), Table.fixed(q1.sd()), Table.fixed(one.value()),
                one.steps(), one.termination().getClass().getSimpleName());
        table.row("mixture", 1, Table.fixed(q2.weight(0)), Table.fixed(left.mean()), Table.fixed(left.sd()), Table.fixed(two.value()),
                two.steps(), two.termination().getClass().getSimpleName());
        table.row("mixture", 2, Table.fixed(q2.weight(1)), Table.fixed(right.mean()), Table.fixed(right.sd()), "", "", "");
        table.print(example.console());
        draw(example, Geyser.waitingTimes(), q1, q2);
    }

    private static void draw(Example example, double[] times, Normal q1, Mixture q2) throws IOException {
        double width = 3;
        int bins = 21;
        double[] x = new double[4 * bins];
        double[] y = new double[4 * bins];
        for (int b = 0; b < bins; b++) {
            double from = 40 + b * width;
            int count = 0;
            for (double t : times) {
                count += t >= from && t < from + width ? 1 : 0;
            }
            double height = count / (width * times.length);
            System.arraycopy(new double[] {from, from, from + width, from + width}, 0, x, 4 * b, 4);
            System.arraycopy(new double[] {0, height, height, 0}, 0, y, 4 * b, 4);
        }
        Plot.of("Waiting times of Old Faithful", "waiting time [min]", "density [1/min]")
                .line("data", x, y, Plot.GREY, Plot.THIN)
                .curve("one normal", 35, 105, q1::density, Plot.VERMILION, Plot.DASHED)
                .curve("two normals", 35, 105, q2::density, Plot.BLUE, Plot.SOLID)
                .save(example.folder(), "old-faithful");
    }
}
