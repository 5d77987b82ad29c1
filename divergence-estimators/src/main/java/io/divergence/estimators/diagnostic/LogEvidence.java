package io.divergence.estimators.diagnostic;

import io.divergence.math.Checks;
import java.util.List;
import java.util.Locale;

/**
 * A bracket of log Z in nats: lower &lt;= log Z &lt;= upper in expectation, each with its error. Immutable.
 *
 * @param importanceWeighted lower bounds IWELBO_K for K = 1, 2, 4 ..., each at least as high as the one before in expectation
 * @param estimate log Z itself, log mean w, with the error of the delta method
 * @param upper CUBO_2 = (1/2) log mean w^2, with the error of the delta method
 * @param khat of the weights w; above 0.7 the estimate cannot be trusted
 * @param khatOfSquares of the squared weights w^2, on which the upper bound rests
 * @param draws the number S of draws
 */
public record LogEvidence(List<Weighted> importanceWeighted, Bound estimate, Bound upper, double khat, double khatOfSquares,
        int draws) {

    /**
     * The bound by K weights at a time.
     *
     * @param samples K
     * @param bound IWELBO_K
     */
    public record Weighted(int samples, Bound bound) {
    }

    /** What the upper bound is worth. */
    public enum Certainty {
        /** The squared weights have a variance as far as their tail says: the interval of the upper bound holds. */
        CERTIFIED("certified"),
        /** Their variance may be infinite or unknown: the upper bound may be too low, and its interval too short. */
        NOT_CERTIFIED("not certified"),
        /** Their mean may be infinite: there may be no finite upper bound of this kind. */
        MAYBE_INFINITE("not certified, maybe infinite");

        private final String words;

        Certainty(String words) {
            this.words = words;
        }

        /** {@return the same in words} */
        public String words() {
            return words;
        }
    }

    /** Checks and copies the arguments. */
    public LogEvidence {
        importanceWeighted = List.copyOf(Checks.notNull("importanceWeighted", importanceWeighted));
        Checks.atLeast("importanceWeighted.size", importanceWeighted.size(), 1);
        Checks.notNull("estimate", estimate);
        Checks.notNull("upper", upper);
    }

    /** {@return the ELBO, mean l: a lower bound in expectation; negative infinity if q has draws where the target has no mass} */
    public Bound lower() {
        return importanceWeighted.get(0).bound();
    }

    /** {@return the importance-weighted bound of the largest K} */
    public Weighted tightestLower() {
        return importanceWeighted.get(importanceWeighted.size() - 1);
    }

    /** {@return what the upper bound is worth: certified if k-hat of w^2 is at most 0.5, maybe infinite from 1 on} */
    public Certainty certainty() {
        return khatOfSquares <= 0.5 ? Certainty.CERTIFIED
                : khatOfSquares >= 1 ? Certainty.MAYBE_INFINITE : Certainty.NOT_CERTIFIED;
    }

    /**
     * {@return a bound of the divergence D_2(p||q) = log(1 + chi^2(p||q)) by the ends of the 95 % intervals, 2 (CUBO - ELBO)} Positive
     * infinity if the ELBO is negative infinity; NaN if an error is.
     */
    public double divergenceBound() {
        return Math.max(0, 2 * (upper.upper() - lower().lower()));
    }

    @Override
    public String toString() {
        return "log Z in [" + lower() + " (ELBO), " + upper + " (CUBO, " + certainty().words() + ")], estimate " + estimate
                + String.format(Locale.US, ", k-hat %s, %d draws", khatText(), draws);
    }

    private String khatText() {
        return khat == Double.NEGATIVE_INFINITY ? "exact" : Double.isNaN(khat) ? "unknown" : String.format(Locale.US, "%.2f", khat);
    }
}
