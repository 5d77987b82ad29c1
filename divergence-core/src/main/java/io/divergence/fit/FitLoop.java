package io.divergence.fit;

import io.divergence.estimate.Finiteness;
import io.divergence.estimate.GradientEstimate;
import io.divergence.estimate.Objective;
import io.divergence.family.FisherGeometry;
import io.divergence.family.ParameterLayout;
import io.divergence.family.VariationalFamily;
import io.divergence.math.Checks;
import io.divergence.optimize.AveragingOptimizer;
import io.divergence.optimize.Optimizer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** One run of a fit. Every step: evaluate, remember the best, look (trace, listeners), maybe stop, step, check the domain. */
final class FitLoop implements FitStep {
    /** Weight of a new value in the running mean by which the best of a noisy objective is judged. */
    private static final double SMOOTHING = 0.02;
    private static final int WARM_UP = 50;
    /** Where a value costs extra, so many steps have one for the running mean. */
    private static final int STRIDE = 5;

    private final Fit fit;
    /** Of this run: it may own scratch space. */
    private final VariationalFamily family;
    private final FisherGeometry geometry;
    private final Optimizer optimizer;
    private final StoppingRule stopping;
    private final List<FitListener> listeners;
    private final GradientEstimate estimate;
    private final double[] phi;
    private final double[] bestPhi;
    private final double[] direction;
    private final OptimizerMemory memory;
    private final double[] stoppingState;
    /** Best value so far, running mean, number of steps. */
    private final double[] loopState = {Double.POSITIVE_INFINITY, 0, 0};
    private final long start = System.nanoTime();

    private Trace trace;
    private long step;
    /** Phi before the last step: in the array of the best phi, or in the optimizer's room. */
    private double[] previous;
    /** Whether phi is the best so far, and not yet copied as such: one copy before the step does for both. */
    private boolean isBest;

    FitLoop(Fit fit) {
        this.fit = fit;
        family = fit.problem().family().boundCopy();
        optimizer = fit.optimizer();
        if (fit.isNatural() && optimizer.needsPlainGradient()) {
            throw Checks.illegal("optimizer", optimizer, "needs the gradient itself: it does not go with the natural gradient");
        }
        geometry = fit.isNatural() ? geometry(family, fit.problem().family()) : null;
        stopping = fit.stopping();
        listeners = fit.listeners();
        int n = family.parameterCount();
        estimate = new GradientEstimate(n);
        phi = new double[n];
        bestPhi = new double[n];
        direction = new double[fit.isNatural() ? n : 0];
        memory = new OptimizerMemory(optimizer, phi);
        stoppingState = new double[stopping.stateSize(n)];
        trace = new Trace(n, new double[0]);
    }

    /** Of the bound copy; of the family itself, should its copy know none. */
    private static FisherGeometry geometry(VariationalFamily bound, VariationalFamily family) {
        return (FisherGeometry) (bound instanceof FisherGeometry ? bound : family);
    }

    @Override
    public long step() {
        return step;
    }

    @Override
    public double[] phi() {
        return phi;
    }

    @Override
    public GradientEstimate estimate() {
        return estimate;
    }

    @Override
    public double seconds() {
        return (System.nanoTime() - start) / 1e9;
    }

    FitResult run(double[] phi0, Checkpoint from) {
        System.arraycopy(phi0, 0, phi, 0, phi.length);
        System.arraycopy(phi0, 0, bestPhi, 0, phi.length);
        memory.init(phi);
        if (from != null) {
            restore(from);
        }
        try (Objective objective = fit.estimator().bind(fit.problem(), fit.execution())) {
            stopping.require(objective.isStochastic());
            Termination termination = loop(objective, from != null);
            return result(termination);
        }
    }

    private void restore(Checkpoint from) {
        step = from.step();
        memory.restore(from.optimizerState());
        copy("stopping rule's state", from.stoppingState(), stoppingState);
        copy("loop state", from.loopState(), loopState);
        copy("best phi", from.bestPhi(), bestPhi);
        trace = from.trace();
    }

    private static void copy(String name, double[] from, double[] to) {
        if (from.length != to.length) {
            throw Checks.illegal("length of the checkpoint's " + name, from.length, "must be " + to.length);
        }
        System.arraycopy(from, 0, to, 0, to.length);
    }

    /** A checkpoint is taken after the look at its step: on resuming, that step is evaluated but not looked at again. */
    private Termination loop(Objective objective, boolean resumed) {
        boolean looked = resumed;
        while (true) {
            Termination failure = evaluate(objective);
            if (failure != null) {
                return failure;
            }
            if (!looked) {
                Termination end = look(objective.isStochastic());
                if (end != null) {
                    return end;
                }
            }
            looked = false;
            failure = advance(objective);
            if (failure != null) {
                return failure;
            }
        }
    }

    private Termination evaluate(Objective objective) {
        try {
            objective.evaluateInPlace(step, phi, estimate);
            if (step % STRIDE == 0 || isTraced()) {
                // Here, so that a target that throws when its value is asked for ends the fit as any other does.
                estimate.value();
            }
        } catch (RuntimeException e) {
            estimate.clear();
            return new Termination.Diverged("the target or family threw " + e + " in step " + step + " at "
                    + describe(phi), step, e);
        }
        if (estimate.isUsable()) {
            return null;
        }
        if (estimate.finiteness() == Finiteness.INVALID) {
            double[] point = estimate.nonFinitePoint();
            return new Termination.Diverged(estimate.finiteness().words()
                    + (point == null ? "" : ", at z = " + Checks.text(point)) + " (" + estimate.nonFinite()
                    + " times) in step " + step + " at " + describe(phi), step, null);
        }
        String what = estimate.finiteness() == Finiteness.FINITE
                ? "the " + (Double.isFinite(estimate.value()) ? "gradient" : "value") + " is not finite"
                : "the value is " + estimate.finiteness().words();
        return new Termination.Diverged(what + " in step " + step + " at " + describe(phi), step, null);
    }

    private String describe(double[] at) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < Math.min(at.length, 8); i++) {
            text.append(i == 0 ? "" : ", ").append(family.layout().name(i)).append(" = ").append(at[i]);
        }
        return text.append(at.length > 8 ? ", ..." : "").toString();
    }

    private Termination look(boolean stochastic) {
        rememberBest(stochastic);
        if (isTraced()) {
            trace.record(step, phi, estimate);
        }
        Termination end = stopping.test(this, stoppingState, 0);
        for (int i = 0; i < listeners.size(); i++) {
            if (!listeners.get(i).onStep(this) && end == null) {
                end = new Termination.Cancelled("a listener asked for the end in step " + step);
            }
        }
        if (fit.checkpointFile() != null && step > 0 && step % fit.checkpointEvery() == 0) {
            save();
        }
        if (end == null && Thread.currentThread().isInterrupted()) {
            end = new Termination.Cancelled("the thread was interrupted in step " + step);
        }
        return end;
    }

    private boolean isTraced() {
        return fit.traceEvery() > 0 && step % fit.traceEvery() == 0;
    }

    private void rememberBest(boolean stochastic) {
        if (stochastic) {
            double count = ++loopState[2];
            int stride = estimate.isValueDeferred() ? STRIDE : 1;
            boolean judges = step % stride == 0;
            if (judges) {
                // The weights of a mean at first: of values 1, 2, 3 and so on.
                double weight = Math.max(SMOOTHING * stride, stride / (count + stride - 1));
                loopState[1] += weight * (estimate.value() - loopState[1]);
            }
            if (count < WARM_UP) {
                // Too early to tell: the last is taken for the best.
                isBest = true;
            } else if (judges) {
                remember(loopState[1]);
            }
            return;
        }
        remember(estimate.value());
    }

    private void remember(double judged) {
        if (judged < loopState[0]) {
            loopState[0] = judged;
            isBest = true;
        }
    }

    private void save() {
        try {
            checkpoint().write(fit.checkpointFile());
        } catch (IOException e) {
            throw new UncheckedIOException("the checkpoint could not be written to " + fit.checkpointFile(), e);
        }
    }

    private Termination advance(Objective objective) {
        // Nobody looks at the gradient any more: the optimizer may use it as scratch space.
        double[] by = estimate.gradient();
        if (geometry != null) {
            geometry.applyInverseFisher(phi, estimate.gradient(), direction);
            by = direction;
        }
        // If phi is the best so far, it is kept where the best is.
        previous = isBest ? bestPhi : memory.room(by);
        isBest = false;
        boolean isFinite = memory.step(step, by, phi, previous);
        if (isFinite ? family.isValidIfFinite(phi) : family.isValid(phi)) {
            step++;
            return null;
        }
        if (fit.policy() == DomainPolicy.PROJECT && project()) {
            step++;
            return null;
        }
        int outside = family.layout().firstOutside(phi);
        String what = outside >= 0
                ? family.layout().name(outside) + " = " + phi[outside] + " left its domain (it "
                        + family.layout().rule(outside) + ")"
                : "the parameters " + describe(phi) + " left the domain of the family";
        Termination end = new Termination.Diverged(what + " in step " + step + "; before the step " + describe(previous),
                step, null);
        System.arraycopy(previous, 0, phi, 0, phi.length);
        // The optimizer may have used the gradient as scratch space: the result has that at phi, and errors that go with it.
        evaluate(objective);
        return end;
    }

    private boolean project() {
        ParameterLayout layout = family.layout();
        for (int i = 0; i < phi.length; i++) {
            ParameterLayout.Entry entry = layout.entry(i);
            if (!(phi[i] > entry.lower())) {
                phi[i] = Double.isInfinite(entry.lower()) ? previous[i] : 0.5 * (previous[i] + entry.lower());
            } else if (!(phi[i] < entry.upper())) {
                phi[i] = Double.isInfinite(entry.upper()) ? previous[i] : 0.5 * (previous[i] + entry.upper());
            }
        }
        for (int k = 0; k < 60 && !family.isValid(phi); k++) {
            for (int i = 0; i < phi.length; i++) {
                phi[i] = previous[i] + 0.5 * (phi[i] - previous[i]);
            }
        }
        return family.isValid(phi);
    }

    private Checkpoint checkpoint() {
        return new Checkpoint(fit.fingerprint(), step, phi.clone(), (isBest ? phi : bestPhi).clone(), loopState.clone(),
                memory.state(), stoppingState.clone(), trace.rows());
    }

    private FitResult result(Termination termination) {
        double[] average = null;
        if (optimizer instanceof AveragingOptimizer averaging) {
            average = new double[phi.length];
            averaging.average(phi, memory.state(), average);
        }
        estimate.complete();
        return new FitResult(fit.problem(), checkpoint(), estimate, average, termination);
    }
}
