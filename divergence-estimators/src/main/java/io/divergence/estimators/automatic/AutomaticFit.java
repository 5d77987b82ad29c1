package io.divergence.estimators.automatic;

import io.divergence.distribution.Distribution;
import io.divergence.distribution.MultivariateNormal;
import io.divergence.distribution.Normal;
import io.divergence.distribution.ProductDistribution;
import io.divergence.math.Checks;
import io.divergence.math.Triangular;
import io.divergence.random.RandomStream;
import io.divergence.target.DifferentiableLogDensity;
import io.divergence.target.Support;
import io.divergence.transform.ConstrainedTarget;
import io.divergence.transform.Transform;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The fit without tuning: the normal distribution of the smallest KL(q||p) from a log density and its gradient, with a verdict.
 *
 * <pre>{@code
 * AutomaticResult fit = AutomaticFit.of(target).run(42);
 * System.out.println(fit);
 * }</pre>
 *
 * <p>It looks for modes from a few starts, takes natural-gradient and then quasi-Newton steps on a fixed set of points with matched
 * moments, judges each stop on fresh points, and in the end weighs draws of the result by the target. Of full rank up to 200
 * dimensions, with independent coordinates above, unless one is asked for. Immutable.
 *
 * <p>The target is called from worker threads through its {@code boundCopy()}s; with a time budget from a thread of its own, which
 * ends with the fit as soon as the target returns.
 */
public final class AutomaticFit {
    private static final int LARGEST_FULL_RANK = 200;
    private static final int EXTRA_STARTS = 4;
    private static final int EXTRA_UP_TO = 100;
    private static final int DRAWS = 4000;
    private static final int MORE_DRAWS = 20_000;
    private static final double LIKE_MASS = 3;
    private static final double BARRIER = 1;

    /** Which normal distributions. */
    public enum Family {
        /** Full rank up to 200 dimensions, mean-field above. */
        AUTOMATIC,
        /** Any covariance. */
        FULL_RANK,
        /** Independent coordinates. */
        MEAN_FIELD
    }

    private final DifferentiableLogDensity target;
    private final double tolerance;
    private final long budget;
    private final Duration time;
    private final Family family;
    private final boolean strict;
    private final int starts;
    private final int threads;
    private final double[] initial;
    private final List<String> names;

    private AutomaticFit(DifferentiableLogDensity target, double tolerance, long budget, Duration time, Family family, boolean strict, int starts,
            int threads, double[] initial, List<String> names) {
        this.target = target;
        this.tolerance = tolerance;
        this.budget = budget;
        this.time = time;
        this.family = family;
        this.strict = strict;
        this.starts = starts;
        this.threads = threads;
        this.initial = initial;
        this.names = names;
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
        return new AutomaticFit(target, 0.1, 200_000, null, Family.AUTOMATIC, false, 4, 1, null, null);
    }

    /** Returns this fit with another tolerance: how far from the best member of the family it may end, in nats. */
    public AutomaticFit withTolerance(double nats) {
        return new AutomaticFit(target, Checks.positive("nats", nats), budget, time, family, strict, starts, threads, initial, names);
    }

    /** Returns this fit with so many gradients at most. */
    public AutomaticFit withBudget(long gradients) {
        return new AutomaticFit(target, tolerance, Checks.atLeast("gradients", gradients, 1L), time, family, strict, starts, threads, initial, names);
    }

    /** Returns this fit with a limit of time, also for a target that does not return. */
    public AutomaticFit withTimeBudget(Duration limit) {
        Checks.notNull("limit", limit);
        Checks.positive("limit", limit.toNanos());
        return new AutomaticFit(target, tolerance, budget, limit, family, strict, starts, threads, initial, names);
    }

    /** Returns this fit with a family of one's choice. */
    public AutomaticFit with(Family choice) {
        return new AutomaticFit(target, tolerance, budget, time, Checks.notNull("choice", choice), strict, starts, threads, initial, names);
    }

    /** Returns this fit without streaming, by doubled sets alone: up to three times the gradients, for a stop that errs less often. */
    public AutomaticFit withStrictStop() {
        return new AutomaticFit(target, tolerance, budget, time, family, true, starts, threads, initial, names);
    }

    /** Returns this fit with so many starts of the search for modes. */
    public AutomaticFit withStarts(int count) {
        return new AutomaticFit(target, tolerance, budget, time, family, strict, Checks.atLeast("count", count, 1), threads, initial, names);
    }

    /** Returns this fit with so many threads for the target: the same bits whatever their number. */
    public AutomaticFit withThreads(int count) {
        return new AutomaticFit(target, tolerance, budget, time, family, strict, starts, Checks.atLeast("count", count, 1), initial, names);
    }

    /** Returns this fit from a point of R^D, the unconstrained space; copied. */
    public AutomaticFit withInitialPoint(double... point) {
        Checks.length("point", point, target.dimension());
        return new AutomaticFit(target, tolerance, budget, time, family, strict, starts, threads, Checks.allFinite("point", point).clone(), names);
    }

    /** Returns this fit with names of the parameters, in the user's own space. */
    public AutomaticFit withNames(String... parameterNames) {
        Checks.noNulls("parameterNames", parameterNames);
        int width = transform().map(Transform::dimension).orElse(target.dimension());
        if (parameterNames.length != width) {
            throw Checks.illegal("parameterNames.length", parameterNames.length, "must be the number of parameters " + width);
        }
        return new AutomaticFit(target, tolerance, budget, time, family, strict, starts, threads, initial, List.of(parameterNames));
    }

    private Optional<Transform> transform() {
        return target instanceof ConstrainedTarget constrained ? Optional.of(constrained.transform()) : Optional.empty();
    }

    private List<String> parameterNames() {
        if (names != null) {
            return names;
        }
        List<String> own = new ArrayList<>();
        for (int i = 0; i < target.dimension(); i++) {
            own.add("x[" + i + "]");
        }
        return transform().map(t -> t.names("x")).orElse(own);
    }

    /** Runs the fit. All that is random follows from the seed. */
    public AutomaticResult run(long seed) {
        return run(seed, (gradients, mean, factor) -> { });
    }

    /** Runs the fit, and tells a listener of every state that its search takes. */
    public AutomaticResult run(long seed, AutomaticListener listener) {
        return run(seed, new Recording(List.of()), Checks.notNull("listener", listener));
    }

    /**
     * Goes on from where another run of the same fit ended: nothing that its target has answered is asked again, and the result is
     * the same, bit for bit, as if it had not been interrupted.
     */
    public AutomaticResult resume(AutomaticCheckpoint checkpoint) {
        Checks.notNull("checkpoint", checkpoint);
        return run(checkpoint.seed(), new Recording(checkpoint.answers()), (gradients, mean, factor) -> { });
    }

    private AutomaticResult run(long seed, Recording recording, AutomaticListener listener) {
        long start = System.nanoTime();
        int d = target.dimension();
        boolean diagonal = family == Family.MEAN_FIELD || (family == Family.AUTOMATIC && d > LARGEST_FULL_RANK);
        double[] x0 = initial == null ? new double[d] : initial.clone();
        RandomStream rng = RandomStream.of(seed, 0x78300L);
        rng.seek(0, 0);
        for (int i = 0; i < d && initial == null; i++) {
            x0[i] = 4 * rng.nextDouble() - 2;
        }
        try (CountedTarget counted = new CountedTarget(target, budget, time == null ? Long.MAX_VALUE : time.toNanos(), threads, recording)) {
            Run run = new Run(counted, seed, x0, diagonal, listener);
            run.search();
            run.judge();
            return run.result(recording, System.nanoTime() - start);
        }
    }

    /** One run: its state while it works. */
    private final class Run {
        private final CountedTarget counted;
        private final long seed;
        private final double[] x0;
        private final GaussianSearch search;
        private final List<String> findings = new ArrayList<>();
        private Interruption interruption;
        private String inconsistent;
        private boolean startIsFinite = true;
        private boolean isNoisy;
        private long gradientsOfSearch;
        private DrawSet draws;
        private Distribution fitted;
        private List<ModeSearch.Mode> likeModes = List.of();
        private double[] responseSds;

        Run(CountedTarget counted, long seed, double[] x0, boolean diagonal, AutomaticListener listener) {
            this.counted = counted;
            this.seed = seed;
            this.x0 = x0;
            search = new GaussianSearch(counted, seed, tolerance, diagonal, strict, starts,
                    (state, gradients) -> listener.onState(gradients, state.mean.clone(), state.factor.clone()));
        }

        void search() {
            try {
                checkStart();
                if (inconsistent == null && startIsFinite && !isNoisy) {
                    search.run(x0);
                }
            } catch (Interruption e) {
                interruption = e;
            }
            gradientsOfSearch = counted.gradients();
            counted.endBudget();
        }

        /** Twice the same point, and differences along a direction; another start where there is no mass. */
        private void checkStart() {
            int d = counted.dimension();
            double[] log = new double[1];
            double[] again = new double[1];
            double[] g = new double[d];
            counted.evaluate(x0, 1, log, g);
            RandomStream rng = RandomStream.of(seed, 0x636865636bL);
            for (int k = 0; k < 100 && !(log[0] > Double.NEGATIVE_INFINITY); k++) {
                rng.seek(k, 0);
                double scale = Math.pow(0.9, k % 50) * (k < 50 ? 1 : 4);
                for (int i = 0; i < d; i++) {
                    x0[i] = 2 * scale * rng.nextGaussian();
                }
                counted.evaluate(x0, 1, log, g);
            }
            startIsFinite = log[0] > Double.NEGATIVE_INFINITY;
            if (!startIsFinite) {
                return;
            }
            counted.evaluate(x0, 1, again, g);
            isNoisy = again[0] != log[0];
            if (!isNoisy) {
                inconsistent = GradientCheck.at(counted, x0, direction(null)).orElse(null);
            }
        }

        /** A random direction, of the size of the fit if there is one. */
        private double[] direction(GaussianState state) {
            int d = counted.dimension();
            RandomStream rng = RandomStream.of(seed, 0x646972L);
            rng.seek(state == null ? 0 : 1, 0);
            double[] e = new double[d];
            for (int i = 0; i < d; i++) {
                e[i] = rng.nextGaussian() / Math.sqrt(d);
            }
            if (state == null) {
                return e;
            }
            double[] u = new double[d];
            state.points(e, 1, u);
            for (int i = 0; i < d; i++) {
                u[i] -= state.mean[i];
            }
            return u;
        }

        void judge() {
            fitted = distribution(search.best);
            try {
                if (search.bestValue == Double.NEGATIVE_INFINITY || inconsistent != null) {
                    return;
                }
                if (inconsistent == null && interruption == null) {
                    inconsistent = GradientCheck.at(counted, search.best.mean, direction(search.best)).orElse(null);
                }
                draws = DrawSet.draw(counted, fitted, DRAWS, seed);
                if (draws.hasWeights() && draws.smoothing().khat() > 0.5 && draws.smoothing().khat() < 0.9) {
                    draws = DrawSet.draw(counted, fitted, MORE_DRAWS, seed);
                }
                if (counted.dimension() <= EXTRA_UP_TO && interruption == null) {
                    search.searchMore(x0, starts, starts + EXTRA_STARTS);
                }
                likeModes = modesOfLikeMass();
                if (search.best.diagonal && counted.dimension() > 1) {
                    responseSds = LinearResponse.sds(counted, search.best, seed);
                }
            } catch (Interruption e) {
                interruption = interruption == null ? e : interruption;
            }
        }

        /** Modes with a valley between them, whose masses by their curvature are within a factor of e^3 of the largest. */
        private List<ModeSearch.Mode> modesOfLikeMass() {
            List<ModeSearch.Mode> like = new ArrayList<>();
            for (ModeSearch.Mode mode : search.modes) {
                boolean far = mode.isSure();
                for (ModeSearch.Mode other : like) {
                    far = far && other.logMass() - mode.logMass() < LIKE_MASS && hasValley(other, mode);
                }
                if (far) {
                    like.add(mode);
                }
            }
            return like;
        }

        private boolean hasValley(ModeSearch.Mode a, ModeSearch.Mode b) {
            int d = counted.dimension();
            int rows = 9;
            double[] z = new double[rows * d];
            for (int k = 0; k < rows; k++) {
                double t = (k + 1.0) / (rows + 1);
                for (int i = 0; i < d; i++) {
                    z[k * d + i] = (1 - t) * a.place()[i] + t * b.place()[i];
                }
            }
            double[] log = new double[rows];
            counted.evaluate(z, rows, log, new double[rows * d]);
            return Arrays.stream(log).min().orElseThrow() < Math.min(a.log(), b.log()) - BARRIER;
        }

        private Distribution distribution(GaussianState state) {
            if (state.diagonal) {
                double[] sds = Arrays.stream(state.factor).map(Math::abs).toArray();
                if (state.d <= 1000) {
                    return MultivariateNormal.ofDiagonal(state.mean, sds);
                }
                Distribution[] factors = new Distribution[state.d];
                for (int i = 0; i < state.d; i++) {
                    factors[i] = Normal.of(state.mean[i], sds[i]);
                }
                return ProductDistribution.of(factors);
            }
            return MultivariateNormal.ofCholesky(state.mean, Triangular.cholesky("covariance", state.covariance(), state.d));
        }

        private String number(String format, Object... values) {
            return String.format(Locale.ROOT, format, values);
        }

        private Verdict verdict() {
            if (counted.nonFinite() > 0) {
                findings.add(number("the target was NaN or +infinity, or its gradient was not finite, at %d points, the first %s", counted.nonFinite(),
                        GradientCheck.text(counted.nonFinitePoint())));
            }
            if (counted.changesPoints()) {
                findings.add("the target writes to the array of points: it was given copies");
            }
            if (inconsistent != null) {
                findings.add(inconsistent);
                return verdict(Verdict.Kind.GRADIENT_INCONSISTENT, "correct the gradient, or use LogDensities.finiteDifferences(target)");
            }
            if (interruption != null && interruption.why() != Interruption.Cause.BUDGET) {
                return interrupted();
            }
            if (!startIsFinite || search.bestValue == Double.NEGATIVE_INFINITY) {
                findings.add("no finite log density was met near " + GradientCheck.text(x0));
                return verdict(Verdict.Kind.TARGET_NOT_FINITE, "give a point with mass: withInitialPoint(...)");
            }
            if (isNoisy) {
                findings.add("the target gave two values at the same point: it is noisy, and this fit needs one that is not");
                return verdict(Verdict.Kind.NOT_CONVERGED, "fit it with Fit, a SubsampledTarget and a stochastic optimizer");
            }
            if (draws != null && draws.hasWeights()) {
                findings.add(number("k-hat %s, effective sample size %.0f of %d draws", khat(), draws.smoothing().effectiveSampleSize(), draws.rows()));
            }
            if (draws != null && draws.nonFinite() > 0) {
                return verdict(Verdict.Kind.TARGET_NOT_FINITE, "make the log density -infinity, or finite, where the fit has mass");
            }
            if (!search.isWithinTolerance) {
                boolean ended = interruption != null;
                findings.add(ended ? number("%d gradients were used", gradientsOfSearch) : "no step makes the objective larger");
                return verdict(ended ? Verdict.Kind.BUDGET_USED : Verdict.Kind.NOT_CONVERGED,
                        ended ? "raise the budget, or scale the parameters alike" : "check the model at the best point; try another start");
            }
            findings.add(number("at most %s nat from the best %s normal distribution near it, by fresh points", text(tolerance),
                    search.best.diagonal ? "mean-field" : "full-rank"));
            findings.add(number("modes seen: %d from %d starts", Math.max(1, likeModes.size()), Math.min(starts, counted.dimension() > 100 ? 1 : starts)
                    + (counted.dimension() <= EXTRA_UP_TO ? EXTRA_STARTS : 0)));
            if (likeModes.size() > 1) {
                findings.add("modes of like mass at " + likeModes.stream().map(m -> GradientCheck.text(m.place())).reduce((a, b) -> a + " and " + b)
                        .orElseThrow());
                return verdict(Verdict.Kind.SEVERAL_MODES, "fit a mixture, or each mode from its own initial point");
            }
            boolean wrongShape = draws == null || !draws.hasWeights() || (draws.smoothing().khat() > 0.7
                    && draws.smoothing().effectiveSampleSize() < 0.5 * draws.rows());
            if (wrongShape) {
                return verdict(Verdict.Kind.WRONG_SHAPE, search.best.diagonal ? "try AutomaticFit.Family.FULL_RANK, or transform the parameters"
                        : "transform the parameters (a non-centred form, logarithms), or sample");
            }
            return verdict(Verdict.Kind.WITHIN_TOLERANCE, "nothing: means, standard deviations and the bounds of the evidence may be used");
        }

        private String khat() {
            double k = draws.smoothing().khat();
            return k == Double.NEGATIVE_INFINITY ? "exact" : Double.isNaN(k) ? "unknown" : number("%.2f (%.2f to %.2f)", k, draws.smoothing().khatLower(),
                    draws.smoothing().khatUpper());
        }

        private Verdict interrupted() {
            return switch (interruption.why()) {
                case CANCELLED -> verdict(Verdict.Kind.CANCELLED, "resume(result.checkpoint()) goes on from here");
                case TIME -> {
                    findings.add("the time was up after " + gradientsOfSearch + " gradients");
                    yield verdict(Verdict.Kind.BUDGET_USED, "give more time, or make the target faster");
                }
                default -> {
                    findings.add("it threw " + interruption.getCause());
                    yield verdict(Verdict.Kind.TARGET_FAILED, "catch it in the target and return -infinity, or correct it");
                }
            };
        }

        private Verdict verdict(Verdict.Kind kind, String advice) {
            return new Verdict(kind, findings, advice);
        }

        AutomaticResult result(Recording recording, long nanos) {
            Verdict verdict = verdict();
            return new AutomaticResult(verdict, fitted, search.bestValue, draws, transform().orElse(null), parameterNames(),
                    search.modes.stream().map(m -> new Mode(m.place(), m.logMass(), m.isSure())).toList(), gradientsOfSearch, counted.gradients(),
                    Duration.ofNanos(nanos), responseSds, new AutomaticCheckpoint(seed, recording.answers()));
        }
    }

    private static String text(double x) {
        return x == Math.rint(x) ? Long.toString((long) x) : Double.toString(x);
    }
}
