package io.divergence.estimators.montecarlo;

import io.divergence.family.ReparameterizedFamily;
import io.divergence.family.SymmetricNoiseFamily;
import io.divergence.math.Checks;
import java.util.Locale;

/**
 * How the noise of the points of one step is chosen. All are unbiased but the matched ones, whose bias is of order 1/K. Standard
 * errors of antithetic pairs are those of the pairs; for matched and quasi-random points they are those of independent draws, which
 * is more than the error that they have. Immutable.
 *
 * <p>References: S. Joe, F. Kuo, Constructing Sobol sequences with better two-dimensional projections, 2008 (by commons-math3);
 * A. Buchholz et al., Quasi-Monte Carlo variational inference, 2018.
 */
public enum Points {
    /** Independent draws. */
    INDEPENDENT,
    /** Pairs e and -e: odd functions have no noise. */
    ANTITHETIC,
    /**
     * Pairs e and -e, then stretched so that their second moments are exactly those of the standard normal distribution: functions
     * up to the third degree have no noise. Needs K of at least 2 M + 2, M the length of the noise.
     */
    MATCHED,
    /** Sobol points with a random digital shift at each step; up to 1000 dimensions. */
    SOBOL;

    private static final int LARGEST_SOBOL = 1000;

    void check(ReparameterizedFamily family, int samples) {
        if (this == INDEPENDENT) {
            return;
        }
        if (!(family instanceof SymmetricNoiseFamily symmetric) || (this != ANTITHETIC && !symmetric.hasGaussianNoise())) {
            throw Checks.illegal("family", family, "must be a SymmetricNoiseFamily" + (this == ANTITHETIC ? "" : " of standard normal noise")
                    + ", such as MeanFieldFamily.gaussian, for " + name().toLowerCase(Locale.ROOT) + " points; use Points.INDEPENDENT");
        }
        int m = family.noiseDimension();
        int least = this == MATCHED ? 2 * m + 2 : 2;
        if (samples < least || (this != SOBOL && samples % 2 != 0)) {
            throw Checks.illegal("samples", samples, "must be " + (this == SOBOL ? "" : "even and ") + "at least " + least + " for "
                    + name().toLowerCase(Locale.ROOT) + " points; use withSamples, or Points.INDEPENDENT");
        }
        if (this == SOBOL && m > LARGEST_SOBOL) {
            throw Checks.illegal("noiseDimension", m, "must be at most " + LARGEST_SOBOL + " for Sobol points; use Points.INDEPENDENT");
        }
    }
}
