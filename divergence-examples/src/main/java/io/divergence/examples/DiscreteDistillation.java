package io.divergence.examples;

import io.divergence.divergence.Divergence;
import io.divergence.divergence.Divergences;
import io.divergence.estimate.Execution;
import io.divergence.estimate.GradientEstimate;
import io.divergence.estimate.GradientEstimator;
import io.divergence.estimate.Objective;
import io.divergence.estimate.Problem;
import io.divergence.estimators.exact.EnumerationEstimator;
import io.divergence.estimators.montecarlo.ScoreEstimator;
import io.divergence.fit.Fit;
import io.divergence.fit.FitResult;
import io.divergence.fit.MultiStart;
import io.divergence.fit.StoppingRules;
import io.divergence.optimize.Adam;
import io.divergence.optimize.Schedule;
import io.divergence.random.RandomStream;
import io.divergence.target.LogDensities;
import io.divergence.target.LogDensity;
import java.io.IOException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.knowm.xchart.style.markers.SeriesMarkers;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** A teacher of sequences, and students that remember less: what forward and reverse KL make of them, exactly and by samples. */
@Command(name = "DiscreteDistillation", description = {"Distils a teacher, a distribution over all 8^3 sequences of three tokens, into n-gram models of",
    "order 1 to 3: by exact sums over all sequences, and by the score estimator, in both senses of KL."})
public final class DiscreteDistillation extends Example {
    private static final int TOKENS = 8;
    private static final int LENGTH = 3;
    private static final int SHOWN = 40;
    private static final double MUCH = 10;

    @Option(names = "--steps", defaultValue = "1500", description = "Steps of each fit.")
    private long steps;

    @Option(names = "--starts", defaultValue = "6", description = "Random starts of each exact fit by reverse KL.")
    private int starts;

    @Option(names = "--samples", paramLabel = "K", defaultValue = "64", description = "Samples of each step of the score estimator.")
    private int samples;

    @Option(names = "--peak", defaultValue = "2.5", description = "Standard deviation of the teacher's logits: the larger, the more peaked.")
    private double peak;

    private double[] p;
    private LogDensity teacher;

    DiscreteDistillation() {
    }

    /** Runs the example. */
    public static void main(String[] args) {
        main(new DiscreteDistillation(), args);
    }

    @Override
    void show() throws IOException {
        NGramFamily full = NGramFamily.of(TOKENS, LENGTH, LENGTH);
        RandomStream rng = RandomStream.of(seed());
        double[] logits = IntStream.range(0, full.parameterCount()).mapToDouble(j -> peak * rng.nextGaussian()).toArray();
        p = full.probabilities(logits);
        teacher = full.at(logits);
        print("A teacher of %d sequences of %d tokens; its entropy is that of %.1f equally likely ones. Values in nats.", p.length, LENGTH,
                Math.exp(entropy(p)));
        print("missed: the teacher's mass where the student has less than a tenth of it. wasted: the student's, where the teacher has so little.%n");
        Table table = Table.of("order", "parameters", "fitted by", "KL(p||q)", "KL(q||p)", "best KL(p||q)", "missed", "wasted", "perplexity of q");
        Table sampled = Table.of("order", "fitted by", "exact, value", "score, value", "noise of a gradient", "rms z of its mean");
        try (Progress progress = Progress.of("Fits", 2L * LENGTH)) {
            for (int order = 1; order <= LENGTH; order++) {
                show(order, table, sampled, progress);
            }
        }
        table.print(console());
        print("best KL(p||q): of the student whose tokens follow each context as often as the teacher's do; the fit must find it.%n");
        sampled.print(console());
        print("score: the exact value after a fit of as many steps with %d samples each. noise: the norm of the standard errors where the exact", samples);
        print("fit started; z: the mean of 400 such gradients less the exact one, in standard errors, which is about 1 if it is unbiased.");
    }

    private void show(int order, Table table, Table sampled, Progress progress) throws IOException {
        NGramFamily family = NGramFamily.of(TOKENS, LENGTH, order);
        double[][] students = new double[2][];
        Divergence[] senses = {Divergences.forwardKl(), Divergences.reverseKl()};
        for (int s = 0; s < 2; s++) {
            Problem problem = new Problem(teacher, family, senses[s]);
            String sense = s == 0 ? "KL(p||q)" : "KL(q||p)";
            FitResult result = s == 0 ? forward(problem) : reverse(problem, students[0]);
            students[s] = result.phi();
            double[] q = family.probabilities(result.phi());
            table.row(order, family.parameterCount(), sense, precise(kl(p, q)), precise(kl(q, p)),
                    s == 0 ? precise(kl(p, family.probabilities(family.frequencies(p)))) : "", share(p, q), share(q, p),
                    Table.brief(Math.exp(entropy(q))));
            compare(problem, order, sense, result.value(), sampled);
            progress.step();
        }
        draw(order, family.probabilities(students[0]), family.probabilities(students[1]));
    }

    private Fit fit(Problem problem, GradientEstimator estimator) {
        return Fit.of(problem).with(estimator).with(Adam.withDefaults().withSchedule(Schedule.cosine(0.2, steps)))
                .with(StoppingRules.steps(steps)).withSeed(seed());
    }

    /** Adam with next to no epsilon: what follows a rare context has a gradient as rare. */
    private Fit exact(Problem problem) {
        return fit(problem, EnumerationEstimator.withDefaults()).with(new Adam(Schedule.cosine(0.2, steps), 0.9, 0.99, 1e-30, Adam.Variant.ADAM));
    }

    /** Twice, since the second fit begins with large steps again where the first has ended with small ones. */
    private FitResult forward(Problem problem) {
        return exact(problem).run(exact(problem).run(new double[problem.family().parameterCount()]).phi());
    }

    /** Reverse KL has many minima: the best of the forward student, nothing known, and random ones. */
    private FitResult reverse(Problem problem, double[] forward) {
        double[][] all = new double[starts + 2][forward.length];
        all[0] = forward;
        RandomStream rng = RandomStream.of(seed(), 1);
        for (int i = 2; i < all.length; i++) {
            Arrays.setAll(all[i], j -> 2 * rng.nextGaussian());
        }
        return MultiStart.run(exact(problem), all).best();
    }

    private void compare(Problem problem, int order, String sense, double exact, Table sampled) {
        double[] start = new double[problem.family().parameterCount()];
        GradientEstimator score = ScoreEstimator.withDefaults().withSamples(samples);
        FitResult result = fit(problem, score).run(start);
        GradientEstimate at = evaluate(problem, result.phi());
        int repeats = 400;
        double[] mean = new double[start.length];
        double[] squares = new double[start.length];
        GradientEstimate noisy = new GradientEstimate(start.length);
        try (Objective objective = score.bind(problem, Execution.serial(seed()))) {
            for (int r = 0; r < repeats; r++) {
                objective.evaluate(r, start, noisy);
                for (int j = 0; j < mean.length; j++) {
                    double away = noisy.gradient()[j] - mean[j];
                    mean[j] += away / (r + 1);
                    squares[j] += away * (noisy.gradient()[j] - mean[j]);
                }
            }
        }
        double[] gradient = evaluate(problem, start).gradient();
        double noise = Math.sqrt(Arrays.stream(squares).sum() / (repeats - 1));
        double z = Math.sqrt(IntStream.range(0, mean.length).mapToDouble(j -> Math.pow(mean[j] - gradient[j], 2)
                / (squares[j] / (repeats - 1) / repeats)).average().orElseThrow());
        sampled.row(order, sense, precise(exact), precise(at.value()), Table.brief(noise), String.format(java.util.Locale.ROOT, "%.3f", z));
    }

    private static GradientEstimate evaluate(Problem problem, double[] phi) {
        GradientEstimate estimate = new GradientEstimate(phi.length);
        try (Objective objective = EnumerationEstimator.withDefaults().bind(problem, Execution.serial(0))) {
            objective.evaluate(0, phi, estimate);
        }
        return estimate;
    }

    private static String precise(double x) {
        return Math.abs(x) < 1e-4 ? String.format(java.util.Locale.ROOT, "%.1e", Math.abs(x)) : Table.fixed(x);
    }

    private static double kl(double[] a, double[] b) {
        return IntStream.range(0, a.length).mapToDouble(i -> a[i] * Math.log(a[i] / b[i]) + b[i] - a[i]).sum();
    }

    private static double entropy(double[] a) {
        return -Arrays.stream(a).map(x -> x * Math.log(x)).sum();
    }

    /** The mass of a where b is less than a tenth of it. */
    private static String share(double[] a, double[] b) {
        return Table.fixed(IntStream.range(0, a.length).filter(i -> MUCH * b[i] < a[i]).mapToDouble(i -> a[i]).sum());
    }

    private void draw(int order, double[] forward, double[] reverse) throws IOException {
        int[] ranks = IntStream.range(0, p.length).boxed().sorted(Comparator.comparingDouble(i -> -p[i])).mapToInt(i -> i).limit(SHOWN).toArray();
        double[] x = IntStream.rangeClosed(1, SHOWN).asDoubleStream().toArray();
        Plot.of("Teacher and students of order " + order, "rank of the sequence under the teacher", "probability (drawn at 1E-6 if less)")
                .logarithmicY()
                .line("teacher", x, pick(p, ranks), Plot.BLACK, Plot.SOLID)
                .points("student by KL(p||q)", x, pick(forward, ranks), Plot.BLUE, SeriesMarkers.CIRCLE)
                .points("student by KL(q||p)", x, pick(reverse, ranks), Plot.VERMILION, SeriesMarkers.DIAMOND)
                .save(folder(), "order-" + order);
    }

    /** Less than 1e-6 is drawn as that. */
    private static double[] pick(double[] q, int[] ranks) {
        return Arrays.stream(ranks).mapToDouble(i -> Math.max(1e-6, q[i])).toArray();
    }
}
