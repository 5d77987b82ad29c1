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
        private final double[] terms;
        private double widest;

        Pairs(LocationScaleFamily family, Mixture mixture, boolean log) {
            super(family);
            this.mixture = mixture;
            this.log = log;
            n = mixture.size();
            logWeights = new double[n];
            means = new double[n];
            sds = new double[n];
            terms = new double[n * n];
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
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < n; j++) {
                    terms[i * n + j] = logTerm(i, j, mu, sigma);
                    max = Math.max(max, terms[i * n + j]);
                }
            }
            double sum = 0;
            double mean = 0;
            double sd = 0;
            double round = 0;
            double meanSize = 0;
            double sdSize = 0;
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < n; j++) {
                    double share = Math.exp(terms[i * n + j] - max);
                    double a = precision(i, j, sigma) * sigma * sigma;
                    double b = slope(i, j, mu, sigma) * sigma;
                    double g = -b / a / sigma;
                    double h = (1 - 1 / a - b * b / (a * a)) / sigma;
                    double hSize = (1 + 1 / a + b * b / (a * a)) / sigma;
                    double error = roundingOf(i, j, mu, sigma);
                    sum += share;
                    mean += share * g;
                    sd += share * h;
                    round += share * error;
                    meanSize += share * Math.abs(g) * (error + 8);
                    sdSize += share * hSize * (error + 8);
                }
            }
            finish(max, sum, mean / sum, sd / sum, EPS * round / sum, EPS * meanSize / sum, EPS * sdSize / sum);
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

        /** A = 1/s_i^2 + 1/s_j^2 - 1/sigma^2; on the diagonal by a product, exact where it nearly vanishes. */
        private double precision(int i, int j, double sigma) {
            double s = sds[i];
            if (s == sds[j]) {
                double q = 2 * sigma * sigma;
                double p = s * s;
                double difference = (q - p) + (Math.fma(2 * sigma, sigma, -q) - Math.fma(s, s, -p));
                return difference / (s * s) / (sigma * sigma);
            }
            return 1 / (s * s) + 1 / (sds[j] * sds[j]) - 1 / (sigma * sigma);
        }

        private double slope(int i, int j, double mu, double sigma) {
            return (means[i] - mu) / sds[i] / sds[i] + (means[j] - mu) / sds[j] / sds[j];
        }

        private double logTerm(int i, int j, double mu, double sigma) {
            double a = precision(i, j, sigma);
            double b = slope(i, j, mu, sigma);
            double ei = (means[i] - mu) / sds[i];
            double ej = (means[j] - mu) / sds[j];
            return logWeights[i] + logWeights[j] + Math.log(sigma / sds[i]) - 0.5 * Math.log(a * sds[j] * sds[j])
                    + 0.5 * (b / a * b - ei * ei - ej * ej);
        }

        /** A bound of the rounding of a term, in units of EPS. */
        private double roundingOf(int i, int j, double mu, double sigma) {
            double a = precision(i, j, sigma);
            double b = slope(i, j, mu, sigma);
            double ei = (means[i] - mu) / sds[i];
            double ej = (means[j] - mu) / sds[j];
            double condition = sds[i] == sds[j] ? 1
                    : (1 / (sds[i] * sds[i]) + 1 / (sds[j] * sds[j]) + 1 / (sigma * sigma)) / a;
            return 4 + Math.abs(logWeights[i] + logWeights[j]) + Math.abs(Math.log(sigma / sds[i])) + 2 * condition
                    + 3 * (condition * b / a * b + ei * ei + ej * ej);
        }

        private boolean isFinite(double mu, double sigma) {
            return Tail.integral(2, mixture.upperTail(), -1, Tail.normal(mu, sigma, 1), 0) == Tail.Integral.FINITE
                    && Tail.integral(2, mixture.lowerTail(), -1, Tail.normal(mu, sigma, -1), 0) == Tail.Integral.FINITE;
        }
    }
}
