package io.divergence.estimate;

import io.divergence.math.ArrayMath;
import io.divergence.math.Checks;
import java.util.Arrays;

/**
 * A value and a gradient with their errors, and how trustworthy they are. Owned by the caller and reused: every
 * evaluation overwrites all of it. The arrays are live.
 *
 * <p>Errors and effective sample sizes cost as much as the gradient itself, and so may the value: an objective may leave them to be
 * computed when they are first asked for ({@link #defer}, {@link #deferValue}). Who asks sees no difference.
 */
public final class GradientEstimate {
    private final double[] gradient;
    private final double[] gradientError;
    private double value;
    private double valueError;
    private ErrorKind errorKind;
    private ValueMeaning meaning;
    private Finiteness finiteness;
    private double effectiveSampleSize;
    private double largestWeight;
    private long evaluations;
    private long nonFinite;
    private double[] nonFinitePoint;
    private boolean withinTolerance;
    private Details deferred;
    private Details deferredValue;
    private boolean isGradientFinite;

    /** What is computed when it is first asked for: the value; or the errors of value and gradient, effective sample size, largest weight. */
    @FunctionalInterface
    public interface Details {
        /** Sets them. */
        void complete(GradientEstimate out);
    }

    /**
     * Creates an empty estimate.
     *
     * @param parameterCount P
     */
    public GradientEstimate(int parameterCount) {
        this(new double[Checks.atLeast("parameterCount", parameterCount, 1)]);
    }

    private GradientEstimate(double[] gradient) {
        this.gradient = gradient;
        gradientError = new double[gradient.length];
        clear();
    }

    /** Returns an empty estimate of a value alone: its gradient has no entries. */
    public static GradientEstimate ofValue() {
        return new GradientEstimate(new double[0]);
    }

    /** Sets everything to "nothing known": NaN values, no evaluations. */
    public void clear() {
        begin();
        Arrays.fill(gradient, Double.NaN);
        Arrays.fill(gradientError, Double.NaN);
    }

    /** As {@link #clear} but for the gradient and its errors, which the estimator promises to write or to defer. For estimators. */
    public void begin() {
        value = Double.NaN;
        valueError = Double.NaN;
        errorKind = ErrorKind.ESTIMATE;
        meaning = ValueMeaning.DISCREPANCY;
        finiteness = Finiteness.FINITE;
        effectiveSampleSize = Double.NaN;
        largestWeight = Double.NaN;
        evaluations = 0;
        nonFinite = 0;
        nonFinitePoint = null;
        withinTolerance = true;
        deferred = null;
        deferredValue = null;
        isGradientFinite = false;
    }

    /** Says that all of the gradient has been found finite, so that nobody need look again. For estimators. */
    public void setGradientFinite() {
        isGradientFinite = true;
    }

    /**
     * Leaves the errors, the effective sample size and the largest weight to be computed when they are first asked for. For estimators,
     * which have to call {@link #complete} before the samples of the evaluation are gone.
     */
    public void defer(Details details) {
        deferred = details;
    }

    /** Likewise the value, which is known to be finite. Who calls {@link #complete} gets it as well. For estimators. */
    public void deferValue(Details details) {
        deferredValue = details;
    }

    /** {@return whether the value is finite but has still to be computed: who needs no single one may pass over it} */
    public boolean isValueDeferred() {
        return deferredValue != null;
    }

    private void completeValue() {
        if (deferredValue != null) {
            Details details = deferredValue;
            deferredValue = null;
            details.complete(this);
        }
    }

    /** Computes what was deferred, if anything was. */
    public void complete() {
        completeValue();
        if (deferred != null) {
            Details details = deferred;
            deferred = null;
            details.complete(this);
        }
    }

    /** {@return the value in nats, as {@link #meaning()} says; positive infinity if infinite} */
    public double value() {
        completeValue();
        return value;
    }

    /** {@return the error of the value, as {@link #errorKind()} says; not negative} */
    public double valueError() {
        complete();
        return valueError;
    }

    /** {@return the gradient, live, of length P; NaN where the value is infinite} */
    public double[] gradient() {
        return gradient;
    }

    /** {@return the errors of the gradient, live, of length P} */
    public double[] gradientError() {
        complete();
        return gradientError;
    }

    /** {@return what the errors mean} */
    public ErrorKind errorKind() {
        return errorKind;
    }

    /** {@return what the value means} */
    public ValueMeaning meaning() {
        return meaning;
    }

    /** {@return whether the value is finite, and why not} */
    public Finiteness finiteness() {
        return finiteness;
    }

    /** {@return the effective sample size (SUM u)^2/SUM u^2 of the importance weights; NaN without samples} */
    public double effectiveSampleSize() {
        complete();
        return effectiveSampleSize;
    }

    /** {@return the largest share of a single sample in all importance weights, in [0, 1]; NaN without samples} */
    public double largestWeight() {
        complete();
        return largestWeight;
    }

    /** {@return how often the target was evaluated} */
    public long evaluations() {
        return evaluations;
    }

    /** {@return at how many points the target returned NaN or positive infinity, or a gradient that is not finite} */
    public long nonFinite() {
        return nonFinite;
    }

    /** {@return the first such point, or null} */
    public double[] nonFinitePoint() {
        return nonFinitePoint == null ? null : nonFinitePoint.clone();
    }

    /** {@return whether the requested tolerance was met; true where none can be requested} */
    public boolean withinTolerance() {
        return withinTolerance;
    }

    /** {@return the Euclidean norm of the gradient} */
    public double gradientNorm() {
        double sum = 0;
        for (double g : gradient) {
            sum += g * g;
        }
        return Math.sqrt(sum);
    }

    /** Returns the Euclidean norm of the gradient's errors: the noise, where the errors are standard errors. */
    public double gradientErrorNorm() {
        complete();
        double sum = 0;
        for (double e : gradientError) {
            sum += e * e;
        }
        return Math.sqrt(sum);
    }

    /** {@return whether the value, all of the gradient and the state are good to step with} */
    public boolean isUsable() {
        if (finiteness != Finiteness.FINITE || !(deferredValue != null || Math.abs(value) <= Double.MAX_VALUE)) {
            return false;
        }
        return isGradientFinite || ArrayMath.isFinite(gradient.length, gradient);
    }

    /** Sets the value and its error. For estimators. */
    public void setValue(double value, double error, ErrorKind kind, ValueMeaning meaning) {
        this.value = value;
        valueError = error;
        errorKind = kind;
        this.meaning = meaning;
    }

    /** Sets the error of the value alone. */
    public void setValueError(double error) {
        valueError = error;
    }

    /** Sets the state to infinite, blind or invalid: the value becomes infinite or NaN, the gradient NaN. */
    public void setUnusable(Finiteness finiteness) {
        deferred = null;
        deferredValue = null;
        isGradientFinite = false;
        this.finiteness = finiteness;
        boolean infinite = finiteness != Finiteness.BLIND && finiteness != Finiteness.INVALID
                && finiteness != Finiteness.UNRESOLVED;
        value = infinite ? Double.POSITIVE_INFINITY : Double.NaN;
        valueError = infinite ? 0 : Double.NaN;
        Arrays.fill(gradient, Double.NaN);
        Arrays.fill(gradientError, Double.NaN);
    }

    /** Sets the effective sample size and the largest share of a sample. For estimators. */
    public void setWeights(double effectiveSampleSize, double largestWeight) {
        this.effectiveSampleSize = effectiveSampleSize;
        this.largestWeight = largestWeight;
    }

    /** Sets the number of evaluations of the target. For estimators. */
    public void setEvaluations(long evaluations) {
        this.evaluations = evaluations;
    }

    /** Records points at which the target was NaN or positive infinity, or its gradient not finite; the state becomes INVALID. */
    public void setNonFinite(long count, double[] firstPoint) {
        nonFinite = count;
        nonFinitePoint = firstPoint == null ? null : firstPoint.clone();
        setUnusable(Finiteness.INVALID);
    }

    /** Sets whether the requested tolerance was met. For estimators. */
    public void setWithinTolerance(boolean withinTolerance) {
        this.withinTolerance = withinTolerance;
    }
}
