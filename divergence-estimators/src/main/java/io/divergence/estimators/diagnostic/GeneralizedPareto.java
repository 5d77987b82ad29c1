package io.divergence.estimators.diagnostic;

/**
 * The generalised Pareto distribution of excesses x over a threshold, P(X &gt; x) = (1 + k x/sigma)^(-1/k), fitted to a sorted sample.
 *
 * <p>With theta = -k/sigma the likelihood maximised over k at fixed theta is n (log(-theta/k(theta)) - k(theta) - 1),
 * k(theta) = mean log(1 - theta x). The estimate of theta is its mean under that profile likelihood on a grid of quantiles of a
 * data-driven prior; no search, so it cannot fail. Then k is shrunk to 1/2 as if by ten further excesses.
 *
 * <p>References: J. Zhang, M. Stephens, A new and efficient estimation method for the generalized Pareto distribution, Technometrics
 * 51 (2009) 316; A. Vehtari et al., Pareto smoothed importance sampling, JMLR 25 (2024). The size of the grid and the shrinkage are
 * those of the R package loo, so that numbers can be compared.
 */
final class GeneralizedPareto {
    private static final int GRID = 80;
    private static final double PRIOR_SCALE = 3;
    private static final double PRIOR_COUNT = 10;
    private static final double PRIOR_SHAPE = 0.5;
    /** A first quartile below this share of the largest excess is lost to underflow: no power law is as heavy. */
    static final double UNDERFLOW = 1e-290;

    /** Below it 1 - theta x would round too much of theta x away. */
    private static final double LINEAR = 0.01;
    /** Products of two do not overflow. */
    private static final double LARGEST_FACTOR = 1e150;
    /** Terms of a loop, as in {@link LogWeights}. */
    private static final int BLOCK = 32;

    private final double shape;
    private final double scale;

    private GeneralizedPareto(double shape, double scale) {
        this.shape = shape;
        this.scale = scale;
    }

    /**
     * Fits a sample.
     *
     * @param x ascending, not negative, the last entry positive and of order one
     */
    static GeneralizedPareto fit(double[] x) {
        int n = x.length;
        double largest = x[n - 1];
        double quartile = quartile(x);
        if (quartile < UNDERFLOW * largest) {
            return new GeneralizedPareto(Double.POSITIVE_INFINITY, Double.NaN);
        }
        int points = GRID + (int) Math.sqrt(n);
        double[] theta = new double[points];
        double[] logLikelihood = new double[points];
        double top = Double.NEGATIVE_INFINITY;
        for (int j = 0; j < points; j++) {
            theta[j] = 1 / largest + (1 - Math.sqrt(points / (j + 0.5))) / (PRIOR_SCALE * quartile);
            logLikelihood[j] = profile(x, theta[j]);
            top = Math.max(top, logLikelihood[j]);
        }
        double sum = 0;
        double mean = 0;
        for (int j = 0; j < points; j++) {
            double weight = Math.exp(logLikelihood[j] - top);
            sum += weight;
            mean += weight * theta[j];
        }
        mean /= sum;
        double shape = shapeAt(x, mean);
        double scale = isTiny(shape) ? mean(x) : -shape / mean;
        return new GeneralizedPareto((n * shape + PRIOR_COUNT * PRIOR_SHAPE) / (n + PRIOR_COUNT), scale);
    }

    /** The first quartile, or the smallest positive entry where ties with the threshold make it zero. */
    private static double quartile(double[] x) {
        int at = Math.max(0, (int) (x.length / 4.0 + 0.5) - 1);
        while (x[at] == 0) {
            at++;
        }
        return x[at];
    }

    private static double profile(double[] x, double theta) {
        double k = shapeAt(x, theta);
        // -theta/k tends to 1/mean as theta passes zero.
        double rate = isTiny(k) ? 1 / mean(x) : -theta / k;
        return x.length * (Math.log(rate) - k - 1);
    }

    private static boolean isTiny(double k) {
        return Math.abs(k) < 1e-12;
    }

    /** The mean of log(1 - theta x): logarithms of products where no digits are lost by it, which are far fewer. */
    private static double shapeAt(double[] x, double theta) {
        double sum = 0;
        if (Math.abs(theta) * x[x.length - 1] < LINEAR) {
            for (double excess : x) {
                sum += Math.log1p(-theta * excess);
            }
            return sum / x.length;
        }
        double[] sumAndProduct = {0, 1};
        for (int from = 0; from < x.length; from += BLOCK) {
            multiply(x, from, Math.min(x.length, from + BLOCK), theta, sumAndProduct);
        }
        return (sumAndProduct[0] + Math.log(sumAndProduct[1])) / x.length;
    }

    private static void multiply(double[] x, int from, int to, double theta, double[] sumAndProduct) {
        double sum = sumAndProduct[0];
        double product = sumAndProduct[1];
        for (int i = from; i < to; i++) {
            double factor = 1 - theta * x[i];
            if (factor > LARGEST_FACTOR || factor < 1 / LARGEST_FACTOR) {
                sum += Math.log(factor);
                continue;
            }
            product *= factor;
            if (product > LARGEST_FACTOR || product < 1 / LARGEST_FACTOR) {
                sum += Math.log(product);
                product = 1;
            }
        }
        sumAndProduct[0] = sum;
        sumAndProduct[1] = product;
    }

    private static double mean(double[] x) {
        double sum = 0;
        for (double excess : x) {
            sum += excess;
        }
        return sum / x.length;
    }

    /** k, shrunk by the prior; positive infinity if the sample spans hundreds of powers of ten. */
    double shape() {
        return shape;
    }

    /** The excess that is exceeded with probability 1 - p, p in [0, 1); maybe infinite. */
    double quantile(double p) {
        double e = -Math.log1p(-p);
        return isTiny(shape) ? scale * e : scale * Math.expm1(shape * e) / shape;
    }

    /** The asymptotic standard error (1 + k)/sqrt(n) of the estimate, shrunk with it; regular for k &gt; -1/2 only, and kept there. */
    static double standardError(double shape, int n) {
        return Math.max(1 + shape, 0.5) / Math.sqrt(n) * n / (n + PRIOR_COUNT);
    }
}
