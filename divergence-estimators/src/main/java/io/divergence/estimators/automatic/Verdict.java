package io.divergence.estimators.automatic;

import io.divergence.math.Checks;
import java.util.List;

/**
 * What a fit is worth, in words: one of a closed list, with the numbers that led to it and what to do next.
 *
 * @param kind which
 * @param findings the numbers that led to it, each a sentence
 * @param advice what to do next
 */
public record Verdict(Kind kind, List<String> findings, String advice) {

    /** The closed list. */
    public enum Kind {
        /** The best member of the family near the start, within the tolerance, and its shape fits. */
        WITHIN_TOLERANCE("within tolerance"),
        /** Within the tolerance of the best member of the family, which is no good likeness of the target. */
        WRONG_SHAPE("wrong shape: moments unreliable"),
        /** Modes of like mass were seen, of which the fit describes one. */
        SEVERAL_MODES("several modes seen"),
        /** The budget of gradients or time ended; the best so far. */
        BUDGET_USED("budget used up, best so far"),
        /** No further step was possible; the best so far. */
        NOT_CONVERGED("not converged, best so far"),
        /** Far out the log density falls too slowly for a finite mass, or not at all: there is no distribution to be fitted. */
        IMPROPER("improper: the log density does not fall fast enough for a finite mass"),
        /** The gradient is not that of the log density. */
        GRADIENT_INCONSISTENT("gradient inconsistent"),
        /** NaN or +infinity where the fit has mass, or no finite place to start from. */
        TARGET_NOT_FINITE("target not finite"),
        /** The target threw; the best so far. */
        TARGET_FAILED("target failed, best so far"),
        /** The calling thread was interrupted; the best so far. */
        CANCELLED("cancelled, best so far"),
        /** Too few draws have weight for this divergence: its gradient is blind. */
        BLIND("blind: too few draws have weight");

        private final String words;

        Kind(String words) {
            this.words = words;
        }

        /** {@return the kind in words} */
        public String words() {
            return words;
        }
    }

    /** Checks the arguments. */
    public Verdict {
        Checks.notNull("kind", kind);
        findings = List.copyOf(findings);
        Checks.notNull("advice", advice);
    }

    /** {@return whether the fit may be used as it is} */
    public boolean isGood() {
        return kind == Kind.WITHIN_TOLERANCE;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(kind.words());
        for (String finding : findings) {
            text.append("\n  ").append(finding);
        }
        return text.append("\n  next: ").append(advice).toString();
    }
}
