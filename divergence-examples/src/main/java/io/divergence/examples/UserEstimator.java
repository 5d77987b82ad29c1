package io.divergence.examples;

import io.divergence.distribution.Mixture;
import io.divergence.distribution.Normal;
import io.divergence.divergence.Divergences;
import io.divergence.estimate.GradientEstimator;
import io.divergence.estimators.quadrature.QuadratureEstimator;
import io.divergence.family.GaussianFamily;
import io.divergence.fit.Fit;
import io.divergence.fit.FitResult;
import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Command;

/** An estimator of one's own is one file: see NoiseGridEstimator. */
@Command(name = "UserEstimator", description = "An estimator of one's own, a fixed grid in the noise of q (NoiseGridEstimator), beside quadrature.")
public final class UserEstimator extends Example {

    UserEstimator() {
    }

    /** Runs the example. */
    public static void main(String[] args) {
        main(new UserEstimator(), args);
    }

    @Override
    void show() throws IOException {
        Mixture target = MixtureText.twoModes();
        Table table = Table.of("estimator", "mu", "sigma", "KL(q||p) [nats]", "steps");
        Plot plot = Plot.of("KL(q||p) with an estimator of one's own", "z", "density").curve("p", -7, 6, target::density, Plot.BLACK, Plot.SOLID);
        for (GradientEstimator estimator : List.of(new NoiseGridEstimator(201), QuadratureEstimator.withDefaults())) {
            FitResult result = Fit.of(target, GaussianFamily.meanLogSigma(), Divergences.reverseKl()).with(estimator).run(-2, 0);
            Normal q = (Normal) result.distribution();
            String name = estimator.getClass().getSimpleName();
            table.row(name, Table.fixed(q.mean()), Table.fixed(q.sd()), Table.fixed(result.value()), result.steps());
            boolean own = estimator instanceof NoiseGridEstimator;
            plot.curve(name, -7, 6, q::density, own ? Plot.BLUE : Plot.VERMILION, own ? Plot.DASHED : Plot.DOTTED);
        }
        table.print(console());
        plot.save(folder(), "user-estimator");
    }
}
