package io.divergence.examples;

import io.divergence.distribution.MultivariateNormal;
import io.divergence.estimators.automatic.AutomaticFit;
import io.divergence.estimators.automatic.AutomaticResult;
import io.divergence.model.Model;
import io.divergence.model.Models;
import java.io.IOException;
import picocli.CommandLine.Command;

/** Two targets that no normal distribution resembles, and a fit that says so. */
@Command(name = "FunnelAndBanana", description = {"Neal's funnel and Haario's banana: the best normal distribution is found, and flagged as of the wrong shape.",
    "The pictures show contours of -log p above its minimum and the ellipses of one, two and three sds of the fit."})
public final class FunnelAndBanana extends Example {
    private static final int CELLS = 160;

    FunnelAndBanana() {
    }

    /** Runs the example. */
    public static void main(String[] args) {
        main(new FunnelAndBanana(), args);
    }

    @Override
    void show() throws IOException {
        fit("Funnel", Models.funnel(2), "v", "x", new double[] {-9, 9, -15, 15});
        fit("Banana", Models.banana(), "x1", "x2", new double[] {-30, 30, -8, 20});
    }

    private void fit(String title, Model target, String first, String second, double[] range) throws IOException {
        AutomaticResult fit = AutomaticFit.of(target).withNames(first, second).run(seed());
        print("%s%n%n%s%n", title, fit);
        double[] x = Plot.grid(range[0], range[1], CELLS);
        double[] y = Plot.grid(range[2], range[3], CELLS);
        double[][] values = new double[CELLS][CELLS];
        double[] log = new double[1];
        double least = Double.POSITIVE_INFINITY;
        for (int i = 0; i < CELLS; i++) {
            for (int j = 0; j < CELLS; j++) {
                target.logDensity(new double[] {x[i], y[j]}, 0, 1, log);
                values[i][j] = -log[0];
                least = Math.min(least, -log[0]);
            }
        }
        for (double[] row : values) {
            for (int j = 0; j < CELLS; j++) {
                row[j] -= least;
            }
        }
        Plot plot = Plot.of(title + ": " + fit.verdict().kind().words(), first, second).range(range[0], range[1], range[2], range[3]);
        Contours.draw(plot, x, y, values);
        MultivariateNormal q = (MultivariateNormal) fit.distribution();
        for (int sd = 1; sd <= 3; sd++) {
            double[] angle = Plot.grid(0, 2 * Math.PI, 181);
            double[] ex = new double[angle.length];
            double[] ey = new double[angle.length];
            for (int k = 0; k < angle.length; k++) {
                ex[k] = q.mean()[0] + sd * q.cholesky()[0] * Math.cos(angle[k]);
                ey[k] = q.mean()[1] + sd * (q.cholesky()[2] * Math.cos(angle[k]) + q.cholesky()[3] * Math.sin(angle[k]));
            }
            plot.line(sd == 1 ? "fit, 1, 2, 3 sd" : "fit " + sd, ex, ey, Plot.VERMILION, Plot.SOLID, sd == 1);
        }
        plot.save(folder(), title.toLowerCase(java.util.Locale.ROOT));
    }
}
