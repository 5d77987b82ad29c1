package io.divergence.estimators.automatic;

import io.divergence.distribution.Distribution;
import io.divergence.divergence.Discrepancy;
import io.divergence.divergence.Divergences;
import io.divergence.math.Checks;
import io.divergence.target.DifferentiableLogDensity;
import io.divergence.target.Support;
import io.divergence.transform.ConstrainedTarget;
import io.divergence.transform.Transform;
import java.time.Duration;
import java.util.List;

/**
 * The fit without tuning: the normal distribution of the smallest KL(q||p), or of another divergence ({@link #withDivergence}), from a
 * log density and its gradient, with a verdict.
 *
 * <pre>{@code
 * AutomaticResult fit = AutomaticFit.of(target).run(42);
 * System.out.println(fit);
 * }</pre>
 *
 * <p>It looks for modes from a few starts, takes natural-gradient and then quasi-Newton steps on a fixed set of points with matched
 * moments, judges each stop on fresh points, and in the end weighs draws of the result by the target. Of full rank up to 200
 * dimensions, with independent coordinates above, unless one is asked for. {@link Family} has wider ones: Student's t distributions for
 * heavy tails, and mixtures for several modes; the advice of a verdict names them where they may help. A target that is noisy, or a sum over other data at each
 * step, is fitted by an average of natural steps, without a claim. Immutable.
 *
 * <p>The target is called from worker threads through its {@code boundCopy()}s; with a time budget from a thread of its own, which
 * ends with the fit as soon as the target returns.
 */
public final class AutomaticFit {
    /** Which distributions. */
    public enum Family {
        /** Full rank up to 200 dimensions, mean-field above. */
        AUTOMATIC,
        /** Any covariance. */
        FULL_RANK,
        /** Independent coordinates. */
        MEAN_FIELD,
        /**
         * Student's t distributions of full rank, with degrees of freedom from 0.5 on; the normal one where it is as good. For heavy
         * tails that are alike in all directions: they start from the normal fit, and take some thousands of gradients more. Of full rank
         * in any number of dimensions; by reverse KL alone.
         */
        STUDENT_T,
        /**
         * Mixtures of normal distributions, one at each of at most eight modes of like mass that were seen: from eight starts more than
         * usual, and from the draws of the normal fit that weigh most. The normal one where one mode was seen. Of full rank up to 200
         * dimensions, mean-field above. By reverse KL alone. A mode that no start reached is in no part of it, and no diagnostic sees it.
         */
        MIXTURE
    }

    /** No lambda, and so elsewhere on the way to a first answer: each costs a fresh virtual machine about half a millisecond. */
    private static final AutomaticListener SILENT = new AutomaticListener() {
        @Override
        public void onState(long gradients, double[] mean, double[] factor) {
            // Nobody listens.
        }
    };

    private final FitSettings settings;

    private AutomaticFit(FitSettings settings) {
        this.settings = settings;
    }

    /**
     * Returns the fit of a target on all of R^D with a tolerance of 0.1 nat, 200,000 gradients, no limit of time, four starts about a
     * random point of [-2, 2]^D, and one thread.
     *
     * @param target with its gradient; a {@link ConstrainedTarget} for a model in a space of its own, in which the results come back
     * @throws IllegalArgumentException if the support is not all of R^D
     */
    public static AutomaticFit of(DifferentiableLogDensity target) {
        Checks.notNull("target", target);
        if (target.support().kind() != Support.Kind.REALS) {
            throw Checks.illegal("support", target.support(), "must be all of R^D; ConstrainedTarget.of(target, Transforms...) maps it there");
        }
        return new AutomaticFit(new FitSettings(target));
    }

    /** Returns this fit with another tolerance: how far from the best member of the family it may end, in nats. */
    public AutomaticFit withTolerance(double nats) {
        return new AutomaticFit(settings.withTolerance(Checks.positive("nats", nats)));
    }

    /** Returns this fit with so many gradients at most. */
    public AutomaticFit withBudget(long gradients) {
        return new AutomaticFit(settings.withBudget(Checks.atLeast("gradients", gradients, 1L)));
    }

    /** Returns this fit with a limit of time, also for a target that does not return. */
    public AutomaticFit withTimeBudget(Duration limit) {
        Checks.notNull("limit", limit);
        if (limit.isZero() || limit.isNegative()) {
            throw Checks.illegal("limit", limit, "must be positive");
        }
        return new AutomaticFit(settings.withTime(limit));
    }

    /**
     * Returns this fit with a family of one's choice. A noisy target is fitted by normal distributions whatever was chosen, and the
     * verdict says so.
     *
     * @throws IllegalArgumentException if it goes by reverse KL alone, and another divergence was asked for
     */
    public AutomaticFit with(Family choice) {
        return checked(settings.withFamily(Checks.notNull("choice", choice)));
    }

    private static AutomaticFit checked(FitSettings settings) {
        if (settings.isWide() && !settings.isReverseKl()) {
            throw Checks.illegal("family", settings.family(), "must be one of normal distributions for " + settings.divergence().name()
                    + ": it goes by reverse KL alone");
        }
        return new AutomaticFit(settings);
    }

    /**
     * Returns this fit by another divergence: {@link Divergences#reverseKl()} (the default), {@link Divergences#forwardKl()}, {@link
     * Divergences#forwardChiSquared()}, or {@link Divergences#renyi} of an order b, of which order two is log(1 + chi^2).
     *
     * <p>The others start from the fit by reverse KL and weigh points of heavy-tailed proposals by the target, of which the log density
     * alone is asked; each such point counts as a gradient. The tolerance is in nats of D_b(p||q), for chi^2 of log(1 + chi^2), and the
     * claim rests on fresh points: the gain still to be had, with two standard errors, and k-hat of the weights and of the weights times
     * squares. Where these show that the weights miss some of the target, or that the divergence may be infinite, the verdict is {@link
     * Verdict.Kind#BLIND}. So it is where the log density, far out along the coordinates and its own ridges, falls too slowly for the
     * divergence to be finite: some hundreds of points, with gradients, are asked for that. No weights are seen by a mode that no start reached. A noisy target is fitted by reverse KL whatever was
     * asked, and the verdict says so.
     *
     * @throws IllegalArgumentException if it is none of these
     */
    public AutomaticFit withDivergence(Discrepancy divergence) {
        FitSettings.order(Checks.notNull("divergence", divergence));
        return checked(settings.withDivergence(divergence));
    }

    /** Returns this fit without streaming, by doubled sets alone: up to three times the gradients, for a stop that errs less often. */
    public AutomaticFit withStrictStop() {
        return new AutomaticFit(settings.withStrict(true));
    }

    /** Returns this fit with so many starts of the search for modes. */
    public AutomaticFit withStarts(int count) {
        return new AutomaticFit(settings.withStarts(Checks.atLeast("count", count, 1)));
    }

    /** Returns this fit with so many threads for the target: the same bits whatever their number. */
    public AutomaticFit withThreads(int count) {
        return new AutomaticFit(settings.withThreads(Checks.atLeast("count", count, 1)));
    }

    /** Returns this fit from a point of R^D, the unconstrained space; copied. */
    public AutomaticFit withInitialPoint(double... point) {
        Checks.length("point", point, settings.target().dimension());
        return new AutomaticFit(settings.withOrigin(new Origin(Checks.allFinite("point", point).clone(), null)));
    }

    /**
     * Returns this fit with starts drawn from a distribution on R^D, the unconstrained space: for targets with modes too far from each
     * other for starts about one point, or with mass in a narrow place that is known.
     */
    public AutomaticFit withInitialDistribution(Distribution starts) {
        if (Checks.notNull("starts", starts).dimension() != settings.target().dimension()) {
            throw Checks.illegal("starts.dimension()", starts.dimension(), "must be that of the target, " + settings.target().dimension());
        }
        return new AutomaticFit(settings.withOrigin(new Origin(null, starts)));
    }

    /** Returns this fit with names of the parameters, in the user's own space. */
    public AutomaticFit withNames(String... parameterNames) {
        Checks.noNulls("parameterNames", parameterNames);
        int width = settings.transform().map(Transform::dimension).orElse(settings.target().dimension());
        if (parameterNames.length != width) {
            throw Checks.illegal("parameterNames.length", parameterNames.length, "must be the number of parameters " + width);
        }
        return new AutomaticFit(settings.withNames(List.of(parameterNames)));
    }

    /** Runs the fit. All that is random follows from the seed. */
    public AutomaticResult run(long seed) {
        return run(seed, SILENT);
    }

    /** Runs the fit, and tells a listener of every state that its search takes. */
    public AutomaticResult run(long seed, AutomaticListener listener) {
        return run(seed, new Recording(List.of()), Checks.notNull("listener", listener));
    }

    /**
     * Goes on from where another run of the same fit ended, such as one of a smaller budget: what its target has answered is not asked
     * again, but for one point, to see that it is the same target; and the result is the same, bit for bit, as if it had not been
     * interrupted. Budget, time and threads may be others.
     *
     * @throws IllegalArgumentException if the checkpoint is of a fit of another target, or with other settings
     */
    public AutomaticResult resume(AutomaticCheckpoint checkpoint) {
        Checks.notNull("checkpoint", checkpoint);
        if (!checkpoint.settings().equals(settings.text())) {
            throw Checks.illegal("checkpoint", checkpoint.settings(), "must be of this fit, " + settings.text());
        }
        return run(checkpoint.seed(), new Recording(checkpoint.answers()), SILENT);
    }

    private AutomaticResult run(long seed, Recording recording, AutomaticListener listener) {
        long start = System.nanoTime();
        try (CountedTarget counted = new CountedTarget(settings.target(), settings.budget(), settings.nanos(), settings.threads(), recording)) {
            AutomaticRun run = new AutomaticRun(settings, counted, recording, seed, listener);
            run.search();
            run.judge();
            return run.result(System.nanoTime() - start);
        }
    }
}
