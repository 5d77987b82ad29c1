package io.divergence.family;

import io.divergence.math.GammaFunctions;
import io.divergence.random.GammaVariates;
import io.divergence.random.RandomStream;
import java.util.random.RandomGenerator;

/** The standard member e of a location-scale family in D dimensions, symmetric about 0. */
interface StandardNoise {
    /** log(2 pi)/2. */
    double HALF_LOG_TWO_PI = 0.918938533204672741780329736406;

    void sample(RandomGenerator rng, double[] e, int d, int from, int to);

    /** Writes standard normal numbers to out[from .. to). */
    static void fillGaussian(RandomGenerator rng, double[] out, int from, int to) {
        if (rng instanceof RandomStream stream) {
            stream.fillGaussian(out, from, to);
            return;
        }
        for (int i = from; i < to; i++) {
            out[i] = rng.nextGaussian();
        }
    }

    /** The log density of the d entries from at on. */
    double logDensity(double[] e, int at, int d);

    /** Writes minus its gradient at e[0 .. d) to out[outAt .. outAt + d). */
    void slope(double[] e, int d, double[] out, int outAt);

    /** The Fisher information of a location, times that of e itself: E[psi_i^2]. */
    double locationFisher(int d);

    /** E[psi_i^2 e_j^2] for i other than j, which the Fisher information of an off-diagonal entry of the scale is. */
    double mixedFisher(int d);

    /** E[psi_i^2 e_i^2] - 1, that of the logarithm of a scale. */
    double scaleFisher(int d);

    /** E[psi_i e_i psi_j e_j] - 1 for i other than j: how two scales are correlated. */
    double scaleCorrelation(int d);

    /** The entropy of the d entries, in nats. */
    double entropy(int d);

    String name();

    /** Independent standard normals. */
    record Gaussian() implements StandardNoise {
        @Override
        public void sample(RandomGenerator rng, double[] e, int d, int from, int to) {
            fillGaussian(rng, e, from * d, to * d);
        }

        @Override
        public double logDensity(double[] e, int at, int d) {
            double sum = 0;
            for (int i = at; i < at + d; i++) {
                sum += e[i] * e[i];
            }
            return -0.5 * sum - d * HALF_LOG_TWO_PI;
        }

        @Override
        public void slope(double[] e, int d, double[] out, int outAt) {
            System.arraycopy(e, 0, out, outAt, d);
        }

        @Override
        public double locationFisher(int d) {
            return 1;
        }

        @Override
        public double mixedFisher(int d) {
            return 1;
        }

        @Override
        public double scaleFisher(int d) {
            return 2;
        }

        @Override
        public double scaleCorrelation(int d) {
            return 0;
        }

        @Override
        public double entropy(int d) {
            return d * (HALF_LOG_TWO_PI + 0.5);
        }

        @Override
        public String name() {
            return "Gaussian";
        }
    }

    /** Independent Student-t variables. */
    record IndependentT(double df, double logConstant) implements StandardNoise {
        IndependentT(double df) {
            this(df, JointT.logConstant(df, 1));
        }

        @Override
        public void sample(RandomGenerator rng, double[] e, int d, int from, int to) {
            for (int i = from * d; i < to * d; i++) {
                e[i] = rng.nextGaussian() * JointT.stretch(rng, df);
            }
        }

        @Override
        public double logDensity(double[] e, int at, int d) {
            double sum = 0;
            for (int i = at; i < at + d; i++) {
                sum += Math.log1p(e[i] * e[i] / df);
            }
            return d * logConstant - 0.5 * (df + 1) * sum;
        }

        @Override
        public void slope(double[] e, int d, double[] out, int outAt) {
            for (int i = 0; i < d; i++) {
                double x = e[i];
                out[outAt + i] = (df + 1) * x / (df + x * x);
            }
        }

        @Override
        public double locationFisher(int d) {
            return (df + 1) / (df + 3);
        }

        @Override
        public double mixedFisher(int d) {
            return df > 2 ? locationFisher(d) * df / (df - 2) : Double.POSITIVE_INFINITY;
        }

        @Override
        public double scaleFisher(int d) {
            return 2 * df / (df + 3);
        }

        @Override
        public double scaleCorrelation(int d) {
            return 0;
        }

        @Override
        public double entropy(int d) {
            return d * JointT.entropy(df, 1, logConstant);
        }

        @Override
        public String name() {
            return "Student-t(" + df + ")";
        }
    }

    /** The multivariate Student-t distribution: a normal vector over the root of chi^2/df, one for all coordinates. */
    record JointT(double df, double logConstant) implements StandardNoise {
        JointT(double df, int d) {
            this(df, logConstant(df, d));
        }

        static double logConstant(double df, int d) {
            return GammaFunctions.logGamma(0.5 * (df + d)) - GammaFunctions.logGamma(0.5 * df) - 0.5 * d * Math.log(df * Math.PI);
        }

        /** The root of df/chi^2. */
        static double stretch(RandomGenerator rng, double df) {
            return Math.exp(0.5 * (Math.log(0.5 * df) - GammaVariates.logSample(rng, 0.5 * df)));
        }

        private static double square(double[] e, int at, int d) {
            double sum = 0;
            for (int i = at; i < at + d; i++) {
                sum += e[i] * e[i];
            }
            return sum;
        }

        @Override
        public void sample(RandomGenerator rng, double[] e, int d, int from, int to) {
            for (int k = from; k < to; k++) {
                double stretch = stretch(rng, df);
                for (int i = k * d; i < (k + 1) * d; i++) {
                    e[i] = stretch * rng.nextGaussian();
                }
            }
        }

        @Override
        public double logDensity(double[] e, int at, int d) {
            return logConstant - 0.5 * (df + d) * Math.log1p(square(e, at, d) / df);
        }

        @Override
        public void slope(double[] e, int d, double[] out, int outAt) {
            double factor = (df + d) / (df + square(e, 0, d));
            for (int i = 0; i < d; i++) {
                out[outAt + i] = factor * e[i];
            }
        }

        @Override
        public double locationFisher(int d) {
            return (df + d) / (df + d + 2);
        }

        @Override
        public double mixedFisher(int d) {
            return locationFisher(d);
        }

        @Override
        public double scaleFisher(int d) {
            return 3 * locationFisher(d) - 1;
        }

        @Override
        public double scaleCorrelation(int d) {
            return locationFisher(d) - 1;
        }

        @Override
        public double entropy(int d) {
            return entropy(df, d, logConstant);
        }

        static double entropy(double df, int d, double logConstant) {
            double half = 0.5 * (df + d);
            return half * (GammaFunctions.digamma(half) - GammaFunctions.digamma(0.5 * df)) - logConstant;
        }

        @Override
        public String name() {
            return "multivariate Student-t(" + df + ")";
        }
    }
}
