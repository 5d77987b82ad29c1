package io.divergence.model;

import io.divergence.math.GammaFunctions;
import io.divergence.math.NormalFunctions;

/** g(y, eta), the log probability of a response y given the linear predictor eta = x . beta. */
interface Likelihood {

    /** Returns SUM g over count observations from y[at] on, and replaces each eta by dg/deta if asked. */
    double terms(double[] y, int at, int count, double[] eta, boolean slopes);

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
