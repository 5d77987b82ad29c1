package io.divergence.examples;

import io.divergence.distribution.MultivariateNormal;
import io.divergence.divergence.Divergences;
import io.divergence.estimate.Execution;
import io.divergence.estimate.GradientEstimate;
import io.divergence.estimate.GradientEstimator;
import io.divergence.estimate.Objective;
import io.divergence.estimate.Problem;
import io.divergence.estimators.automatic.AutomaticFit;
import io.divergence.estimators.automatic.AutomaticResult;
import io.divergence.estimators.automatic.Verdict;
import io.divergence.estimators.matching.BatchAndMatch;
import io.divergence.estimators.matching.MatchingResult;
import io.divergence.estimators.montecarlo.FixedSample;
import io.divergence.estimators.montecarlo.PathEstimator;
import io.divergence.estimators.montecarlo.Points;
import io.divergence.estimators.montecarlo.ReparameterizationEstimator;
import io.divergence.family.FullRankFamily;
import io.divergence.fit.Fit;
import io.divergence.fit.StoppingRules;
import io.divergence.fit.Termination;
import io.divergence.math.Triangular;
import io.divergence.optimize.Adam;
import io.divergence.optimize.DoWG;
import io.divergence.optimize.Lbfgs;
import io.divergence.optimize.Optimizer;
import io.divergence.optimize.Proximal;
import io.divergence.target.DifferentiableLogDensity;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;

/** The automatic fit and its competitors, composed of the parts of the library. */
final class Routes {
    static final String AUTOMATIC = "AutomaticFit";

    private Routes() {
    }

    /** Returns all, by name. */
    static Map<String, Route> all() {
        Map<String, Route> all = new LinkedHashMap<>();
        all.put(AUTOMATIC, Routes::automatic);
        all.put("Stan-like ADVI", new AdviRoute());
        all.put("Adam .05, STL, 16", (target, start, cap, seed, trail) -> stochastic(target, start, cap, seed, trail, 16,
                PathEstimator.withDefaults().withSamples(16), FullRankFamily.gaussian(start.length), Adam.withDefaults().withRate(0.05)));
        all.put("proximal DoWG, 10", (target, start, cap, seed, trail) -> stochastic(target, start, cap, seed, trail, 10,
                ReparameterizationEstimator.withDefaults().withSamples(10).withClosedFormEntropy(),
                FullRankFamily.gaussian(start.length).withLinearScale(),
                Proximal.of(DoWG.withDefaults(), IntStream.range(start.length, 2 * start.length).toArray())));
        all.put("batch and match", Routes::batchAndMatch);
        all.put("SAA + L-BFGS, cold", Routes::sampleAverage);
        all.put("Laplace alone", Routes::laplace);
        return all;
    }

    private static void automatic(DifferentiableLogDensity target, double[] start, long cap, long seed, Trail trail) {
        AutomaticFit fit = AutomaticFit.of(target).withInitialPoint(start).withBudget(cap).with(AutomaticFit.Family.FULL_RANK);
        AutomaticResult result = fit.run(seed, trail::add);
        trail.ending = result.verdict().kind().words();
        trail.claims = claims(result);
        trail.stop = result.gradients();
        if (result.distribution() instanceof MultivariateNormal normal) {
            trail.add(result.gradients(), normal.mean(), normal.cholesky());
        }
    }

    /** Whether it says that it is within tolerance of the best of its family nearby. */
    static boolean claims(AutomaticResult result) {
        Verdict.Kind kind = result.verdict().kind();
        return kind == Verdict.Kind.WITHIN_TOLERANCE || kind == Verdict.Kind.WRONG_SHAPE || kind == Verdict.Kind.SEVERAL_MODES;
    }

    private static void stochastic(DifferentiableLogDensity target, double[] start, long cap, long seed, Trail trail, int samples,
            GradientEstimator estimator, FullRankFamily family, Optimizer optimizer) {
        double[] phi = family.parameters(start, identity(start.length));
        Fit.of(new Problem(target, family, Divergences.reverseKl())).with(estimator).with(optimizer).withSeed(seed).withTraceEvery(0)
                .with(StoppingRules.steps(cap / samples)).with(step -> {
                    add(trail, step.step() * samples, family, step.phi());
                    return !trail.isDone;
                }).run(phi);
    }

    private static void add(Trail trail, long gradients, FullRankFamily family, double[] phi) {
        if (trail.wants(gradients)) {
            trail.add(gradients, java.util.Arrays.copyOf(phi, family.dimension()), family.factor(phi));
        }
    }

    static double[] identity(int d) {
        double[] identity = new double[d * d];
        for (int i = 0; i < d; i++) {
            identity[i * d + i] = 1;
        }
        return identity;
    }

    /** Run again and again with more iterations: the same seed goes the same way. */
    private static void batchAndMatch(DifferentiableLogDensity target, double[] start, long cap, long seed, Trail trail) {
        int d = start.length;
        int batch = Math.max(32, 2 * d);
        long last = -1;
        for (double n = 1; n * batch <= cap; n = Math.max(n + 1, 1.3 * n)) {
            MatchingResult result = BatchAndMatch.withDefaults().withSeed(seed).withIterations((int) n).run(target, start, identity(d));
            if (result.evaluations() == last) {
                return;
            }
            last = result.evaluations();
            trail.add(result.evaluations(), result.mean(), Triangular.cholesky("covariance", result.covariance(), d));
            if (trail.isDone || !(result.termination() instanceof Termination.Exhausted)) {
                return;
            }
        }
    }

    /** A fixed sample, minimised from N(start, I); then one of twice the points. */
    private static void sampleAverage(DifferentiableLogDensity target, double[] start, long cap, long seed, Trail trail) {
        int d = start.length;
        FullRankFamily family = FullRankFamily.gaussian(d);
        Problem problem = new Problem(target, family, Divergences.reverseKl());
        double[] phi = family.parameters(start, identity(d));
        long[] used = {0};
        for (int samples = Math.max(32, 2 * Integer.highestOneBit(2 * d + 1)); used[0] + samples <= cap && samples <= 16_384 && !trail.isDone; samples *= 2) {
            int n = samples;
            GradientEstimate estimate = new GradientEstimate(phi.length);
            double[] lowest = {Double.POSITIVE_INFINITY};
            GradientEstimator estimator = FixedSample.of(ReparameterizationEstimator.withDefaults().withSamples(n).with(Points.MATCHED)
                    .withClosedFormEntropy());
            try (Objective objective = estimator.bind(problem, Execution.serial(seed + n))) {
                phi = Lbfgs.withDefaults().withTolerances(0, 1e-3).withMaxStep(2).minimize((x, gradient) -> {
                    used[0] += n;
                    objective.evaluate(0, x, estimate);
                    if (!estimate.isUsable()) {
                        return Double.POSITIVE_INFINITY;
                    }
                    System.arraycopy(estimate.gradient(), 0, gradient, 0, gradient.length);
                    if (estimate.value() < lowest[0]) {
                        lowest[0] = estimate.value();
                        add(trail, used[0], family, x);
                    }
                    return estimate.value();
                }, phi, () -> trail.isDone || used[0] + n > cap).x();
            }
            trail.add(used[0], java.util.Arrays.copyOf(phi, d), family.factor(phi));
        }
    }

    /** Climbs to a mode; the Hessian there by differences of gradients. */
    private static void laplace(DifferentiableLogDensity target, double[] start, long cap, long seed, Trail trail) {
        int d = start.length;
        DifferentiableLogDensity bound = target.boundCopy();
        double[] log = new double[1];
        Lbfgs.Result mode = Lbfgs.withDefaults().withTolerances(0, 1e-6).minimize((x, gradient) -> {
            bound.logDensityAndGradient(x, 0, 1, log, gradient);
            for (int i = 0; i < d; i++) {
                gradient[i] = -gradient[i];
            }
            return -log[0];
        }, start);
        double[] hessian = new double[d * d];
        double[] x = mode.x().clone();
        double[][] g = new double[2][d];
        for (int i = 0; i < d; i++) {
            double h = 1e-4 * Math.max(1e-3, Math.min(1, Math.abs(x[i])));
            for (int side = 0; side < 2; side++) {
                x[i] = mode.x()[i] + (side == 0 ? -h : h);
                bound.logDensityAndGradient(x, 0, 1, log, g[side]);
            }
            x[i] = mode.x()[i];
            for (int j = 0; j < d; j++) {
                hessian[i * d + j] -= (g[1][j] - g[0][j]) / (4 * h);
                hessian[j * d + i] -= (g[1][j] - g[0][j]) / (4 * h);
            }
        }
        try {
            double[] inverse = Triangular.inverse(Triangular.cholesky("Hessian", hessian, d), d);
            double[] covariance = Triangular.gramOfColumns(inverse, d);
            trail.add(mode.evaluations() + 2L * d, mode.x(), Triangular.cholesky("covariance", covariance, d));
        } catch (IllegalArgumentException e) {
            trail.ending = "the curvature is not positive definite";
        }
    }
}
