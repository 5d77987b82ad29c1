package io.divergence.examples;

import io.divergence.distribution.Normal;
import io.divergence.divergence.Divergences;
import io.divergence.estimators.quadrature.QuadratureEstimator;
import io.divergence.family.GaussianFamily;
import io.divergence.fit.Fit;
import io.divergence.fit.FitResult;
import io.divergence.target.LogDensities;
import io.divergence.target.LogDensity;
import java.io.IOException;
import picocli.CommandLine.Command;

/** A target of one's own: any log density, up to a constant. */
@Command(name = "UserTarget", description = "A target of one's own is one function: log p(x), up to a constant.")
public final class UserTarget extends Example {

    UserTarget() {
    }

    /** Runs the example. */
    public static void main(String[] args) {
        main(new UserTarget(), args);
    }

    @Override
    void show() throws IOException {
        LogDensity gumbel = LogDensities.univariate(x -> -x - Math.exp(-x));

        FitResult result = Fit.of(gumbel, GaussianFamily.meanLogSigma(), Divergences.reverseKl())
                .with(QuadratureEstimator.withDefaults()).run(0, 0);

        Normal q = (Normal) result.distribution();
        Table.of("mu", "sigma", result.meaning().words() + " [nats]", "error", "steps")
                .row(Table.fixed(q.mean()), Table.fixed(q.sd()), Table.fixed(result.value()), Table.brief(result.valueError()), result.steps())
                .print(console());
        Plot.of("A Gumbel density and the nearest normal by KL(q||p)", "x", "density")
                .curve("p", -3, 6, x -> Math.exp(-x - Math.exp(-x)), Plot.BLACK, Plot.SOLID)
                .curve("q", -3, 6, q::density, Plot.BLUE, Plot.DASHED)
                .save(folder(), "user-target");
    }
}
