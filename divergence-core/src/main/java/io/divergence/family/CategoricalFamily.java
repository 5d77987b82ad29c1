package io.divergence.family;

import io.divergence.distribution.Categorical;
import io.divergence.distribution.Distribution;
import io.divergence.distribution.ProductDistribution;
import io.divergence.family.ParameterLayout.Entry;
import io.divergence.math.Checks;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * D independent categorical variables of k classes 0 .. k - 1, each by k - 1 logits relative to its first class:
 * phi = (logit of class 1 of the first variable, ..., of class k - 1, of class 1 of the second, ...). The score by the logit of class c
 * is [z = c] - P(c). Two classes are Bernoulli variables. Stateless.
 */
public final class CategoricalFamily implements FiniteFamily, FactorizedFamily, FisherGeometry {
    private final int d;
    private final int classes;
    private final ParameterLayout layout;

    private CategoricalFamily(int d, int classes, ParameterLayout layout) {
        this.d = d;
        this.classes = classes;
        this.layout = layout;
    }

    /** Returns the products of D categorical distributions of so many classes. */
    public static CategoricalFamily of(int dimension, int classes) {
        Checks.atLeast("dimension", dimension, 1);
        Checks.atLeast("classes", classes, 2);
        return new CategoricalFamily(dimension, classes, ParameterLayout.matrix(Entry.real("logit"), dimension, classes - 1));
    }

    /** Returns the products of D Bernoulli distributions by their logits. */
    public static CategoricalFamily bernoulli(int dimension) {
        Checks.atLeast("dimension", dimension, 1);
        return new CategoricalFamily(dimension, 2, ParameterLayout.vector(Entry.real("logit"), dimension));
    }

    @Override
    public int dimension() {
        return d;
    }

    @Override
    public ParameterLayout layout() {
        return layout;
    }

    @Override
    public long states() {
        double all = Math.pow(classes, d);
        return all < Long.MAX_VALUE ? Math.round(all) : Long.MAX_VALUE;
    }

    @Override
    public void state(long index, double[] z, int row) {
        long rest = index;
        for (int i = d - 1; i >= 0; i--) {
            z[row * d + i] = rest % classes;
            rest /= classes;
        }
    }

    private double logit(double[] phi, int i, int c) {
        return c == 0 ? 0 : phi[i * (classes - 1) + c - 1];
    }

    /** log SUM_c e^logit of variable i. */
    private double logTotal(double[] phi, int i) {
        double largest = 0;
        for (int c = 1; c < classes; c++) {
            largest = Math.max(largest, logit(phi, i, c));
        }
        double sum = 0;
        for (int c = 0; c < classes; c++) {
            sum += Math.exp(logit(phi, i, c) - largest);
        }
        return largest + Math.log(sum);
    }

    @Override
    public Distribution at(double[] phi) {
        layout.check(phi);
        Distribution[] factors = new Distribution[d];
        for (int i = 0; i < d; i++) {
            double[] logits = new double[classes];
            for (int c = 1; c < classes; c++) {
                logits[c] = logit(phi, i, c);
            }
            factors[i] = Categorical.ofLogits(logits);
        }
        return d == 1 ? factors[0] : ProductDistribution.of(factors);
    }

    @Override
    public void sample(double[] phi, RandomGenerator rng, double[] z, int from, int to) {
        for (int i = 0; i < d; i++) {
            double logTotal = logTotal(phi, i);
            for (int k = from; k < to; k++) {
                double u = rng.nextDouble();
                int c = 0;
                double sum = Math.exp(-logTotal);
                while (sum <= u && c < classes - 1) {
                    sum += Math.exp(logit(phi, i, ++c) - logTotal);
                }
                z[k * d + i] = c;
            }
        }
    }

    @Override
    public void logDensity(double[] phi, double[] z, int from, int to, double[] out) {
        Arrays.fill(out, from, to, 0);
        for (int i = 0; i < d; i++) {
            double logTotal = logTotal(phi, i);
            for (int k = from; k < to; k++) {
                out[k] += logMass(phi, i, z[k * d + i], logTotal);
            }
        }
    }

    private double logMass(double[] phi, int i, double x, double logTotal) {
        boolean inside = x >= 0 && x < classes && x == Math.rint(x);
        return inside ? logit(phi, i, (int) x) - logTotal : Double.isNaN(x) ? Double.NaN : Double.NEGATIVE_INFINITY;
    }

    @Override
    public int blocks() {
        return d;
    }

    @Override
    public int blockOfCoordinate(int i) {
        return i;
    }

    @Override
    public int blockOfParameter(int j) {
        return j / (classes - 1);
    }

    @Override
    public void logDensityOfBlocks(double[] phi, double[] z, int from, int to, double[] out) {
        for (int i = 0; i < d; i++) {
            double logTotal = logTotal(phi, i);
            for (int k = from; k < to; k++) {
                out[k * d + i] = logMass(phi, i, z[k * d + i], logTotal);
            }
        }
    }

    @Override
    public void score(double[] phi, double[] z, int row, double[] out) {
        for (int i = 0; i < d; i++) {
            double logTotal = logTotal(phi, i);
            for (int c = 1; c < classes; c++) {
                out[i * (classes - 1) + c - 1] = (z[row * d + i] == c ? 1 : 0) - Math.exp(logit(phi, i, c) - logTotal);
            }
        }
    }

    /** diag(P) - P P^T for each variable. */
    @Override
    public void fisher(double[] phi, double[] out) {
        int n = parameterCount();
        int m = classes - 1;
        Arrays.fill(out, 0, n * n, 0);
        for (int i = 0; i < d; i++) {
            double logTotal = logTotal(phi, i);
            for (int a = 0; a < m; a++) {
                double p = Math.exp(logit(phi, i, a + 1) - logTotal);
                for (int b = 0; b < m; b++) {
                    double q = Math.exp(logit(phi, i, b + 1) - logTotal);
                    out[(i * m + a) * n + i * m + b] = (a == b ? p : 0) - p * q;
                }
            }
        }
    }

    /** g_a/P_a + (SUM_b g_b)/P_0. */
    @Override
    public void applyInverseFisher(double[] phi, double[] g, double[] out) {
        int m = classes - 1;
        for (int i = 0; i < d; i++) {
            double logTotal = logTotal(phi, i);
            double sum = 0;
            for (int a = 0; a < m; a++) {
                sum += g[i * m + a];
            }
            for (int a = 0; a < m; a++) {
                out[i * m + a] = g[i * m + a] * Math.exp(logTotal - logit(phi, i, a + 1)) + sum * Math.exp(logTotal);
            }
        }
    }

    @Override
    public String toString() {
        return "CategoricalFamily(D=" + d + ", classes=" + classes + ")";
    }
}
