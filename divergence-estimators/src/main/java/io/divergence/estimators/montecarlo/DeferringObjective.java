package io.divergence.estimators.montecarlo;

import io.divergence.estimate.GradientEstimate;
import io.divergence.estimate.Objective;

/** An objective that leaves errors to be computed when they are asked for, which takes the phi of the evaluation: a copy, or the caller's own. */
abstract class DeferringObjective implements Objective {
    /** Of the last evaluation. */
    double[] phi;
    /** For callers that may change theirs. */
    private double[] copy;
    /** The last estimate, if its errors may still be asked for. */
    private GradientEstimate pending;

    @Override
    public final void evaluate(long step, double[] phi, GradientEstimate out) {
        finish(out);
        if (copy == null) {
            copy = new double[parameterCount()];
        }
        System.arraycopy(phi, 0, copy, 0, copy.length);
        evaluateInPlace(step, copy, out);
    }

    @Override
    public abstract void evaluateInPlace(long step, double[] phi, GradientEstimate out);

    /** Begins an evaluation. */
    final void begin(double[] phi, GradientEstimate out) {
        finish(out);
        pending = null;
        this.phi = phi;
        out.begin();
    }

    private void finish(GradientEstimate out) {
        if (pending != out) {
            complete();
        }
    }

    /** Says that the errors of an estimate may still be asked for. */
    final void leave(GradientEstimate out) {
        pending = out;
    }

    /** {@return the estimate whose errors may still be asked for; null for none} */
    final GradientEstimate pending() {
        return pending;
    }

    /** Computes what may still be asked for, before the samples are gone. */
    final void complete() {
        if (pending != null) {
            pending.complete();
        }
    }
}
