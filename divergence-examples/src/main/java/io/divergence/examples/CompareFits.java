package io.divergence.examples;

import io.divergence.estimators.automatic.AutomaticFit;
import io.divergence.random.RandomStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.knowm.xchart.style.markers.SeriesMarkers;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** How many gradients the automatic fit and its competitors need, and what their stops are worth. */
@Command(name = "CompareFits", description = {"Counts the gradients until a fit is within 0.1 nat of the best normal distribution, from several starts,",
    "for the automatic fit and for competitors composed of the library's own parts."})
public final class CompareFits extends Example {
    private static final double TOLERANCE = 0.1;
    private static final long SLOW_CAP = 5_000;

    @Option(names = "--posteriordb", paramLabel = "FOLDER", description = "Also the models of posteriordb whose data are in NAME/data.json there.")
    private Path posteriordb;

    @Option(names = "--targets", paramLabel = "TEXT", split = ";", description = "Only targets whose names contain one of these texts.")
    private List<String> only;

    @Option(names = "--starts", defaultValue = "3", description = "Starts of each, from U(-2, 2)^D.")
    private int starts;

    @Option(names = "--cap", paramLabel = "N", defaultValue = "200000", description = "Gradients at most; 5,000 for the two slow targets.")
    private long cap;

    @Option(names = "--threads", defaultValue = "2", description = "Threads on which the competitors run; the figures do not depend on it.")
    private int threads;

    @Option(names = "--quick", description = "The same as --cap 20000.")
    private boolean quick;

    @Option(names = "--report", paramLabel = "FILE", description = "Writes the tables to a section of this file of Markdown.")
    private Path report;

    @Option(names = "--no-picture", description = "Leaves the pictures out.")
    private boolean noPicture;

    CompareFits() {
    }

    /** Runs the example. */
    public static void main(String[] args) {
        main(new CompareFits(), args);
    }

    /** All runs on one target. */
    private static final class Runs {
        private final ElboJudge judge;
        private final Map<String, List<Trail>> trails = new LinkedHashMap<>();
        private final Map<Trail.State, Double> elbos = new IdentityHashMap<>();
        private final Map<Trail, OptionalLong> arrivals = new IdentityHashMap<>();
        private double best = Double.NEGATIVE_INFINITY;

        Runs(ElboJudge judge) {
            this.judge = judge;
        }

        double gap(Trail trail) {
            if (trail.states().isEmpty()) {
                return Double.POSITIVE_INFINITY;
            }
            return best - elbo(trail.last());
        }

        void considerLast(Trail trail) {
            if (!trail.states().isEmpty()) {
                best = Math.max(best, elbo(trail.last()));
            }
        }

        private double elbo(Trail.State state) {
            return elbos.computeIfAbsent(state, s -> judge.elbo(s.mean(), s.factor()).value());
        }

        /** Once the best is known. */
        OptionalLong arrival(Trail trail) {
            return arrivals.computeIfAbsent(trail, t -> t.arrival(judge, best, TOLERANCE));
        }

        /** The median of those that arrive, and how many do, or the smallest gap. */
        String cell(String method) {
            List<Trail> runs = trails.get(method);
            long[] arrived = runs.stream().map(this::arrival).filter(OptionalLong::isPresent)
                    .mapToLong(OptionalLong::getAsLong).sorted().toArray();
            if (arrived.length == 0) {
                double gap = runs.stream().mapToDouble(this::gap).min().orElseThrow();
                return Double.isInfinite(gap) ? "never" : String.format(Locale.ROOT, "never (%.2g)", gap);
            }
            return String.format(Locale.ROOT, "%,d%s", median(arrived), arrived.length < runs.size() ? " (" + arrived.length + "/" + runs.size() + ")" : "");
        }
    }

    private static long median(long[] sorted) {
        return sorted[sorted.length / 2];
    }

    private final StringBuilder table = new StringBuilder();
    private final StringBuilder stops = new StringBuilder();
    private int arrived;
    private int runsInAll;
    private int honest;
    private int claimed;
    private final List<String> slower = new ArrayList<>();

    @Override
    void show() throws IOException {
        if (threads < 1) {
            throw new IllegalArgumentException("--threads " + threads + ": must be at least 1");
        }
        cap = quick ? Math.min(cap, 20_000) : cap;
        Map<String, Route> routes = Routes.all();
        table.append("| target | D | in numpy | ").append(String.join(" | ", routes.keySet())).append(" |\n|---|---|---|")
                .append("---|".repeat(routes.size())).append('\n');
        stops.append("| target | gradients to the stop | gap at the stop [nats] | verdict | time [ms] |\n|---|---|---|---|---|\n");
        List<ComparedTarget> targets = ComparedTarget.all(posteriordb).stream()
                .filter(t -> only == null || only.stream().anyMatch(t.name()::contains)).toList();
        if (targets.isEmpty()) {
            throw new IllegalArgumentException("--targets " + only + " leaves no target");
        }
        ExecutorService workers = Executors.newFixedThreadPool(threads);
        try (Progress progress = Progress.of("Runs", (long) targets.size() * starts * (routes.size() - 1))) {
            for (ComparedTarget target : targets) {
                compare(target, routes, workers, progress);
                if (report != null) {
                    write(summary());
                }
            }
        } finally {
            workers.shutdownNow();
        }
        print("%s", summary());
    }

    private String summary() {
        return String.format(Locale.ROOT, "AutomaticFit arrived in %d of %d runs; of its %d claims to be within tolerance %d were true. ",
                arrived, runsInAll, claimed, honest)
                + (slower.isEmpty() ? "On no target did it need more than 1.2 times the gradients of the trial in numpy."
                : "It needed more than 1.2 times the gradients of the trial in numpy on: " + String.join("; ", slower) + ".");
    }

    private void compare(ComparedTarget target, Map<String, Route> routes, ExecutorService workers, Progress progress) throws IOException {
        int d = target.target().dimension();
        Runs runs = new Runs(target.isSlow() ? ElboJudge.of(target.target()).withPoints(2048) : ElboJudge.of(target.target()));
        long[] nanos = new long[starts];
        List<Trail> own = new ArrayList<>();
        for (int s = 0; s < starts; s++) {
            own.add(Trail.ofAll());
            long begin = System.nanoTime();
            routes.get(Routes.AUTOMATIC).run(target.target(), start(d, s), most(target), 1000 * seed() + s, own.get(s));
            nanos[s] = System.nanoTime() - begin;
            runs.considerLast(own.get(s));
        }
        runs.trails.put(Routes.AUTOMATIC, own);
        // A long and strict run, to know the best.
        AutomaticFit strict = AutomaticFit.of(target.target()).with(AutomaticFit.Family.FULL_RANK).withTolerance(target.isSlow() ? 0.05 : 0.01)
                .withStrictStop().withBudget(target.isSlow() ? 10_000 : 200_000).withInitialPoint(start(d, 0));
        Trail strictTrail = Trail.ofAll();
        strict.run(seed() + 77, strictTrail::add);
        runs.considerLast(strictTrail);
        double known = runs.best;
        compete(target, routes, runs, workers, progress);
        if (runs.best > known + 0.5 * TOLERANCE) {
            // Somebody found a better one: those that ended near the former best may have ended too early.
            compete(target, routes, runs, workers, Progress.of("Runs", 0));
        }
        rows(target, runs, nanos);
        if (!noPicture && !target.isSlow()) {
            picture(target, runs);
        }
    }

    private long most(ComparedTarget target) {
        return target.isSlow() ? Math.min(cap, SLOW_CAP) : cap;
    }

    /** All starts of all competitors, side by side: each ends once it is within half of the tolerance, or at its cap. */
    private void compete(ComparedTarget target, Map<String, Route> routes, Runs runs, ExecutorService workers, Progress progress) {
        double known = runs.best;
        List<Future<?>> pending = new ArrayList<>();
        routes.forEach((name, route) -> {
            if (name.equals(Routes.AUTOMATIC)) {
                return;
            }
            List<Trail> trails = new ArrayList<>();
            for (int s = 0; s < starts; s++) {
                ElboJudge judge = runs.judge.copy();
                Trail trail = Trail.thinned().until(state -> judge.isWithin(state.mean(), state.factor(), known, 0.5 * TOLERANCE));
                trails.add(trail);
                double[] start = start(target.target().dimension(), s);
                long runSeed = 1000 * seed() + s;
                pending.add(workers.submit(() -> {
                    route.run(target.target(), start, most(target), runSeed, trail);
                    synchronized (progress) {
                        progress.step();
                    }
                }));
            }
            runs.trails.put(name, trails);
        });
        for (Future<?> run : pending) {
            await(run);
        }
        runs.trails.values().forEach(trails -> trails.forEach(runs::considerLast));
    }

    private static void await(Future<?> run) {
        try {
            run.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("a run failed", e.getCause());
        }
    }

    private double[] start(int d, int s) {
        RandomStream rng = RandomStream.of(seed(), 0x73746172L);
        rng.seek(s, 0);
        double[] start = new double[d];
        Arrays.setAll(start, i -> 4 * rng.nextDouble() - 2);
        return start;
    }

    private void rows(ComparedTarget target, Runs runs, long[] nanos) {
        List<String> cells = new ArrayList<>();
        runs.trails.keySet().forEach(name -> cells.add(runs.cell(name)));
        table.append(String.format(Locale.ROOT, "| %s | %d | %,d | %s |%n", target.name(), target.target().dimension(), target.reference(),
                String.join(" | ", cells)));
        List<String> counts = new ArrayList<>();
        List<String> gaps = new ArrayList<>();
        List<String> words = new ArrayList<>();
        List<Long> arrivals = new ArrayList<>();
        for (Trail trail : runs.trails.get(Routes.AUTOMATIC)) {
            double gap = runs.gap(trail);
            counts.add(String.format(Locale.ROOT, "%,d", trail.stop));
            gaps.add(String.format(Locale.ROOT, "%.2g", Math.max(0, gap)));
            words.add(trail.ending);
            runsInAll++;
            runs.arrival(trail).ifPresent(arrivals::add);
            claimed += trail.claims ? 1 : 0;
            honest += trail.claims && gap <= TOLERANCE ? 1 : 0;
        }
        arrived += arrivals.size();
        long[] sorted = arrivals.stream().mapToLong(x -> x).sorted().toArray();
        if (sorted.length == 0 || median(sorted) > 1.2 * target.reference()) {
            slower.add(target.name() + (sorted.length == 0 ? " (never)" : String.format(Locale.ROOT, " (%,d against %,d)", median(sorted), target.reference())));
        }
        stops.append(String.format(Locale.ROOT, "| %s | %s | %s | %s | %s |%n", target.name(), String.join(", ", counts), String.join(", ", gaps),
                String.join(", ", words.stream().distinct().toList()),
                String.join(", ", Arrays.stream(nanos).mapToObj(n -> String.valueOf(Math.round(n / 1e6))).toList())));
        print("%-34s %s", target.name(), String.join(" | ", cells));
        print("%-34s stop after %s; gap %s; %s", "", String.join(", ", counts), String.join(", ", gaps), words);
        console().flush();
    }

    /** The gap of the first start against gradients. */
    private void picture(ComparedTarget target, Runs runs) throws IOException {
        Plot plot = Plot.of(target.name() + ": distance from the best normal distribution", "gradients", "ELBO below the best [nats]").logarithmic();
        ElboJudge judge = runs.judge.withPoints(2048);
        plot.line("0.1 nat", new double[] {10, cap}, new double[] {TOLERANCE, TOLERANCE}, Plot.GREY, Plot.THIN);
        java.awt.Color[] colours = {Plot.VERMILION, Plot.PURPLE, Plot.BLUE, Plot.SKY, Plot.GREEN, Plot.ORANGE, Plot.BLACK};
        int k = 0;
        for (Map.Entry<String, List<Trail>> method : runs.trails.entrySet()) {
            List<Trail.State> states = method.getValue().get(0).states().stream().filter(s -> s.gradients() > 0).toList();
            double[] x = states.stream().mapToDouble(Trail.State::gradients).toArray();
            double[] y = states.stream().mapToDouble(s -> runs.best - judge.elbo(s.mean(), s.factor()).value())
                    .map(gap -> Double.isFinite(gap) && gap < 1e6 ? Math.max(gap, 1e-3) : Double.NaN).toArray();
            if (x.length > 0) {
                plot.marked(method.getKey(), x, y, colours[k], k == 0 ? Plot.SOLID : Plot.THIN, x.length < 3 || k == 0 ? SeriesMarkers.CIRCLE : SeriesMarkers.NONE);
            }
            k++;
        }
        plot.save(folder(), target.name().replaceAll("[^A-Za-z0-9]+", "-"));
    }

    private void write(String summary) throws IOException {
        MarkdownReport.write(report, "Gradients to 0.1 nat", String.format(Locale.ROOT, """
                `mvn -q compile exec:java -Dexec.mainClass=io.divergence.examples.CompareFits -Dexec.args="--seed %d --starts %d --cap %d%s --report %s"`

                Gradients until a fit from N(u0, I), u0 ~ U(-2, 2)^D, is within 0.1 nat of the best normal distribution of full rank: the median of
                the starts that arrive (how many of %d, unless all do), or "never" with the smallest gap in the end. At most %,d gradients, 5,000
                for the Gaussian in 200 dimensions and the logistic regression of 10,000 rows; a competitor ends once it is within 0.05 nat of what
                the automatic runs know as the best. The best is that of the highest ELBO of all methods
                and of a long strict run, on 20,000 points that no fit has used (2,048 for these two). *In numpy* is the trial from which the
                recipe came; its banana, its two modes and its logistic regression were of the same kind, but not the same.

                %s
                The competitors are composed of the library's parts, with a full-rank family: ADVI with Stan's search for a step size and its step
                rule (its evaluations of the ELBO count); Adam at a rate of 0.05 with 16 draws by the path estimator; DoWG with proximal steps and
                10 reparameterised draws; batch and match; L-BFGS on a fixed sample from a cold start, which doubles; Laplace's approximation.

                %s
                """, seed(), starts, cap, posteriordb == null ? "" : " --posteriordb FOLDER", report, starts, cap, table, summary));
        MarkdownReport.write(report, "Where the automatic fit stops", """
                In the same runs: the gradients of each start to its own stop, and how far it then is from the best. A gap in a target with several
                modes is also the distance between them.

                """ + stops);
    }
}
