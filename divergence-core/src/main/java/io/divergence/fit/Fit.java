package io.divergence.fit;

import io.divergence.divergence.Discrepancy;
import io.divergence.estimate.Execution;
import io.divergence.estimate.GradientEstimator;
import io.divergence.estimate.Problem;
import io.divergence.family.FisherGeometry;
import io.divergence.family.VariationalFamily;
import io.divergence.math.Checks;
import io.divergence.optimize.Adam;
import io.divergence.optimize.Optimizer;
import io.divergence.target.Target;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A fit of q_phi to a target: what is minimised, how gradients are had, how steps are taken, and when to stop. Immutable:
 * every {@code with...} returns a changed copy; one description can run many times, from several threads.
 *
 * <pre>
 * FitResult result = Fit.of(target, GaussianFamily.meanLogSigma(), Divergences.reverseKl())
 *         .with(ScoreEstimator.withDefaults().withSamples(100))
 *         .with(Adam.withDefaults().withRate(0.02))
 *         .with(StoppingRules.steps(5_000))
 *         .withSeed(42)
 *         .run(0, 0);
 * </pre>
 */
public final class Fit {
    /** What may be changed; a private copy belongs to each fit. */
    private static final class Settings implements Cloneable {
        private GradientEstimator estimator;
        private Optimizer optimizer = Adam.withDefaults();
        private StoppingRule stopping = StoppingRules.steps(1000);
        private List<FitListener> listeners = List.of();
        private long seed = 1;
        private int threads = 1;
        private boolean natural;
        private DomainPolicy policy = DomainPolicy.STOP;
        private int traceEvery;
        private Path checkpointFile;
        private long checkpointEvery;

        @Override
        protected Settings clone() {
            try {
                return (Settings) super.clone();
            } catch (CloneNotSupportedException e) {
                throw new AssertionError(e);
            }
        }
    }

    private final Problem problem;
    private final Settings settings;

    private Fit(Problem problem, Settings settings) {
        this.problem = problem;
        this.settings = settings;
    }

    /** Returns the fit of a problem: Adam, 1000 steps, seed 1, one thread; the estimator has to be given. */
    public static Fit of(Problem problem) {
        return new Fit(Checks.notNull("problem", problem), new Settings());
    }

    /** Returns the fit of a family to a target by a discrepancy. */
    public static Fit of(Target target, VariationalFamily family, Discrepancy discrepancy) {
        return of(new Problem(target, family, discrepancy));
    }

    /** Returns this fit with an estimator of value and gradient. */
    public Fit with(GradientEstimator estimator) {
        Settings changed = settings.clone();
        changed.estimator = Checks.notNull("estimator", estimator);
        return new Fit(problem, changed);
    }

    /** Returns this fit with an optimizer. */
    public Fit with(Optimizer optimizer) {
        Settings changed = settings.clone();
        changed.optimizer = Checks.notNull("optimizer", optimizer);
        return new Fit(problem, changed);
    }

    /** Returns this fit with a stopping rule. */
    public Fit with(StoppingRule stopping) {
        Settings changed = settings.clone();
        changed.stopping = Checks.notNull("stopping", stopping);
        return new Fit(problem, changed);
    }

    /** Returns this fit with one more listener. */
    public Fit with(FitListener listener) {
        Settings changed = settings.clone();
        List<FitListener> all = new ArrayList<>(settings.listeners);
        all.add(Checks.notNull("listener", listener));
        changed.listeners = List.copyOf(all);
        return new Fit(problem, changed);
    }

    /** Returns this fit with a seed: the same seed gives the same bits, whatever the number of threads. */
    public Fit withSeed(long seed) {
        Settings changed = settings.clone();
        changed.seed = seed;
        return new Fit(problem, changed);
    }

    /** Returns this fit on so many threads. */
    public Fit withThreads(int threads) {
        Settings changed = settings.clone();
        changed.threads = Checks.atLeast("threads", threads, 1);
        return new Fit(problem, changed);
    }

    /** Returns this fit along the natural gradient F^-1 g; the family must know its Fisher information. */
    public Fit withNaturalGradient() {
        if (!(problem.family() instanceof FisherGeometry)) {
            throw Checks.illegal("family", problem.family(),
                    "must implement FisherGeometry for the natural gradient; use Adam without it");
        }
        Settings changed = settings.clone();
        changed.natural = true;
        return new Fit(problem, changed);
    }

    /** Returns this fit with a policy for steps that leave the domain of the family. */
    public Fit with(DomainPolicy policy) {
        Settings changed = settings.clone();
        changed.policy = Checks.notNull("policy", policy);
        return new Fit(problem, changed);
    }

    /** Returns this fit with a trace of every n-th step; 0 for none. */
    public Fit withTraceEvery(int steps) {
        Settings changed = settings.clone();
        changed.traceEvery = Checks.atLeast("steps", steps, 0);
        return new Fit(problem, changed);
    }

    /** Returns this fit with a checkpoint written to a file every n-th step. */
    public Fit withCheckpoints(Path file, long steps) {
        Settings changed = settings.clone();
        changed.checkpointFile = Checks.notNull("file", file);
        changed.checkpointEvery = Checks.atLeast("steps", steps, 1L);
        return new Fit(problem, changed);
    }

    /** {@return what is minimised} */
    public Problem problem() {
        return problem;
    }

    /**
     * Runs the fit. Numerical fate is in the result, never an exception; so is whatever the target throws.
     *
     * @param phi where to start, of length P; not written
     * @throws IllegalArgumentException if the start is not valid, no estimator was given, or the parts do not go
     *     together
     */
    public FitResult run(double... phi) {
        Checks.notNull("phi", phi);
        problem.family().layout().check(phi);
        if (!problem.family().isValid(phi)) {
            throw Checks.illegal("phi", Checks.text(phi), "must be valid for the family " + problem.family());
        }
        return new FitLoop(this).run(phi, null);
    }

    /**
     * Goes on from a checkpoint, bit for bit as if the run had not ended. The stopping rule may differ in its numbers.
     *
     * @throws IllegalArgumentException if the checkpoint belongs to another problem, estimator, optimizer or seed
     */
    public FitResult resume(Checkpoint checkpoint) {
        Checks.notNull("checkpoint", checkpoint);
        String own = fingerprint();
        if (!checkpoint.fingerprint().equals(own)) {
            throw Checks.illegal("checkpoint", checkpoint.fingerprint(), "must belong to this fit, " + own);
        }
        return new FitLoop(this).run(checkpoint.phi(), checkpoint);
    }

    /** This fit with so many steps of another optimizer, and nobody looking on. */
    Fit forTrial(Optimizer optimizer, long steps) {
        Settings changed = settings.clone();
        changed.optimizer = optimizer;
        changed.stopping = StoppingRules.steps(steps);
        changed.listeners = List.of();
        changed.traceEvery = 0;
        changed.checkpointFile = null;
        return new Fit(problem, changed);
    }

    String fingerprint() {
        return problem.discrepancy().name() + " | " + describe(problem.target()) + " | "
                + describe(problem.family()) + problem.family().layout().outline() + " | " + describe(settings.estimator)
                + " | " + describe(settings.optimizer) + (settings.natural ? " natural" : "") + " | " + settings.policy
                + " | seed " + settings.seed;
    }

    /** The text of an object; for one without a text of its own its class, since a hash would change from run to run. */
    private static String describe(Object part) {
        String text = String.valueOf(part);
        if (part != null && text.endsWith("@" + Integer.toHexString(part.hashCode()))) {
            String name = part.getClass().getName();
            int lambda = name.indexOf("$$Lambda");
            return lambda < 0 ? name : name.substring(0, lambda) + " function";
        }
        return text;
    }

    GradientEstimator estimator() {
        if (settings.estimator == null) {
            throw Checks.illegal("estimator", null,
                    "must be given: fit.with(QuadratureEstimator.withDefaults()), or a Monte Carlo one");
        }
        return settings.estimator;
    }

    Optimizer optimizer() {
        return settings.optimizer;
    }

    StoppingRule stopping() {
        return settings.stopping;
    }

    List<FitListener> listeners() {
        return settings.listeners;
    }

    Execution execution() {
        return new Execution(settings.seed, settings.threads);
    }

    boolean isNatural() {
        return settings.natural;
    }

    DomainPolicy policy() {
        return settings.policy;
    }

    int traceEvery() {
        return settings.traceEvery;
    }

    Path checkpointFile() {
        return settings.checkpointFile;
    }

    long checkpointEvery() {
        return settings.checkpointEvery;
    }
}
