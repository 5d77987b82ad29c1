package io.divergence.estimate;

/** What the value of an estimate is: an unnormalised target's value is never shown as a divergence. */
public enum ValueMeaning {
    /** The discrepancy itself. */
    DISCREPANCY("divergence"),
    /** -ELBO = KL(q||p) - log Z: reverse KL of an unnormalised target. */
    NEGATIVE_ELBO("-ELBO"),
    /** The discrepancy plus a multiple of log Z that is not known. */
    SHIFTED("divergence + const"),
    /** The discrepancy with log Z estimated from the same samples: consistent, with a bias of order 1/K. */
    SELF_NORMALIZED("self-normalised"),
    /** -E_p[log q], which is forward KL plus the unknown entropy of p: the mean negative log likelihood of data. */
    CROSS_ENTROPY("cross entropy");

    private final String words;

    ValueMeaning(String words) {
        this.words = words;
    }

    /** {@return a short label} */
    public String words() {
        return words;
    }
}
