package io.divergence.benchmarks;

import io.divergence.distribution.Mixture;
import io.divergence.distribution.MultivariateNormal;
import io.divergence.divergence.Discrepancy;
import io.divergence.divergence.Divergences;
import io.divergence.estimate.GradientEstimator;
import io.divergence.estimators.closedform.ClosedFormEstimator;
import io.divergence.estimators.montecarlo.Normalization;
import io.divergence.estimators.montecarlo.ReparameterizationEstimator;
import io.divergence.estimators.montecarlo.ScoreEstimator;
import io.divergence.estimators.quadrature.QuadratureEstimator;
import io.divergence.estimators.quadrature.TrapezoidEstimator;
import io.divergence.family.FullRankFamily;
import io.divergence.family.GaussianFamily;
import io.divergence.family.MeanFieldFamily;
import io.divergence.family.VariationalFamily;
import io.divergence.fit.Fit;
import io.divergence.optimize.Adam;
import io.divergence.target.LogDensity;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;

/**
 * The throughput problems: t1, exact gradients by quadrature on a line; t2, Monte Carlo gradients on a line; t3, the ELBO of a
 * correlated Gaussian target, reparameterised. The target of t1 and t2 is a mixture of three normal distributions.
 */
final class Tasks {
    /** The samples of a step of t3. */
    private static final int SAMPLES = 10;
    private static final double[] WEIGHTS = {0.30, 0.45, 0.25};
    private static final double[] MEANS = {-2.0, 1.0, 3.5};
    private static final double[] SDS = {0.6, 0.8, 0.5};
    private static final double[] START = {0.5, 0.3};
    /** The relative error of the value while the target is dragged. */
    private static final double DRAGGED = 1e-6;

    private Tasks() {
    }

    /** {@return the problems of a task} Those of t3 whose data are not in the folder are left out. */
    static List<Task> of(String task, Path data) {
        return switch (task) {
            case "t1" -> quadrature();
            case "t2" -> monteCarlo();
            case "t3" -> gaussian(data);
            default -> throw new IllegalArgumentException("task = " + task + ": must be t1, t2 or t3");
        };
    }

    /** {@return the problems of a task in which the target changes in each step: by their names, the one that others have too first} */
    static Map<String, LongConsumer> changing(String task) {
        Map<String, LongConsumer> all = new LinkedHashMap<>();
        if (task.equals("t1")) {
            double[] weights = {0.5, 0.5};
            double[] means = {-3, 2};
            double[] sds = {0.9, 0.7};
            GradientEstimator exact = QuadratureEstimator.withDefaults().withTolerance(DRAGGED);
            all.put("revkl_recompute", new ChangingTarget(WEIGHTS, MEANS, SDS, Divergences.reverseKl(), exact, START));
            all.put("page revkl", new ChangingTarget(weights, means, sds, Divergences.reverseKl(), exact, START));
            all.put("page fwdchi2", new ChangingTarget(weights, means, sds, Divergences.forwardChiSquared(), exact, START));
            all.put("page fwdchi2 closed form", new ChangingTarget(weights, means, sds, Divergences.forwardChiSquared(),
                    ClosedFormEstimator.withDefaults(), START));
            // Infinite for sd above 1.27.
            all.put("page revchi2", new ChangingTarget(weights, means, sds, Divergences.reverseChiSquared(), exact, -2.5, -0.2));
        }
        return all;
    }

    static Mixture mixture() {
        return Mixture.ofNormals(WEIGHTS, MEANS, SDS);
    }

    private static Task onLine(String task, String variant, Discrepancy discrepancy, GradientEstimator estimator) {
        return new Task(task, variant, () -> fit(mixture(), GaussianFamily.meanLogSigma(), discrepancy, estimator), START::clone);
    }

    private static Fit fit(LogDensity target, VariationalFamily family, Discrepancy discrepancy, GradientEstimator estimator) {
        return Fit.of(target, family, discrepancy).with(estimator).with(Adam.withDefaults());
    }

    /** The integral between the ends of the grid, as the others compute it. The lines "adaptive" place their nodes anew in each step. */
    private static List<Task> quadrature() {
        TrapezoidEstimator grid = TrapezoidEstimator.of(-10, 12, 399).betweenEnds();
        QuadratureEstimator adaptive = QuadratureEstimator.withDefaults();
        return List.of(
                onLine("t1", "revkl", Divergences.reverseKl(), grid),
                onLine("t1", "fwdchi2", Divergences.forwardChiSquared(), grid),
                onLine("t1", "revchi2", Divergences.reverseChiSquared(), grid),
                onLine("t1", "fwdkl", Divergences.forwardKl(), ClosedFormEstimator.withDefaults()),
                onLine("t1", "revkl adaptive", Divergences.reverseKl(), adaptive),
                onLine("t1", "fwdchi2 adaptive", Divergences.forwardChiSquared(), adaptive));
    }

    private static List<Task> monteCarlo() {
        List<Task> tasks = new ArrayList<>();
        for (int k : new int[] {10, 100, 1000, 10_000}) {
            ScoreEstimator score = ScoreEstimator.withDefaults().withSamples(k);
            ScoreEstimator normalised = score.with(Normalization.SELF_NORMALIZED);
            tasks.add(onLine("t2", "reparam K=" + k, Divergences.reverseKl(),
                    ReparameterizationEstimator.withDefaults().withSamples(k).withClosedFormEntropy()));
            tasks.add(onLine("t2", "reinforce K=" + k, Divergences.reverseKl(), score));
            tasks.add(onLine("t2", "snis K=" + k, Divergences.forwardKl(), normalised));
            // Squared weights that sum to one: the gradient of log(1 + chi^2).
            tasks.add(onLine("t2", "snis_squared K=" + k, Divergences.logOnePlusChiSquared(), normalised));
        }
        return tasks;
    }

    private static List<Task> gaussian(Path data) {
        List<Task> tasks = new ArrayList<>();
        for (int d : new int[] {10, 100, 1000}) {
            if (Files.exists(data.resolve("P" + d + ".f64"))) {
                tasks.add(gaussian("mf", d, data, MeanFieldFamily.gaussian(d), new double[2 * d]));
                double[] identity = new double[d + d * (d + 1) / 2];
                Arrays.fill(identity, d, 2 * d, 1);
                tasks.add(gaussian("fr", d, data, FullRankFamily.gaussian(d).withLinearScale(), identity));
            }
        }
        return tasks;
    }

    private static Task gaussian(String name, int d, Path data, VariationalFamily family, double[] start) {
        return new Task("t3", name + " D=" + d + " K=" + SAMPLES, () -> {
            MultivariateNormal target = MultivariateNormal.ofPrecision(Numbers.read(data.resolve("m" + d + ".f64")),
                    Numbers.read(data.resolve("P" + d + ".f64")));
            return fit(target, family, Divergences.reverseKl(),
                    ReparameterizationEstimator.withDefaults().withSamples(SAMPLES).withClosedFormEntropy());
        }, start::clone);
    }
}
