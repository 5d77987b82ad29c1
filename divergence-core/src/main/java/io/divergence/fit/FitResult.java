package io.divergence.fit;

import io.divergence.distribution.Distribution;
import io.divergence.estimate.Finiteness;
import io.divergence.estimate.GradientEstimate;
import io.divergence.estimate.Problem;
import io.divergence.estimate.ValueMeaning;
import java.util.Arrays;
import java.util.Optional;

/** What a fit found and how it ended: an immutable snapshot. */
public final class FitResult {
    private final Problem problem;
    private final Checkpoint checkpoint;
    private final GradientEstimate estimate;
    private final double[] average;
    private final Termination termination;

    FitResult(Problem problem, Checkpoint checkpoint, GradientEstimate estimate, double[] average,
            Termination termination) {
        this.problem = problem;
        this.checkpoint = checkpoint;
        this.estimate = estimate;
        this.average = average;
        this.termination = termination;
    }

    /** {@return the parameters at the end: the last ones at which the target was evaluated} */
    public double[] phi() {
        return checkpoint.phi().clone();
    }

    /**
     * {@return the best parameters met} For an exact objective those of the lowest value; for a stochastic one those at
     * which the running mean of the values (over about fifty steps; of every fifth, where values cost extra) was lowest, since a single
     * low value is luck. After a failure this is the best so far; the start, if the first evaluation failed.
     */
    public double[] bestPhi() {
        return checkpoint.bestPhi().clone();
    }

    /** {@return the mean of the iterates, if the optimizer averages} */
    public Optional<double[]> averagedPhi() {
        return average == null ? Optional.empty() : Optional.of(average.clone());
    }

    /** {@return the member of the family at {@link #phi()}, or at {@link #bestPhi()} if the fit diverged} */
    public Distribution distribution() {
        return problem.family().at(termination instanceof Termination.Diverged ? bestPhi() : phi());
    }

    /** {@return the value at the end, in nats} */
    public double value() {
        return estimate.value();
    }

    /** {@return the error of the value} */
    public double valueError() {
        return estimate.valueError();
    }

    /** {@return what the value means} */
    public ValueMeaning meaning() {
        return estimate.meaning();
    }

    /** {@return whether the value at the end is finite} */
    public Finiteness finiteness() {
        return estimate.finiteness();
    }

    /** {@return the effective sample size at the end; NaN without samples} */
    public double effectiveSampleSize() {
        return estimate.effectiveSampleSize();
    }

    /** {@return the gradient at the end} */
    public double[] gradient() {
        return estimate.gradient().clone();
    }

    /** {@return the errors of the gradient at the end} */
    public double[] gradientError() {
        return estimate.gradientError().clone();
    }

    /** {@return how many steps were taken} */
    public long steps() {
        return checkpoint.step();
    }

    /** {@return why the fit ended} */
    public Termination termination() {
        return termination;
    }

    /** {@return whether the fit ended without failure: converged or exhausted} */
    public boolean isGood() {
        return termination instanceof Termination.Converged || termination instanceof Termination.Exhausted;
    }

    /** {@return what was recorded on the way} */
    public Trace trace() {
        return checkpoint.trace();
    }

    /** {@return the state at the end, from which the fit can go on} */
    public Checkpoint checkpoint() {
        return checkpoint;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(problem.discrepancy().name()).append(" after ").append(steps())
                .append(" steps: ");
        for (int i = 0; i < checkpoint.phi().length; i++) {
            text.append(problem.family().layout().name(i)).append(" = ").append(checkpoint.phi()[i]).append(", ");
        }
        text.append(meaning().words()).append(" = ").append(value()).append(" +- ").append(valueError());
        if (termination instanceof Termination.Diverged) {
            text.append(", best so far ").append(Arrays.toString(checkpoint.bestPhi()));
        }
        return text.append(" (").append(termination.getClass().getSimpleName()).append(": ").append(termination.words())
                .append(')').toString();
    }
}
