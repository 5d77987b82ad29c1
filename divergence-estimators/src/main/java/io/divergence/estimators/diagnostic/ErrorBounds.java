package io.divergence.estimators.diagnostic;

import io.divergence.distribution.MultivariateNormal;
import io.divergence.math.Checks;
import java.util.Locale;

/**
 * Bounds of how far the moments of q may be from those of the target, by the divergence D_2 = log(1 + chi^2(p||q)) and the centred
 * moments of q:
 *
 * <pre>
 * W_1 &lt;= (e^D_2 - 1)^(1/2) (E_q |z - m|^2)^(1/2)
 * W_2 &lt;= sqrt(2) (e^D_2 - 1)^(1/4) (E_q |z - m|^4)^(1/4)
 * |mean_p - mean_q| &lt;= min(W_1, W_2),   |sd_p,i - sd_q,i| &lt;= W_2,   |Cov_p - Cov_q| &lt;= 2 W_2 (|Cov_q|^(1/2) + W_2)
 * </pre>
 *
 * <p>with Euclidean norms, the spectral norm of matrices, and |Cov_q| bounded by its trace. They hold if D_2 is a true upper bound:
 * look at {@link #certainty()}. They are wide: for D_2 below about 0.1 they say something.
 *
 * <p>References: J. Huggins, M. Kasprzak, T. Campbell, T. Broderick, Validated variational inference via practical posterior error
 * bounds (2020), whose program viabel has the larger constant 2 for W_1 and W_2; C. Villani, Optimal transport (2009), theorem 6.15, for
 * the constants here.
 *
 * @param divergence D_2, in nats
 * @param wasserstein1 the bound of W_1, in the units of z
 * @param wasserstein2 the bound of W_2, in the units of z
 * @param meanError the bound of |mean_p - mean_q|
 * @param sdError the bound of |sd_p - sd_q| of every coordinate
 * @param covarianceError the bound of the spectral norm of Cov_p - Cov_q
 * @param certainty what D_2 is worth
 */
public record ErrorBounds(double divergence, double wasserstein1, double wasserstein2, double meanError, double sdError,
        double covarianceError, LogEvidence.Certainty certainty) {

    /** Checks the arguments. */
    public ErrorBounds {
        Checks.notNull("certainty", certainty);
    }

    /** Returns the bounds for a normal q: E|z - m|^2 = tr S, E|z - m|^4 = (tr S)^2 + 2 tr S^2. */
    public static ErrorBounds of(LogEvidence evidence, MultivariateNormal q) {
        Checks.notNull("evidence", evidence);
        int d = Checks.notNull("q", q).dimension();
        double[] covariance = q.covariance();
        double trace = 0;
        double squares = 0;
        for (int i = 0; i < d; i++) {
            trace += covariance[i * d + i];
            for (int j = 0; j < d; j++) {
                squares += covariance[i * d + j] * covariance[i * d + j];
            }
        }
        return of(evidence.divergenceBound(), trace, trace * trace + 2 * squares, evidence.certainty());
    }

    /**
     * Returns the bounds for draws of q, whose moments take the place of those of q.
     *
     * @param draws row-major S x D
     * @param dimension D
     */
    public static ErrorBounds of(LogEvidence evidence, double[] draws, int dimension) {
        Checks.notNull("evidence", evidence);
        Checks.allFinite("draws", draws);
        Checks.atLeast("dimension", dimension, 1);
        if (draws.length % dimension != 0) {
            throw Checks.illegal("draws.length", draws.length, "must be a multiple of dimension = " + dimension);
        }
        int rows = draws.length / dimension;
        double[] mean = new double[dimension];
        for (int at = 0; at < draws.length; at++) {
            mean[at % dimension] += draws[at] / rows;
        }
        double second = 0;
        double fourth = 0;
        for (int k = 0; k < rows; k++) {
            double square = 0;
            for (int i = 0; i < dimension; i++) {
                double deviation = draws[k * dimension + i] - mean[i];
                square += deviation * deviation;
            }
            second += square / rows;
            fourth += square * square / rows;
        }
        return of(evidence.divergenceBound(), second, fourth, evidence.certainty());
    }

    /**
     * Returns the bounds for a known D_2 and known centred moments of q.
     *
     * @param divergence D_2 = log(1 + chi^2(p||q)), not negative; infinite and NaN give infinite and NaN bounds
     * @param secondMoment E_q |z - m|^2
     * @param fourthMoment E_q |z - m|^4
     * @param certainty what D_2 is worth
     */
    public static ErrorBounds of(double divergence, double secondMoment, double fourthMoment, LogEvidence.Certainty certainty) {
        if (divergence < 0) {
            throw Checks.illegal("divergence", divergence, "must not be negative");
        }
        Checks.positive("secondMoment", secondMoment);
        Checks.positive("fourthMoment", fourthMoment);
        double chi = Math.sqrt(Math.expm1(divergence));
        double w1 = chi * Math.sqrt(secondMoment);
        double w2 = Math.sqrt(2 * chi * Math.sqrt(fourthMoment));
        return new ErrorBounds(divergence, w1, w2, Math.min(w1, w2), w2, 2 * w2 * (Math.sqrt(secondMoment) + w2), certainty);
    }

    /**
     * Returns a bound of |mean_p - mean_q| of one coordinate, sharper than {@link #meanError()}: sd_q (e^D_2 - 1)^(1/2)
     * (D. Chapman, H. Robbins 1951).
     *
     * @param sd the standard deviation of the coordinate under q
     */
    public double meanError(double sd) {
        return Checks.nonNegative("sd", sd) * Math.sqrt(Math.expm1(divergence));
    }

    @Override
    public String toString() {
        return String.format(Locale.US, "D_2 <= %.3g: means within %.3g, standard deviations within %.3g (%s)", divergence, meanError,
                sdError, certainty.words());
    }
}
