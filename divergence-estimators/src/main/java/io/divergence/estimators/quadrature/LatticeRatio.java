package io.divergence.estimators.quadrature;

import io.divergence.divergence.Discrepancy;
import io.divergence.divergence.Renyi;
import io.divergence.estimate.Finiteness;
import io.divergence.target.Tail;

/**
 * The terms of a divergence between two distributions on a lattice: what the integrand is on the line. The results are kept
 * until the next call; one caller.
 */
public final class LatticeRatio {
    private static final double EPS = Math.ulp(1.0);

    private final RatioFunction ratio;
    private final double conditionP;
    private final double conditionQ;
    private final double exponent;
    private final boolean hasMoment;
    private double moment;
    private double momentError;

    /**
     * Creates the terms of a discrepancy.
     *
     * @param conditionP how strongly rounding is magnified in log p
     * @param conditionQ the same for log q
     */
    public LatticeRatio(Discrepancy discrepancy, double conditionP, double conditionQ) {
        this.conditionP = conditionP;
        this.conditionQ = conditionQ;
        ratio = new RatioFunction(FinitenessRule.baseOf(discrepancy), false, false);
        hasMoment = discrepancy instanceof Renyi;
        exponent = discrepancy instanceof Renyi renyi ? renyi.exponent() : 0;
    }

    /** Judges whether the sum over all integers is finite, from the behaviour of the two masses. */
    public static Finiteness judge(Discrepancy discrepancy, Tail p, Tail q) {
        return FinitenessRule.judge(FinitenessRule.baseOf(discrepancy), p, q);
    }

    /** {@return the logarithm of q f(p/q)} */
    public double logSize(double logP, double logQ) {
        return ratio.logSize(logP, logQ);
    }

    /** {@return the logarithm of p^a q^(1-a) for a Rényi divergence; negative infinity for the others} */
    public double logMoment(double logP, double logQ) {
        if (!hasMoment) {
            return Double.NEGATIVE_INFINITY;
        }
        double sum = (exponent == 0 ? 0 : exponent * logP) + (exponent == 1 ? 0 : (1 - exponent) * logQ);
        return Double.isNaN(sum) ? Double.NEGATIVE_INFINITY : sum;
    }

    /** Evaluates the term at one point, times e^-shift. */
    public void evaluate(double logP, double logQ, double shift) {
        double errorP = ChartedDensity.error(logP, conditionP);
        double errorQ = ChartedDensity.error(logQ, conditionQ);
        ratio.evaluate(logP, logQ, -shift, errorP, errorQ);
        double log = logMoment(logP, logQ) - shift;
        moment = Math.exp(log);
        momentError = moment == 0 ? 0
                : moment * (EPS * (4 + Math.abs(log)) + Math.abs(exponent) * errorP + Math.abs(1 - exponent) * errorQ);
    }

    /** {@return q f(p/q)} */
    public double value() {
        return ratio.f;
    }

    /** {@return a bound of the rounding error of the value} */
    public double valueError() {
        return ratio.fError;
    }

    /** {@return p^a q^(1-a)} */
    public double moment() {
        return moment;
    }

    /** {@return a bound of the rounding error of the moment} */
    public double momentError() {
        return momentError;
    }

    /** {@return whether a term was infinite} */
    public boolean isInfinite() {
        return ratio.isInfinite();
    }
}
