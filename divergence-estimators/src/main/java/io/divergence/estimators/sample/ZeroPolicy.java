package io.divergence.estimators.sample;

/** What is added to each count before shares are taken, so that empty bins do not make divergences infinite. */
public enum ZeroPolicy {
    /** Nothing: a bin that is empty in one sample only makes some divergences infinite. */
    NONE(0),
    /** One half, the posterior mean under Jeffreys' prior. */
    JEFFREYS(0.5),
    /** One, the posterior mean under a flat prior. */
    LAPLACE(1);

    private final double added;

    ZeroPolicy(double added) {
        this.added = added;
    }

    /** {@return what is added to a count} */
    public double added() {
        return added;
    }
}
