package io.divergence.estimators.closedform;

import io.divergence.estimate.ErrorKind;
import io.divergence.estimate.Finiteness;
import io.divergence.estimate.GradientEstimate;
import io.divergence.estimate.Objective;
import io.divergence.estimate.ValueMeaning;
import io.divergence.family.LocationScaleFamily;

/** A formula in the mean and standard deviation of q; a subclass fills in the fields. Reused; one caller. */
abstract class GaussianObjective implements Objective {
    static final double EPS = Math.ulp(1.0);

    private final LocationScaleFamily family;
    private final double[] zero;
    private final double[] byMeanError;
    private final double[] bySdError;

    /** The results of {@link #compute}. */
    double value;
    double valueError;
    double byMean;
    double byMeanBound;
    double bySd;
    double bySdBound;
    Finiteness finiteness;

    GaussianObjective(LocationScaleFamily family) {
        this.family = family;
        zero = new double[family.parameterCount()];
        byMeanError = new double[zero.length];
        bySdError = new double[zero.length];
    }

    /** Computes value and gradient with respect to (mean, sd), with bounds of their rounding errors. */
    abstract void compute(double mean, double sd);

    ValueMeaning meaning() {
        return ValueMeaning.DISCREPANCY;
    }

    @Override
    public int parameterCount() {
        return family.parameterCount();
    }

    @Override
    public void evaluate(long step, double[] phi, GradientEstimate out) {
        out.clear();
        finiteness = Finiteness.FINITE;
        double mean = family.location(phi);
        double sd = family.scale(phi);
        compute(mean, sd);
        if (finiteness == Finiteness.FINITE && !(Math.abs(value) <= Double.MAX_VALUE && Math.abs(byMean) <= Double.MAX_VALUE
                && Math.abs(bySd) <= Double.MAX_VALUE)) {
            finiteness = Finiteness.OVERFLOW;
        }
        if (finiteness != Finiteness.FINITE) {
            out.setUnusable(finiteness);
            return;
        }
        // Adding zero turns a negative zero into a zero.
        value += 0.0;
        byMean += 0.0;
        bySd += 0.0;
        out.setValue(value, valueError + 2 * Math.ulp(value), ErrorKind.ROUNDING, meaning());
        family.gradient(phi, byMean, bySd, out.gradient());
        family.gradient(phi, byMeanBound + 8 * Math.ulp(byMean), 0, byMeanError);
        family.gradient(phi, 0, bySdBound + 8 * Math.ulp(bySd), bySdError);
        for (int j = 0; j < zero.length; j++) {
            out.gradient()[j] += 0.0;
            out.gradientError()[j] = Math.abs(byMeanError[j]) + Math.abs(bySdError[j]) + 8 * Math.ulp(out.gradient()[j]);
        }
    }
}
