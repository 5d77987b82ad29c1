package io.divergence.examples;

import io.divergence.check.DivergenceCheck;
import io.divergence.distribution.Mixture;
import io.divergence.distribution.Normal;
import io.divergence.divergence.Divergence;
import io.divergence.divergence.Divergences;
import io.divergence.estimators.quadrature.QuadratureEstimator;
import io.divergence.family.GaussianFamily;
import io.divergence.fit.Fit;
import io.divergence.fit.FitResult;
import java.io.IOException;
import picocli.CommandLine.Command;

/** A divergence of one's own: three functions of l = log p - log q. */
@Command(name = "UserDivergence", description = {"A divergence of one's own is three functions of l = log p - log q: f, f - u f' and u^2 f'', u = e^l.",
    "Here it is the perimeter divergence, f = sqrt(1 + u^2) - (1 + u)/sqrt 2 (F. Oesterreicher, 1996)."})
public final class UserDivergence extends Example {
    static final Divergence PERIMETER = Divergences.of("perimeter",
            l -> 1 / (Math.hypot(1, Math.exp(l)) + Math.exp(l)) + Math.exp(l) * (1 - Math.sqrt(0.5)) - Math.sqrt(0.5),
            l -> 1 / Math.hypot(1, Math.exp(l)) - 1 / Math.sqrt(2),
            l -> 1 / (Math.hypot(1, Math.exp(l)) * (1 + Math.exp(-2 * l))));

    UserDivergence() {
    }

    /** Runs the example. */
    public static void main(String[] args) {
        main(new UserDivergence(), args);
    }

    @Override
    void show() throws IOException {
        print("%s%n", DivergenceCheck.of(PERIMETER).run());
        Mixture target = MixtureText.twoModes();
        Table table = Table.of("divergence", "from", "mu", "sigma", "value", "steps");
        Plot plot = Plot.of("Fits by the perimeter divergence", "z", "density").curve("p", -7, 6, target::density, Plot.BLACK, Plot.SOLID);
        for (double start : new double[] {-2, 1}) {
            FitResult result = Fit.of(target, GaussianFamily.meanLogSigma(), PERIMETER)
                    .with(QuadratureEstimator.withDefaults().withTolerance(1e-8)).run(start, 0);
            Normal q = (Normal) result.distribution();
            table.row(PERIMETER.name(), start, Table.fixed(q.mean()), Table.fixed(q.sd()), Table.fixed(result.value()), result.steps());
            plot.curve("q from " + start, -7, 6, q::density, start < 0 ? Plot.BLUE : Plot.VERMILION,
                    start < 0 ? Plot.DASHED : Plot.DOTTED);
        }
        table.print(console());
        plot.save(folder(), "user-divergence");
    }
}
