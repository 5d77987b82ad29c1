package io.divergence.model;

import io.divergence.math.GammaFunctions;
import io.divergence.math.LogisticFunctions;
import io.divergence.math.NormalFunctions;

/** g(y, eta), the log probability of a response y given the linear predictor eta = x . beta. */
interface Likelihood {

    /** Returns SUM g over count observations from y[at] on, and replaces each eta by dg/deta if asked. */
    double terms(double[] y, int at, int count, double[] eta, boolean slopes);

    /** Writes g, dg/deta and d^2g/deta^2 of the observations rows[i] at eta[i]. */
    void terms(double[] y, int[] rows, int count, double[] eta, double[] value, double[] slope, double[] curvature);

    /** Writes their expectations over eta ~ N(mean[i], sd[i]^2) if they are known. */
    default boolean expectedTerms(double[] y, int[] rows, int count, double[] mean, double[] sd, double[] value, double[] slope,
            double[] curvature) {
        return false;
    }

    /** y ~ N(eta, sd^2). */
    record Linear(double sd) implements Likelihood {
        @Override
        public double terms(double[] y, int at, int count, double[] eta, boolean slopes) {
            double sum = 0;
            for (int i = 0; i < count; i++) {
                double e = (y[at + i] - eta[i]) / sd;
                sum += e * e;
                eta[i] = e / sd;
            }
            return -0.5 * sum - count * (Math.log(sd) + NormalizedModel.HALF_LOG_TWO_PI);
        }

        @Override
        public void terms(double[] y, int[] rows, int count, double[] eta, double[] value, double[] slope, double[] curvature) {
            double log = Math.log(sd) + NormalizedModel.HALF_LOG_TWO_PI;
            for (int i = 0; i < count; i++) {
                double e = (y[rows[i]] - eta[i]) / sd;
                value[i] = -0.5 * e * e - log;
                slope[i] = e / sd;
                curvature[i] = -1 / sd / sd;
            }
        }

        @Override
        public boolean expectedTerms(double[] y, int[] rows, int count, double[] mean, double[] spread, double[] value, double[] slope,
                double[] curvature) {
            terms(y, rows, count, mean, value, slope, curvature);
            for (int i = 0; i < count; i++) {
                value[i] -= 0.5 * (spread[i] / sd) * (spread[i] / sd);
            }
            return true;
        }
    }

    /** P(y = 1) = 1/(1 + e^-eta). */
    record Logistic() implements Likelihood {
        @Override
        public double terms(double[] y, int at, int count, double[] eta, boolean slopes) {
            double sum = 0;
            // PROD (1 + e_i) - 1 with e_i = e^-|eta_i| <= 1: one logarithm for at most 64 observations, and small e_i are not lost.
            double product = 0;
            for (int i = 0; i < count; i++) {
                double margin = y[at + i] == 1 ? eta[i] : -eta[i];
                double small = Math.exp(-Math.abs(margin));
                sum += Math.min(margin, 0);
                product += small + product * small;
                if (slopes) {
                    double slope = (margin > 0 ? small : 1) / (1 + small);
                    eta[i] = y[at + i] == 1 ? slope : -slope;
                }
            }
            return sum - Math.log1p(product);
        }

        /** Margins are predictors with the sign of the response, whose terms are all the same function. */
        @Override
        public void terms(double[] y, int[] rows, int count, double[] eta, double[] value, double[] slope, double[] curvature) {
            for (int i = 0; i < count; i++) {
                value[i] = (2 * y[rows[i]] - 1) * eta[i];
            }
            LogisticFunctions.logLogistic(count, value, slope, curvature);
            for (int i = 0; i < count; i++) {
                slope[i] *= 2 * y[rows[i]] - 1;
            }
        }
    }

    /** P(y = 1) = Phi(eta). */
    record Probit() implements Likelihood {
        @Override
        public double terms(double[] y, int at, int count, double[] eta, boolean slopes) {
            double sum = 0;
            for (int i = 0; i < count; i++) {
                double margin = y[at + i] == 1 ? eta[i] : -eta[i];
                double far = Math.abs(margin);
                double logPeak = -0.5 * far * far - NormalizedModel.HALF_LOG_TWO_PI;
                double mills = NormalFunctions.millsRatio(far);
                double slope;
                if (margin < 0) {
                    sum += logPeak + Math.log(mills);
                    slope = 1 / mills;
                } else {
                    double density = Math.exp(logPeak);
                    sum += Math.log1p(-density * mills);
                    slope = density / (1 - density * mills);
                }
                eta[i] = y[at + i] == 1 ? slope : -slope;
            }
            return sum;
        }

        @Override
        public void terms(double[] y, int[] rows, int count, double[] eta, double[] value, double[] slope, double[] curvature) {
            for (int i = 0; i < count; i++) {
                double sign = 2 * y[rows[i]] - 1;
                double margin = sign * eta[i];
                double far = Math.abs(margin);
                double mills = NormalFunctions.millsRatio(far);
                double logPeak = -0.5 * far * far - NormalizedModel.HALF_LOG_TWO_PI;
                double hazard = 1 / mills;
                value[i] = logPeak + Math.log(mills);
                if (margin >= 0) {
                    double density = Math.exp(logPeak);
                    value[i] = Math.log1p(-density * mills);
                    hazard = density / (1 - density * mills);
                }
                slope[i] = sign * hazard;
                // Far out h + margin is 1/|margin| less digits that cancel: there the curvature is -(1 - 1/margin^2).
                curvature[i] = margin < -1e4 ? 1 / far / far - 1 : -hazard * (hazard + margin);
            }
        }
    }

    /** P(y) = e^(y eta - e^eta)/y!. */
    record Poisson() implements Likelihood {
        @Override
        public double terms(double[] y, int at, int count, double[] eta, boolean slopes) {
            double sum = 0;
            for (int i = 0; i < count; i++) {
                double rate = Math.exp(eta[i]);
                sum += rate == Double.POSITIVE_INFINITY ? Double.NEGATIVE_INFINITY : Model.times(y[at + i], eta[i]) - rate;
                eta[i] = y[at + i] - rate;
            }
            return sum;
        }

        @Override
        public void terms(double[] y, int[] rows, int count, double[] eta, double[] value, double[] slope, double[] curvature) {
            for (int i = 0; i < count; i++) {
                set(y[rows[i]], eta[i], Math.exp(eta[i]), i, value, slope, curvature);
            }
        }

        /** E e^eta = e^(mean + sd^2/2). */
        @Override
        public boolean expectedTerms(double[] y, int[] rows, int count, double[] mean, double[] sd, double[] value, double[] slope,
                double[] curvature) {
            for (int i = 0; i < count; i++) {
                set(y[rows[i]], mean[i], Math.exp(Math.fma(0.5 * sd[i], sd[i], mean[i])), i, value, slope, curvature);
            }
            return true;
        }

        private static void set(double y, double eta, double rate, int i, double[] value, double[] slope, double[] curvature) {
            value[i] = rate == Double.POSITIVE_INFINITY ? Double.NEGATIVE_INFINITY : Model.times(y, eta) - rate;
            slope[i] = y - rate;
            curvature[i] = -rate;
        }

        /** The part that does not depend on the coefficients, -SUM log y!. */
        static double constant(double[] y) {
            double sum = 0;
            for (double count : y) {
                sum -= GammaFunctions.logGamma(count + 1);
            }
            return sum;
        }
    }
}
