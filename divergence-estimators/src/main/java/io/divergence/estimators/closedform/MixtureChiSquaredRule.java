package io.divergence.estimators.closedform;

import io.divergence.distribution.Mixture;
import io.divergence.distribution.Normal;
import io.divergence.divergence.Divergences;
import io.divergence.divergence.Renyi;
import io.divergence.estimate.Finiteness;
import io.divergence.estimate.Objective;
import io.divergence.estimate.Problem;
import io.divergence.family.LocationScaleFamily;
import io.divergence.target.Tail;
import java.util.Optional;

/**
 * Forward chi^2, and log(1 + chi^2), of a Gaussian q and a mixture of normals p, by pairs of components: with m measured
 * from mu, A = 1/s_i^2 + 1/s_j^2 - 1/sigma^2 and B = m_i/s_i^2 + m_j/s_j^2,
 *
 * <pre>1 + chi^2 = SUM_ij w_i w_j sigma/(s_i s_j sqrt A) exp((B^2/A - m_i^2/s_i^2 - m_j^2/s_j^2)/2),</pre>
 *
 * <p>summed in log space; infinite unless sigma^2 exceeds half of the largest component variance.
 */
final class MixtureChiSquaredRule implements ClosedFormRule {
    private static final double LOG_TWO = Math.log(2);

    @Override
    public Optional<Objective> bind(Problem problem) {
        boolean plain = problem.discrepancy().equals(Divergences.forwardChiSquared());
        boolean log = problem.discrepancy() instanceof Renyi renyi && renyi.order() == 2 && renyi.exponent() == 2;
        if (!(plain || log) || !(problem.target() instanceof Mixture mixture) || !mixture.isOfNormals()
                || !(problem.family() instanceof LocationScaleFamily family)) {
            return Optional.empty();
        }
        return Optional.of(new Pairs(family, mixture, log));
    }

    private static final class Pairs extends GaussianObjective {
        private final Mixture mixture;
        private final boolean log;
        private final int n;
        private final double[] logWeights;
        private final double[] means;
        private final double[] sds;
        /** Of each pair i >= j: the logarithm of its terms, A sigma^2, B sigma, and the rounding of the first in units of EPS. */
        private final double[] terms;
        private final double[] precisions;
        private final double[] slopes;
        private final double[] errors;
        private double widest;

        Pairs(LocationScaleFamily family, Mixture mixture, boolean log) {
            super(family);
            this.mixture = mixture;
            this.log = log;
            n = mixture.size();
            logWeights = new double[n];
            means = new double[n];
            sds = new double[n];
            int pairs = n * (n + 1) / 2;
            terms = new double[pairs];
            precisions = new double[pairs];
            slopes = new double[pairs];
            errors = new double[pairs];
            for (int i = 0; i < n; i++) {
                Normal component = (Normal) mixture.component(i);
                logWeights[i] = Math.log(mixture.weight(i));
                means[i] = component.mean();
                sds[i] = component.sd();
                widest = Math.max(widest, sds[i]);
            }
        }

        @Override
        void compute(double mu, double sigma) {
            double ratio = 2 * (sigma / widest) * (sigma / widest);
            if (ratio <= 1 + 1e-9 && !isFinite(mu, sigma)) {
                finiteness = Finiteness.INFINITE_BY_TAILS;
                return;
            }
            double max = Double.NEGATIVE_INFINITY;
            int at = 0;
            for (int i = 0; i < n; i++) {
                for (int j = 0; j <= i; j++) {
                    pair(at, i, j, mu, sigma);
                    max = Math.max(max, terms[at++]);
                }
            }
            sum(max, sigma);
        }

        private void sum(double max, double sigma) {
            double sum = 0;
            double mean = 0;
            double sd = 0;
            double round = 0;
            double meanSize = 0;
            double sdSize = 0;
            for (int at = 0; at < terms.length; at++) {
                double share = Math.exp(terms[at] - max);
                double inverse = 1 / precisions[at];
                double place = slopes[at] * inverse;
                double error = errors[at];
                sum += share;
                mean -= share * place;
                sd += share * (1 - inverse - place * place);
                round += share * error;
                meanSize += share * Math.abs(place) * (error + 8);
                sdSize += share * (1 + inverse + place * place) * (error + 8);
            }
            double part = 1 / (sum * sigma);
            finish(max, sum, mean * part, sd * part, EPS * round / sum, EPS * meanSize * part, EPS * sdSize * part);
        }

        private void finish(double max, double sum, double mean, double sd, double logError, double meanError,
                double sdError) {
            double value2 = max + Math.log(sum);
            double factor = log ? 1 : Math.exp(value2);
            value = Math.max(0, log ? value2 : Math.expm1(value2));
            valueError = factor * (logError + 2 * EPS * (1 + Math.abs(value2)));
            byMean = factor * mean;
            bySd = factor * sd;
            byMeanBound = factor * (meanError + logError * Math.abs(mean)) + (log ? 0 : 4 * EPS * (1 + value2) * Math.abs(byMean));
            bySdBound = factor * (sdError + logError * Math.abs(sd)) + (log ? 0 : 4 * EPS * (1 + value2) * Math.abs(bySd));
        }

        /** A sigma^2 = (sigma/s_i)^2 + (sigma/s_j)^2 - 1; on the diagonal by a product, exact where it nearly vanishes. */
        private double precision(int i, int j, double sigma) {
            double s = sds[i];
            if (s == sds[j]) {
                double q = 2 * sigma * sigma;
                double p = s * s;
                double difference = (q - p) + (Math.fma(2 * sigma, sigma, -q) - Math.fma(s, s, -p));
                return difference / (s * s);
            }
            return (sigma / s) * (sigma / s) + (sigma / sds[j]) * (sigma / sds[j]) - 1;
        }

        /** Both terms of a pair of different components are one, twice as large. */
        private void pair(int at, int i, int j, double mu, double sigma) {
            double ri = sigma / sds[i];
            double rj = sigma / sds[j];
            double ei = (means[i] - mu) / sds[i];
            double ej = (means[j] - mu) / sds[j];
            double a = precision(i, j, sigma);
            double b = ri * ei + rj * ej;
            double square = b / a * b;
            // One logarithm of a product, where this does not leave the middle of the range of a double.
            double product = ri * ri * rj * rj / a;
            double logProduct = product > 1e-200 && product < 1e200 ? Math.log(product) : 2 * (Math.log(ri) + Math.log(rj)) - Math.log(a);
            double logWeight = logWeights[i] + logWeights[j] + (i == j ? 0 : LOG_TWO);
            double condition = sds[i] == sds[j] ? 1 : (ri * ri + rj * rj + 1) / a;
            terms[at] = logWeight + 0.5 * (logProduct + square - ei * ei - ej * ej);
            precisions[at] = a;
            slopes[at] = b;
            errors[at] = 5 + Math.abs(logWeights[i] + logWeights[j]) + Math.abs(logProduct) + 2 * condition
                    + 3 * (condition * square + ei * ei + ej * ej);
        }

        private boolean isFinite(double mu, double sigma) {
            return Tail.integral(2, mixture.upperTail(), -1, Tail.normal(mu, sigma, 1), 0) == Tail.Integral.FINITE
                    && Tail.integral(2, mixture.lowerTail(), -1, Tail.normal(mu, sigma, -1), 0) == Tail.Integral.FINITE;
        }
    }
}
