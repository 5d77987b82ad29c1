package io.divergence.estimators.automatic;

/**
 * The natural-gradient step that a set of points asks for, positive definite by construction: with A = V diag(a) V^T and
 * s = max(1 - r + r a, 1/4), mu += L V (r V^T g/s) and L &lt;- L V diag(s^-1/2) V^T.
 */
final class NaturalStep {
    private static final double LEAST = 0.25;

    private NaturalStep() {
    }

    /** The gain that a step of length r promises to first order. */
    static double predicted(SampleAverage.Curvature c, double r) {
        double sum = 0;
        for (int i = 0; i < c.values().length; i++) {
            double s = scale(c.values()[i], r);
            sum += r * c.slopes()[i] * c.slopes()[i] / s + 0.5 * (c.values()[i] - 1) * Math.log(s);
        }
        return sum;
    }

    private static double scale(double a, double r) {
        return Math.max(1 - r + r * a, LEAST);
    }

    /** Writes the state after a step of length r. */
    static void apply(GaussianState from, SampleAverage.Curvature c, double r, GaussianState to) {
        int d = from.d;
        to.degrees = from.degrees;
        double[] step = new double[d];
        double norm = 0;
        for (int k = 0; k < d; k++) {
            step[k] = r * c.slopes()[k] / scale(c.values()[k], r);
            norm += step[k] * step[k];
        }
        double longest = 3 * Math.sqrt(d) + 10;
        double shrink = norm > longest * longest ? longest / Math.sqrt(norm) : 1;
        double logs = 0;
        for (int k = 0; k < d; k++) {
            step[k] *= shrink;
            logs -= 0.5 * Math.log(scale(c.values()[k], r));
        }
        if (from.diagonal) {
            for (int i = 0; i < d; i++) {
                to.mean[i] = from.mean[i] + from.factor[i] * step[i];
                to.factor[i] = from.factor[i] / Math.sqrt(scale(c.values()[i], r));
            }
            to.logDeterminant = from.logDeterminant + logs;
            return;
        }
        double[] v = c.vectors();
        double[] lv = new double[d * d];
        for (int i = 0; i < d; i++) {
            double sum = from.mean[i];
            for (int j = 0; j < d; j++) {
                double by = from.factor[i * d + j];
                for (int k = 0; k < d; k++) {
                    lv[i * d + k] += by * v[j * d + k];
                }
            }
            for (int k = 0; k < d; k++) {
                sum += lv[i * d + k] * step[k];
                lv[i * d + k] /= Math.sqrt(scale(c.values()[k], r));
            }
            to.mean[i] = sum;
        }
        double[] factor = new double[d * d];
        for (int i = 0; i < d; i++) {
            for (int j = 0; j < d; j++) {
                double sum = 0;
                for (int k = 0; k < d; k++) {
                    sum += lv[i * d + k] * v[j * d + k];
                }
                factor[i * d + j] = sum;
            }
        }
        System.arraycopy(factor, 0, to.factor, 0, factor.length);
        to.logDeterminant = from.logDeterminant + logs;
    }
}
