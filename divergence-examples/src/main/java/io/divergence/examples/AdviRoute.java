package io.divergence.examples;

import io.divergence.divergence.Divergences;
import io.divergence.estimate.Execution;
import io.divergence.estimate.GradientEstimate;
import io.divergence.estimate.Objective;
import io.divergence.estimate.Problem;
import io.divergence.estimators.montecarlo.ReparameterizationEstimator;
import io.divergence.family.FullRankFamily;
import io.divergence.target.DifferentiableLogDensity;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;

/**
 * ADVI as Stan runs it: one draw a gradient, five step sizes tried for 50 steps each, then steps that are scaled by a decaying mean of
 * the squared gradient, until the relative change of the ELBO, by 100 draws every 100 steps, is below 1 % in mean or median. All
 * evaluations of the target count as gradients.
 *
 * <p>Source: A. Kucukelbir, D. Tran, R. Ranganath, A. Gelman, D. Blei, Automatic differentiation variational inference, Journal of
 * Machine Learning Research 18 (2017).
 */
final class AdviRoute implements Route {
    private static final double[] SIZES = {100, 10, 1, 0.1, 0.01};
    private static final int TRIAL = 50;
    private static final int EVERY = 100;
    private static final double CHANGE = 0.01;

    /** One run. */
    private static final class Run {
        private final FullRankFamily family;
        private final Objective gradient;
        private final Objective elbo;
        private final GradientEstimate estimate;
        private final double[] squares;
        private long draw;
        private long used;

        Run(FullRankFamily family, Objective gradient, Objective elbo) {
            this.family = family;
            this.gradient = gradient;
            this.elbo = elbo;
            estimate = new GradientEstimate(family.parameterCount());
            squares = new double[family.parameterCount()];
        }

        /** Returns whether the step could be taken. */
        boolean step(double[] phi, double size, long k) {
            gradient.evaluate(draw++, phi, estimate);
            used++;
            if (!estimate.isUsable()) {
                return false;
            }
            double[] before = phi.clone();
            for (int j = 0; j < phi.length; j++) {
                double g = estimate.gradient()[j];
                squares[j] = k == 1 ? g * g : 0.9 * squares[j] + 0.1 * g * g;
                phi[j] -= size / Math.sqrt(k) / (1 + Math.sqrt(squares[j])) * g;
            }
            if (!family.isValid(phi)) {
                System.arraycopy(before, 0, phi, 0, phi.length);
                return false;
            }
            return true;
        }

        double elbo(double[] phi) {
            elbo.evaluate(draw++, phi, estimate);
            used += EVERY;
            return estimate.isUsable() ? -estimate.value() : Double.NEGATIVE_INFINITY;
        }

        double size(double[] start) {
            double best = Double.NEGATIVE_INFINITY;
            double chosen = SIZES[SIZES.length - 1];
            for (double size : SIZES) {
                double[] phi = start.clone();
                for (int k = 1; k <= TRIAL; k++) {
                    step(phi, size, k);
                }
                double value = elbo(phi);
                if (value > best) {
                    best = value;
                    chosen = size;
                }
            }
            return chosen;
        }
    }

    @Override
    public void run(DifferentiableLogDensity target, double[] start, long cap, long seed, Trail trail) {
        int d = start.length;
        FullRankFamily family = FullRankFamily.gaussian(d);
        Problem problem = new Problem(target, family, Divergences.reverseKl());
        ReparameterizationEstimator estimator = ReparameterizationEstimator.withDefaults().withClosedFormEntropy();
        try (Objective gradient = estimator.withSamples(1).bind(problem, Execution.serial(seed));
                Objective elbo = estimator.withSamples(EVERY).bind(problem, Execution.serial(seed + 1))) {
            Run run = new Run(family, gradient, elbo);
            double[] phi = family.parameters(start, Routes.identity(d));
            double size = run.size(phi);
            Deque<Double> changes = new ArrayDeque<>();
            double last = Double.NaN;
            // Stan's window: a tenth of the most iterations, in units of evaluations of the ELBO.
            int window = (int) Math.max(10, 0.1 * 10_000 / EVERY);
            for (long k = 1; run.used < cap && !trail.isDone; k++) {
                run.step(phi, size, k);
                if (trail.wants(run.used)) {
                    trail.add(run.used, Arrays.copyOf(phi, d), family.factor(phi));
                }
                if (k % EVERY == 0) {
                    double value = run.elbo(phi);
                    changes.addLast(Math.abs((value - last) / value));
                    if (changes.size() > window) {
                        changes.removeFirst();
                    }
                    last = value;
                    double[] sorted = changes.stream().mapToDouble(x -> x).filter(x -> !Double.isNaN(x)).sorted().toArray();
                    boolean still = sorted.length > 0 && (Arrays.stream(sorted).average().orElseThrow() < CHANGE || sorted[sorted.length / 2] < CHANGE);
                    if (still && trail.stop == 0) {
                        // Its own stop is noted; it goes on to see whether it would have arrived.
                        trail.stop = run.used;
                        trail.claims = true;
                        trail.ending = "stopped";
                        trail.add(run.used, Arrays.copyOf(phi, d), family.factor(phi));
                    }
                }
            }
        }
    }
}
