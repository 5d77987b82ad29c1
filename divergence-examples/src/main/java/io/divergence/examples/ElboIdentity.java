package io.divergence.examples;

import io.divergence.distribution.Normal;
import io.divergence.divergence.Divergences;
import io.divergence.estimate.Execution;
import io.divergence.estimate.GradientEstimate;
import io.divergence.estimate.GradientEstimator;
import io.divergence.estimate.Objective;
import io.divergence.estimate.Problem;
import io.divergence.estimators.closedform.ClosedFormEstimator;
import io.divergence.estimators.montecarlo.ReparameterizationEstimator;
import io.divergence.family.GaussianFamily;
import io.divergence.target.LogDensities;
import io.divergence.target.Target;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** ELBO + KL = log Z at every phi, and the gradients are opposite, on a model whose evidence is known. */
@Command(name = "ElboIdentity", description = {"The model: y_i ~ N(z, s^2), z ~ N(m0, s0^2); its evidence log Z is known.",
    "ELBO + KL(q||posterior) = log Z for every q, in closed form and sample by sample."})
public final class ElboIdentity extends Example {
    private static final double[] DATA = {1.3, 0.4, 2.2, 1.9, 0.8};
    private static final double NOISE = 1.5;
    private static final double PRIOR_MEAN = 0;
    private static final double PRIOR_SD = 2;
    private static final double[][] PHI = {{0, 1}, {1.1, 0.6}, {-2, 0.3}, {4, 2.5}, {1.17, 0.642}};

    @Option(names = "--samples", paramLabel = "K", defaultValue = "256", description = "Monte Carlo samples.")
    private int samples;

    private final GaussianFamily family = GaussianFamily.meanLogSigma();
    private final double precision = DATA.length / (NOISE * NOISE) + 1 / (PRIOR_SD * PRIOR_SD);

    ElboIdentity() {
    }

    /** Runs the example. */
    public static void main(String[] args) {
        main(new ElboIdentity(), args);
    }

    @Override
    void show() throws IOException {
        double sum = 0;
        for (double y : DATA) {
            sum += y;
        }
        Normal posterior = Normal.ofPrecision((sum / (NOISE * NOISE) + PRIOR_MEAN / (PRIOR_SD * PRIOR_SD)) / precision, precision);
        // Bayes' rule at any z: log Z = log joint - log posterior.
        double logZ = logJoint(0) - posterior.logDensity(0);
        print("The posterior is %s, and log Z = %.12f nats. All values in nats.%n", posterior, logZ);
        Table exact = Table.of("mu", "sigma", "ELBO", "KL(q||posterior)", "ELBO + KL - log Z", "sum of d/dmu", "sum of d/dlog sigma");
        Table sampled = Table.of("mu", "sigma", "ELBO", "KL(q||posterior)", "standard error", "ELBO + KL - log Z", "sum of d/dmu", "sum of d/dlog sigma");
        GradientEstimator monteCarlo = ReparameterizationEstimator.withDefaults().withSamples(samples);
        Target joint = LogDensities.univariate(this::logJoint, this::logJointDerivative);
        for (double[] q : PHI) {
            double[] phi = family.parameters(q[0], q[1]);
            GradientEstimate kl = evaluate(ClosedFormEstimator.withDefaults(), posterior, phi);
            double elbo = elbo(q[0], q[1]);
            double[] gradient = elboGradient(q[0], q[1]);
            exact.row(q[0], q[1], Table.fixed(elbo), Table.fixed(kl.value()), Table.brief(elbo + kl.value() - logZ),
                    Table.brief(gradient[0] + kl.gradient()[0]), Table.brief(gradient[1] + kl.gradient()[1]));
            GradientEstimate minusElbo = evaluate(monteCarlo, joint, phi);
            GradientEstimate noisyKl = evaluate(monteCarlo, posterior, phi);
            sampled.row(q[0], q[1], Table.fixed(-minusElbo.value()), Table.fixed(noisyKl.value()), Table.fixed(noisyKl.valueError()),
                    Table.brief(-minusElbo.value() + noisyKl.value() - logZ),
                    Table.brief(noisyKl.gradient()[0] - minusElbo.gradient()[0]), Table.brief(noisyKl.gradient()[1] - minusElbo.gradient()[1]));
        }
        print("In closed form:%n");
        exact.print(console());
        print("By Monte Carlo, K = %d, with the same samples for both (same seed):%n", samples);
        sampled.print(console());
        draw(posterior, logZ);
    }

    private double logJoint(double z) {
        double total = Normal.of(PRIOR_MEAN, PRIOR_SD).logDensity(z);
        for (double y : DATA) {
            total += Normal.of(z, NOISE).logDensity(y);
        }
        return total;
    }

    private double logJointDerivative(double z) {
        double slope = (PRIOR_MEAN - z) / (PRIOR_SD * PRIOR_SD);
        for (double y : DATA) {
            slope += (y - z) / (NOISE * NOISE);
        }
        return slope;
    }

    /** E_q[log joint] plus the entropy of q: the log joint is quadratic, with the second derivative -precision. */
    private double elbo(double mean, double sd) {
        return logJoint(mean) - 0.5 * sd * sd * precision + 0.5 + Normal.HALF_LOG_TWO_PI + Math.log(sd);
    }

    private double[] elboGradient(double mean, double sd) {
        return new double[] {logJointDerivative(mean), 1 - sd * sd * precision};
    }

    private GradientEstimate evaluate(GradientEstimator estimator, Target target, double[] phi) {
        GradientEstimate estimate = new GradientEstimate(2);
        try (Objective objective = estimator.bind(new Problem(target, family, Divergences.reverseKl()), Execution.serial(seed()))) {
            objective.evaluate(0, phi, estimate);
        }
        return estimate;
    }

    private void draw(Normal posterior, double logZ) throws IOException {
        double sd = posterior.sd();
        Plot.of("The ELBO never exceeds log Z", "mu of q", "nats")
                .curve("log Z", -1, 3.5, mu -> logZ, Plot.BLACK, Plot.SOLID)
                .curve("ELBO, sigma of the posterior", -1, 3.5, mu -> elbo(mu, sd), Plot.BLUE, Plot.DASHED)
                .curve("ELBO, twice that sigma", -1, 3.5, mu -> elbo(mu, 2 * sd), Plot.VERMILION, Plot.MIXED)
                .save(folder(), "elbo");
    }
}
