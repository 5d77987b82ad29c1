package io.divergence.estimators.evaluate;

import io.divergence.distribution.Distribution;
import io.divergence.distribution.MultivariateNormal;
import io.divergence.math.Exponentials;
import java.util.Optional;

/**
 * Normal distributions in D dimensions. With M = L_q^-1 L_p = I + E, E from the difference of the factors,
 *
 * <pre>KL = (SUM_(i&gt;j) E_ij^2 + SUM_i (E_ii^2 + 2 (E_ii - log(1 + E_ii))) + |L_q^-1 (m_p - m_q)|^2)/2,</pre>
 *
 * <p>a sum of squares and remainders. Close ones that were not given by factors go by the eigenvalues of the whitened difference of
 * their matrices: {@link WhitenedPair}. The moments are those of one dimension for each eigenvalue.
 */
final class MultivariateNormalFormula implements PairFormula {

    @Override
    public Optional<Term> kl(Distribution p, Distribution q) {
        if (!(p instanceof MultivariateNormal a) || !(q instanceof MultivariateNormal b)) {
            return Optional.empty();
        }
        WhitenedPair pair = new WhitenedPair(a, b);
        int d = a.dimension();
        double sum = 0;
        if (pair.isClose()) {
            for (double r : pair.eigen().excess()) {
                sum += Math.abs(r) <= 0.5 ? Exponentials.xMinusLog1p(r) : r - Math.log1p(r);
            }
        } else {
            sum = byFactors(pair.factorSteps(), a.cholesky(), b.cholesky(), d);
        }
        double value = 0.5 * (sum + pair.squaredDistance());
        double off = pair.factorError();
        // A relative error of the differences, or an absolute one of each eigenvalue of the ratio.
        double error = 64 * d * Term.EPS * value + 8 * off * value + (pair.isClose() ? 0 : d * off * (Math.sqrt(value) + off));
        return Optional.of(new Term(value, error));
    }

    private static double byFactors(double[] e, double[] p, double[] q, int d) {
        double sum = 0;
        for (int i = 0; i < d; i++) {
            for (int j = 0; j < i; j++) {
                sum += e[i * d + j] * e[i * d + j];
            }
            double x = e[i * d + i];
            double log = Math.abs(x) <= 0.5 ? Exponentials.xMinusLog1p(x) : x - (Math.log(p[i * d + i]) - Math.log(q[i * d + i]));
            sum += x * x + 2 * log;
        }
        return sum;
    }

    /** The moments of one dimension for each eigenvalue of the covariance of p, whitened by that of q, less 1. */
    @Override
    public Optional<Term> logMoment(double order, Distribution p, Distribution q) {
        if (!(p instanceof MultivariateNormal a) || !(q instanceof MultivariateNormal b)) {
            return Optional.empty();
        }
        WhitenedPair pair = new WhitenedPair(a, b);
        WhitenedPair.Eigen eigen = pair.eigen();
        int d = a.dimension();
        double rest = 1 - order;
        double largest = eigen.largest();
        boolean near = Math.max(1, Math.abs(rest)) * largest <= 0.5;
        double logDeterminants = 0.5 * rest * pair.logDeterminant();
        double value = near ? 0 : logDeterminants;
        double error = near ? 0 : 16 * Term.EPS * d * (1 + Math.abs(logDeterminants));
        double off = pair.factorError();
        double absolute = 8 * Term.EPS * d * (near ? largest : Math.max(1, largest)) + (pair.isClose() ? 2 * off * largest : off * (1 + largest));
        for (int k = 0; k < d; k++) {
            double r = eigen.excess()[k];
            double w = 1 + rest * r;
            if (!(w > Math.abs(rest) * absolute)) {
                return Optional.of(Term.INFINITE);
            }
            double second = -0.5 * order * rest * eigen.squares()[k] / w;
            double first = near ? 0.5 * (Exponentials.xMinusLog1p(rest * r) - rest * Exponentials.xMinusLog1p(r)) : -0.5 * Math.log(w);
            value += first + second;
            // The derivative of first by r; far from 1 also that of the part of the determinants.
            double slope = near ? 0.5 * Math.abs(rest * order) * (Math.abs(r) + absolute) / w / (1 + r) : 0.5 * Math.abs(rest) / w;
            error += slope * absolute + Math.abs(second) * (Math.abs(rest) * absolute / w + 16 * d * Term.EPS + 4 * off)
                    + (near ? 32 * d * Term.EPS * r * r * Math.abs(rest) * (1 + Math.abs(rest)) : 0);
        }
        error += near ? 0 : 0.5 * Math.abs(rest) * d * off;
        return Optional.of(new Term(value, error + 8 * Term.EPS * Math.abs(value)));
    }
}
