package io.divergence.examples;

import io.divergence.distribution.MultivariateNormal;
import io.divergence.divergence.Discrepancy;
import io.divergence.divergence.Divergences;
import io.divergence.estimators.automatic.AutomaticFit;
import io.divergence.estimators.automatic.AutomaticResult;
import io.divergence.estimators.evaluate.DivergenceEvaluator;
import io.divergence.model.Models;
import io.divergence.target.DifferentiableLogDensity;
import io.divergence.target.LogDensities;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** How often fits by forward KL and chi^2 are refused, and how often a claim is false. */
@Command(name = "WeightedVerdicts", description = {"Fits targets with heavy, normal and bent tails by forward KL and chi^2 from many seeds, and counts",
    "refusals and false claims: of a divergence that is infinite, or of a distance that is not so."})
public final class WeightedVerdicts extends Example {
    private static final double TOLERANCE = 0.1;

    @Option(names = "--seeds", defaultValue = "40", description = "Seeds of each target.")
    private int seeds;

    @Option(names = "--targets", paramLabel = "TEXT", split = ";", description = "Only targets whose names contain one of these texts.")
    private List<String> only;

    @Option(names = "--report", paramLabel = "FILE", description = "Writes the table to a section of this file of Markdown.")
    private Path report;

    WeightedVerdicts() {
    }

    /** Runs the example. */
    public static void main(String[] args) {
        main(new WeightedVerdicts(), args);
    }

    /** A target; the best normal distribution by this divergence where that is finite and known, else null. */
    private record Case(String name, Discrepancy divergence, boolean isInfinite, DifferentiableLogDensity target, MultivariateNormal best) {
    }

    private static Case infinite(String name, Discrepancy divergence, DifferentiableLogDensity target) {
        return new Case(name, divergence, true, target, null);
    }

    /** With the normal distribution of the target's moments, the best by forward KL. */
    private static Case finite(String name, DifferentiableLogDensity target, MultivariateNormal moments) {
        return new Case(name, Divergences.forwardKl(), false, target, moments);
    }

    private static List<Case> cases() {
        Discrepancy kl = Divergences.forwardKl();
        Discrepancy chi2 = Divergences.forwardChiSquared();
        List<Case> all = new ArrayList<>();
        for (int d : new int[] {2, 5}) {
            all.add(infinite("Cauchy, D = " + d, kl, Models.cauchy(d)));
            all.add(infinite("Student-t, 2 df, D = " + d, kl, Models.studentT(d, 2)));
        }
        all.add(infinite("Student-t, 3 df, D = 2", chi2, Models.studentT(2, 3)));
        all.add(infinite("Student-t, 4 df, D = 5", chi2, Models.studentT(5, 4)));
        all.add(infinite("funnel, D = 2", chi2, Models.funnel(2)));
        all.add(infinite("Gamma and a normal about a parabola", chi2, gammaAndParabola()));
        for (int d : new int[] {2, 5}) {
            for (int df : new int[] {3, 4}) {
                double[] sds = new double[d];
                Arrays.fill(sds, Math.sqrt(df / (df - 2.0)));
                all.add(finite("Student-t, " + df + " df, D = " + d, Models.studentT(d, df), MultivariateNormal.ofDiagonal(new double[d], sds)));
            }
        }
        for (int d : new int[] {2, 10, 50}) {
            double[] mean = new double[d];
            double[] factor = new double[d * d];
            for (int i = 0; i < d; i++) {
                mean[i] = i % 3;
                factor[i * d + i] = 1 + 0.1 * i;
                factor[i * d] += 0.5;
            }
            MultivariateNormal own = MultivariateNormal.ofCholesky(mean, factor);
            all.add(finite("Gaussian, D = " + d, Models.gaussian(mean, factor), own));
            if (d < 50) {
                all.add(new Case("Gaussian, D = " + d, chi2, false, Models.gaussian(mean, factor), own));
            }
        }
        all.add(finite("Gamma and a normal about a parabola", gammaAndParabola(), momentsOfGammaAndParabola()));
        all.add(finite("funnel, D = 2", Models.funnel(2), MultivariateNormal.ofDiagonal(new double[2], new double[] {3, Math.exp(2.25)})));
        return all;
    }

    /** x the logarithm of a Gamma(2, 1) variable, y ~ N(x/2 + 0.3 x^2, 1/2). */
    private static DifferentiableLogDensity gammaAndParabola() {
        return LogDensities.of(2, z -> {
            double y = z[1] - z[0] / 2 - 0.3 * z[0] * z[0];
            return 2 * z[0] - Math.exp(z[0]) - y * y;
        }, (z, g) -> {
            double y = z[1] - z[0] / 2 - 0.3 * z[0] * z[0];
            g[0] = 2 - Math.exp(z[0]) + 2 * y * (0.5 + 0.6 * z[0]);
            g[1] = -2 * y;
        });
    }

    /** By the cumulants of the logarithm of a Gamma(2, 1) variable, the polygamma functions at 2. */
    private static MultivariateNormal momentsOfGammaAndParabola() {
        double k1 = 0.42278433509846714;
        double k2 = 0.6449340668482264;
        double k3 = -0.40411380631918857;
        double k4 = 0.49393940226682914;
        double varianceOfSquare = k4 + 4 * k1 * k3 + 2 * k2 * k2 + 4 * k1 * k1 * k2;
        double withSquare = k3 + 2 * k1 * k2;
        double mean = k1 / 2 + 0.3 * (k2 + k1 * k1);
        double covariance = k2 / 2 + 0.3 * withSquare;
        double variance = 0.5 + k2 / 4 + 0.3 * withSquare + 0.09 * varianceOfSquare;
        return MultivariateNormal.ofCovariance(new double[] {k1, mean}, new double[] {k2, covariance, covariance, variance});
    }

    @Override
    void show() throws IOException {
        StringBuilder table = new StringBuilder("| target | divergence | runs | claims | false claims | largest gap of a claim [nats] |\n|---|---|---|---|---|---|\n");
        for (Case c : cases()) {
            if (only == null || only.stream().anyMatch(c.name()::contains)) {
                row(c, table);
            }
        }
        if (report != null) {
            MarkdownReport.write(report, "Forward KL and chi^2, finite and not", String.format(Locale.ROOT, """
                    `mvn -q compile exec:java -Dexec.mainClass=io.divergence.examples.WeightedVerdicts -Dexec.args="--seed %d --seeds %d --report %s"`

                    A claim about an infinite divergence is false. Where it is finite, a claim is false if the fit is more than 0.1 nat from
                    the normal distribution with the moments of the target. A run that claims nothing says that its weights are blind, or
                    that its budget is used up. Tails are found by asking for the log density 1,000 to 16,000 standard deviations out, along
                    coordinates, in random directions and along ridges; ridges that are bent, and tails ruled by draws that are seldom
                    seen, stay doubtful.

                    %s""", seed(), seeds, report, table));
        }
    }

    private void row(Case c, StringBuilder table) {
        int claims = 0;
        int wrong = 0;
        double largest = 0;
        for (int s = 0; s < seeds; s++) {
            AutomaticResult result = AutomaticFit.of(c.target()).withDivergence(c.divergence()).run(1000 * seed() + s);
            if (!Routes.claims(result) || !result.divergence().equals(c.divergence())) {
                continue;
            }
            claims++;
            double gap = c.isInfinite() ? Double.POSITIVE_INFINITY : DivergenceEvaluator.kl(c.best(), result.distribution()).value();
            largest = Math.max(largest, gap);
            wrong += gap > TOLERANCE ? 1 : 0;
        }
        String name = c.divergence().name() + (c.isInfinite() ? ", infinite" : "");
        table.append(String.format(Locale.ROOT, "| %s | %s | %d | %d | %d | %s |%n", c.name(), name, seeds, claims, wrong,
                c.isInfinite() || claims == 0 ? "" : String.format(Locale.ROOT, "%.2g", largest)));
        print("%-36s %-24s claims %2d of %d, false %2d", c.name(), name, claims, seeds, wrong);
        console().flush();
    }
}
