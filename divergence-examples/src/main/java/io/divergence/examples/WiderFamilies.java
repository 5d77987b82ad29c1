package io.divergence.examples;

import io.divergence.distribution.Distribution;
import io.divergence.distribution.MultivariateMixture;
import io.divergence.distribution.MultivariateNormal;
import io.divergence.distribution.MultivariateStudentT;
import io.divergence.distribution.StudentT;
import io.divergence.estimators.automatic.AutomaticFit;
import io.divergence.estimators.automatic.AutomaticResult;
import io.divergence.model.EightSchools;
import io.divergence.model.Models;
import io.divergence.target.DifferentiableLogDensity;
import io.divergence.target.LogDensities;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What Student's t distributions and mixtures gain over normal distributions, and where they gain nothing. */
@Command(name = "WiderFamilies", description = {"Fits targets with heavy tails, several modes and other shapes by normal distributions, Student-t distributions and",
    "mixtures of normal distributions, and compares ELBO, k-hat, effective draws and gradients. The picture shows three modes and the mixture."})
public final class WiderFamilies extends Example {
    private static final int CELLS = 160;
    private static final double RANGE = 6;
    private static final AutomaticFit.Family[] FAMILIES = {AutomaticFit.Family.AUTOMATIC, AutomaticFit.Family.STUDENT_T, AutomaticFit.Family.MIXTURE};

    @Option(names = "--seeds", defaultValue = "5", description = "Seeds of each target.")
    private int seeds;

    @Option(names = "--targets", paramLabel = "TEXT", split = ";", description = "Only targets whose names contain one of these texts.")
    private List<String> only;

    @Option(names = "--report", paramLabel = "FILE", description = "Writes the table to a section of this file of Markdown.")
    private Path report;

    WiderFamilies() {
    }

    /** Runs the example. */
    public static void main(String[] args) {
        main(new WiderFamilies(), args);
    }

    private static DifferentiableLogDensity threeModes() {
        return Models.mixture(new double[] {0.375, 0.375, 0.25}, new double[][] {{3, 0}, {-2, 2}, {-2, -3}}, new double[] {0.7, 0.7, 0.7});
    }

    /** Independent coordinates, each of Student's t distribution; log Z = 0. */
    private static DifferentiableLogDensity product(int d, double df) {
        double constant = d * StudentT.of(df).logDensity(0);
        return LogDensities.of(d, z -> {
            double sum = constant;
            for (double x : z) {
                sum -= 0.5 * (df + 1) * Math.log1p(x * x / df);
            }
            return sum;
        }, (z, g) -> {
            for (int i = 0; i < d; i++) {
                g[i] = -(df + 1) * z[i] / (df + z[i] * z[i]);
            }
        });
    }

    private static Map<String, DifferentiableLogDensity> targets() {
        Map<String, DifferentiableLogDensity> all = new LinkedHashMap<>();
        all.put("Gaussian, condition 1e4, D = 10", Models.illConditionedGaussian(10, 1e4));
        all.put("Student-t, 4 df, D = 10", Models.studentT(10, 4));
        all.put("Student-t, 1 df, D = 2", Models.studentT(2, 1));
        all.put("Student-t, 30 df, D = 20", Models.studentT(20, 30));
        all.put("product of Student-t, 4 df, D = 5", product(5, 4));
        all.put("product of Cauchy, D = 2", Models.cauchy(2));
        all.put("eight schools, non-centred", EightSchools.nonCentered());
        all.put("eight schools, centred", EightSchools.centered());
        all.put("banana", Models.banana());
        all.put("funnel, D = 10", Models.funnel(10));
        all.put("two modes, 6 apart", Models.mixture(new double[] {0.4, 0.6}, new double[][] {{-3, 0}, {3, 0}}, new double[] {1, 1}));
        all.put("two modes that overlap, 3 apart", Models.mixture(new double[] {0.5, 0.5}, new double[][] {{-1.5, 0}, {1.5, 0}}, new double[] {1, 1}));
        all.put("two modes that overlap, D = 5", Models.mixture(new double[] {0.5, 0.5}, new double[][] {{-1.5, 0, 0, 0, 0}, {1.5, 0, 0, 0, 0}},
                new double[] {1, 0.7}));
        double[][] means = new double[2][10];
        means[0][0] = -2;
        means[1][0] = 2;
        all.put("two modes, 4 apart, D = 10", Models.mixture(new double[] {0.3, 0.7}, means, new double[] {1, 0.8}));
        all.put("three modes", threeModes());
        return all;
    }

    @Override
    void show() throws IOException {
        StringBuilder table = new StringBuilder("| target | family | gain in ELBO [nats] | found | k-hat | ESS/draws | gradients | verdicts |\n|---|---|---|---|---|---|---|---|\n");
        for (Map.Entry<String, DifferentiableLogDensity> target : targets().entrySet()) {
            if (only == null || only.stream().anyMatch(target.getKey()::contains)) {
                compare(target.getKey(), target.getValue(), table);
            }
        }
        picture();
        if (report != null) {
            write(table);
        }
    }

    private void compare(String name, DifferentiableLogDensity target, StringBuilder table) {
        double[] normal = new double[seeds];
        double[] error = new double[seeds];
        for (AutomaticFit.Family family : FAMILIES) {
            List<AutomaticResult> all = new ArrayList<>();
            double[] gains = new double[seeds];
            double noise = 0;
            for (int s = 0; s < seeds; s++) {
                AutomaticResult result = AutomaticFit.of(target).with(family).run(seed() + s);
                all.add(result);
                if (family == AutomaticFit.Family.AUTOMATIC) {
                    normal[s] = result.elbo().value();
                    error[s] = result.elbo().standardError();
                }
                gains[s] = result.elbo().value() - normal[s];
                noise = Math.max(noise, Math.hypot(error[s], result.elbo().standardError()));
            }
            boolean isNormal = family == AutomaticFit.Family.AUTOMATIC;
            String gain = isNormal ? String.format(Locale.ROOT, "(ELBO %.3f)", median(normal))
                    : String.format(Locale.ROOT, "%.3f (%.3f to %.3f) +- %.3f", median(gains), Arrays.stream(gains).min().orElseThrow(),
                            Arrays.stream(gains).max().orElseThrow(), noise);
            String verdicts = all.stream().map(r -> r.verdict().kind().words()).collect(Collectors.groupingBy(w -> w, Collectors.counting())).entrySet().stream()
                    .sorted(Map.Entry.comparingByKey()).map(e -> e.getValue() + " " + e.getKey()).collect(Collectors.joining("; "));
            String row = String.format(Locale.ROOT, "| %s | %s | %s | %s | %.2f | %.2f | %,.0f | %s |%n", name, isNormal ? "normal" : family == AutomaticFit.Family.STUDENT_T
                    ? "Student-t" : "mixture", gain, found(all), median(all.stream().mapToDouble(r -> Math.max(-9, r.weights().orElseThrow().khat())).toArray()),
                    median(all.stream().mapToDouble(WiderFamilies::effective).toArray()), median(all.stream().mapToDouble(AutomaticResult::gradients).toArray()),
                    verdicts);
            table.append(row);
            print("%s", row.strip());
            console().flush();
        }
    }

    private static double effective(AutomaticResult result) {
        return result.weights().orElseThrow().effectiveSampleSize() * result.distribution().dimension() / result.draws().length;
    }

    private static String found(List<AutomaticResult> results) {
        return results.stream().map(r -> describe(r.distribution())).distinct().collect(Collectors.joining("; "));
    }

    private static String describe(Distribution q) {
        if (q instanceof MultivariateStudentT t) {
            return String.format(Locale.ROOT, "%.2g df", t.df());
        }
        return q instanceof MultivariateMixture mixture ? mixture.components().size() + " parts" : "normal";
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return 0.5 * (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]);
    }

    private void picture() throws IOException {
        DifferentiableLogDensity target = threeModes();
        AutomaticResult fit = AutomaticFit.of(target).with(AutomaticFit.Family.MIXTURE).run(seed());
        double[] x = Plot.grid(-RANGE, RANGE, CELLS);
        double[][] values = new double[CELLS][CELLS];
        double[] log = new double[1];
        double least = Double.POSITIVE_INFINITY;
        for (int i = 0; i < CELLS; i++) {
            for (int j = 0; j < CELLS; j++) {
                target.logDensity(new double[] {x[i], x[j]}, 0, 1, log);
                values[i][j] = -log[0];
                least = Math.min(least, -log[0]);
            }
        }
        for (double[] row : values) {
            for (int j = 0; j < CELLS; j++) {
                row[j] -= least;
            }
        }
        Plot plot = Plot.of("Three modes: " + fit.verdict().kind().words(), "x1", "x2").range(-RANGE, RANGE, -RANGE, RANGE);
        Contours.draw(plot, x, x, values);
        List<Distribution> parts = fit.distribution() instanceof MultivariateMixture mixture ? mixture.components() : List.of(fit.distribution());
        for (int part = 0; part < parts.size(); part++) {
            ellipse(plot, part, (MultivariateNormal) parts.get(part));
        }
        plot.save(folder(), "three-modes");
    }

    private static void ellipse(Plot plot, int part, MultivariateNormal q) {
        double[] angle = Plot.grid(0, 2 * Math.PI, 181);
        for (int sd = 1; sd <= 2; sd++) {
            double[] ex = new double[angle.length];
            double[] ey = new double[angle.length];
            for (int k = 0; k < angle.length; k++) {
                ex[k] = q.mean()[0] + sd * q.cholesky()[0] * Math.cos(angle[k]);
                ey[k] = q.mean()[1] + sd * (q.cholesky()[2] * Math.cos(angle[k]) + q.cholesky()[3] * Math.sin(angle[k]));
            }
            boolean isNamed = part == 0 && sd == 1;
            plot.line(isNamed ? "parts of the fit, 1 and 2 sd" : "part " + part + ", " + sd, ex, ey, Plot.VERMILION, Plot.SOLID, isNamed);
        }
    }

    private void write(StringBuilder table) throws IOException {
        MarkdownReport.write(report, "Wider families", String.format(Locale.ROOT, """
                `mvn -q compile exec:java -Dexec.mainClass=io.divergence.examples.WiderFamilies -Dexec.args="--seed %d --seeds %d --report %s"`

                `AutomaticFit.Family.STUDENT_T` and `AutomaticFit.Family.MIXTURE` beside the default, %d seeds each: medians, and for the gain in ELBO over
                the normal fit of the same seed its range and the largest standard error of one difference. What was found is that of all seeds. All
                gradients count, those of the normal fit from which the search goes on included. Where nothing is gained, the normal fit would have
                done, with fewer gradients.

                %s""", seed(), seeds, report, seeds, table));
    }
}
