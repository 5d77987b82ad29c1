package io.divergence.examples;

import io.divergence.distribution.MultivariateNormal;
import io.divergence.estimators.automatic.AutomaticFit;
import io.divergence.estimators.automatic.AutomaticResult;
import io.divergence.estimators.automatic.Verdict;
import io.divergence.model.EightSchools;
import io.divergence.model.Models;
import io.divergence.target.DifferentiableLogDensity;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** How often the verdicts of the automatic fit are right. */
@Command(name = "VerdictReport", description = {"Fits twenty targets from many seeds and counts verdicts: stops that are not within tolerance though they",
    "say so, wrong shapes and second modes that are not flagged, good fits that are."})
public final class VerdictReport extends Example {
    private static final double TOLERANCE = 0.1;

    @Option(names = "--seeds", defaultValue = "20", description = "Seeds of each target.")
    private int seeds;

    @Option(names = "--targets", paramLabel = "TEXT", split = ";", description = "Only targets whose names contain one of these texts.")
    private List<String> only;

    @Option(names = "--report", paramLabel = "FILE", description = "Writes the table to a section of this file of Markdown.")
    private Path report;

    VerdictReport() {
    }

    /** Runs the example. */
    public static void main(String[] args) {
        main(new VerdictReport(), args);
    }

    /** What a good verdict on a target is. */
    private enum Group {
        EASY("easy: within tolerance"), USEFUL("useful: no demand but the truth"), SHAPE("wrong shape: flagged"),
        MODES("modes of like mass: several modes seen");

        private final String words;

        Group(String words) {
            this.words = words;
        }
    }

    private record Case(String name, Group group, DifferentiableLogDensity target) {
    }

    /** Counts over a group. */
    private static final class Count {
        private int runs;
        private int good;
        private int claims;
        private int wrong;
        private int wrongWithin;
        private int within;
    }

    private static List<Case> cases() throws IOException {
        List<Case> all = new ArrayList<>();
        for (int[] size : new int[][] {{1, 1}, {2, 100}, {10, 1}, {10, 10_000}, {50, 100}}) {
            all.add(new Case("Gaussian, D = " + size[0] + ", condition " + size[1], Group.EASY, Models.illConditionedGaussian(size[0], size[1])));
        }
        all.add(new Case("logistic, 500 x 10", Group.EASY, ExampleData.generatedLogistic(500, 10)));
        all.add(new Case("seven-point regression", Group.USEFUL, ExampleData.sevenPoints()));
        all.add(new Case("eight schools, non-centred", Group.USEFUL, EightSchools.nonCentered()));
        all.add(new Case("breast cancer logistic", Group.USEFUL, ExampleData.breastCancer()));
        all.add(new Case("Student-t, 4 df, D = 10", Group.USEFUL, Models.studentT(10, 4)));
        all.add(new Case("funnel, D = 2", Group.SHAPE, Models.funnel(2)));
        all.add(new Case("funnel, D = 10", Group.SHAPE, Models.funnel(10)));
        all.add(new Case("eight schools, centred", Group.SHAPE, EightSchools.centered()));
        all.add(new Case("banana", Group.SHAPE, Models.banana()));
        all.add(new Case("banana, bend 0.1", Group.SHAPE, Models.banana(10, 0.1)));
        all.add(new Case("Cauchy, D = 2", Group.SHAPE, Models.cauchy(2)));
        all.add(new Case("Cauchy, D = 10", Group.SHAPE, Models.cauchy(10)));
        all.add(new Case("two modes, 1/2 and 1/2, 4 apart", Group.MODES, ComparedTarget.twoModes(0.5, Math.sqrt(2))));
        all.add(new Case("two modes, 0.6 and 0.4, 6 apart", Group.MODES, ComparedTarget.twoModes(0.6, 3 / Math.sqrt(2))));
        all.add(new Case("three modes, 3, 3 and 2 in 8", Group.MODES, Models.mixture(new double[] {0.375, 0.375, 0.25}, new double[][] {{3, 0}, {-2, 2}, {-2, -3}},
                new double[] {0.7, 0.7, 0.7})));
        return all;
    }

    @Override
    void show() throws IOException {
        StringBuilder table = new StringBuilder("| target | demand | verdicts | good | claims | not true | largest gap of a claim [nats] |\n"
                + "|---|---|---|---|---|---|---|\n");
        Map<Group, Count> groups = new EnumMap<>(Group.class);
        Count total = new Count();
        List<Case> cases = cases().stream().filter(c -> only == null || only.stream().anyMatch(c.name()::contains)).toList();
        for (Case c : cases) {
            row(c, table, groups.computeIfAbsent(c.group(), g -> new Count()), total);
        }
        StringBuilder summary = new StringBuilder(String.format(Locale.ROOT,
                "Verdicts \"within tolerance\" that are not true: %d of %d. Stops that claim the tolerance, whatever the shape, and are not true: %d of %d.%n",
                total.wrongWithin, total.within, total.wrong, total.claims));
        groups.forEach((group, count) -> summary.append(String.format(Locale.ROOT, "- %s: %d of %d%n", group.words,
                group == Group.USEFUL ? count.claims - count.wrong : count.good, group == Group.USEFUL ? count.claims : count.runs)));
        print("%n%s", summary.toString().strip());
        if (report != null) {
            write(table, summary);
        }
    }

    private void row(Case c, StringBuilder table, Count group, Count total) {
        ElboJudge judge = ElboJudge.of(c.target());
        List<AutomaticResult> results = new ArrayList<>();
        for (int s = 0; s < seeds; s++) {
            results.add(AutomaticFit.of(c.target()).run(1000 * seed() + s));
        }
        double[] elbos = results.stream().mapToDouble(r -> elbo(judge, r)).toArray();
        AutomaticResult strict = AutomaticFit.of(c.target()).withStrictStop().withTolerance(0.02).withStarts(8).run(seed());
        double best = Math.max(elbo(judge, strict), java.util.Arrays.stream(elbos).max().orElseThrow());
        Count count = new Count();
        double largest = 0;
        for (int s = 0; s < seeds; s++) {
            boolean claims = Routes.claims(results.get(s));
            boolean off = best - elbos[s] > TOLERANCE;
            Verdict.Kind kind = results.get(s).verdict().kind();
            count.runs++;
            count.claims += claims ? 1 : 0;
            count.wrong += claims && off ? 1 : 0;
            count.within += kind == Verdict.Kind.WITHIN_TOLERANCE ? 1 : 0;
            count.wrongWithin += kind == Verdict.Kind.WITHIN_TOLERANCE && off ? 1 : 0;
            largest = claims ? Math.max(largest, best - elbos[s]) : largest;
            count.good += switch (c.group()) {
                case EASY -> kind == Verdict.Kind.WITHIN_TOLERANCE;
                case USEFUL -> claims && !off;
                case SHAPE -> kind != Verdict.Kind.WITHIN_TOLERANCE;
                case MODES -> kind == Verdict.Kind.SEVERAL_MODES;
            } ? 1 : 0;
        }
        String verdicts = results.stream().map(r -> r.verdict().kind().words()).collect(Collectors.groupingBy(w -> w, Collectors.counting()))
                .entrySet().stream().sorted(Map.Entry.comparingByKey()).map(e -> e.getValue() + " " + e.getKey()).collect(Collectors.joining("; "));
        table.append(String.format(Locale.ROOT, "| %s | %s | %s | %d/%d | %d | %d | %.2g |%n", c.name(), c.group().words, verdicts, count.good, count.runs,
                count.claims, count.wrong, largest));
        print("%-32s good %2d/%d, claims %2d, not true %2d, largest gap %.2g: %s", c.name(), count.good, count.runs, count.claims, count.wrong, largest, verdicts);
        console().flush();
        for (Count sum : new Count[] {group, total}) {
            sum.runs += count.runs;
            sum.good += count.good;
            sum.claims += count.claims;
            sum.wrong += count.wrong;
            sum.within += count.within;
            sum.wrongWithin += count.wrongWithin;
        }
    }

    private static double elbo(ElboJudge judge, AutomaticResult result) {
        MultivariateNormal q = (MultivariateNormal) result.distribution();
        return judge.elbo(q.mean(), q.cholesky()).value();
    }

    private void write(StringBuilder table, StringBuilder summary) throws IOException {
        MarkdownReport.write(report, "Verdicts", String.format(Locale.ROOT, """
                `mvn -q compile exec:java -Dexec.mainClass=io.divergence.examples.VerdictReport -Dexec.args="--seed %d --seeds %d --report %s"`

                Twenty targets, %d seeds each. A claim is a verdict that says that the fit is at most 0.1 nat from the best normal distribution near
                it: within tolerance, wrong shape, or several modes seen. It is not true if the ELBO, on 20,000 points that no fit has used, is more
                than 0.1 below the highest of all seeds and of a strict run; where there are several modes, that highest one may be at another mode.

                %s
                %s""", seed(), seeds, report, seeds, table, summary));
    }
}
