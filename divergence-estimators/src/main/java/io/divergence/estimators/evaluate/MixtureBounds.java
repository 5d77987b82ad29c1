package io.divergence.estimators.evaluate;

import io.divergence.distribution.Distribution;
import io.divergence.distribution.MultivariateMixture;
import io.divergence.distribution.MultivariateNormal;
import io.divergence.math.Checks;
import io.divergence.math.LogSumExp;
import java.util.List;

/**
 * Guaranteed bounds of KL(p||q) between mixtures of normal distributions in D dimensions, from their components alone.
 *
 * <p>Above: the least of the variational bound, minimised over its assignments, the product bound, and the sum over pairs matched in the order given;
 * below: the product bound, and zero. With w, v the weights, D_ab = KL(p_a||q_b) and z_ac, t_ab the integrals of p_a p_c, p_a q_b,
 *
 * <pre>
 * variational: min SUM_ab f_ab (log(f_ab/g_ab) + D_ab),  SUM_b f_ab = w_a,  SUM_a g_ab = v_b
 * product:     SUM_a w_a (log(SUM_c w_c e^-KL(p_a||p_c)) - log(SUM_b v_b t_ab) - H(p_a)) &lt;= KL
 *              &lt;= SUM_a w_a (log(SUM_c w_c z_ac) + D-bar_a + H(p_a)),  D-bar_a = -log(SUM_b v_b e^-D_ab)
 * </pre>
 *
 * <p>Bounds are exact up to rounding, which is not counted. References: J. Hershey, P. Olsen, Approximating the Kullback Leibler
 * divergence between Gaussian mixture models, 2007; J.-L. Durrieu, J.-P. Thiran, F. Kelly, Lower and upper bounds for
 * approximation of the Kullback-Leibler divergence between Gaussian mixture models, 2012.
 *
 * @param lower no more than KL(p||q), not negative
 * @param upper no less than KL(p||q)
 */
public record MixtureBounds(double lower, double upper) {
    private static final int ROUNDS = 200;
    private static final double LOG_2_PI = Math.log(2 * Math.PI);

    /**
     * Returns bounds of KL(p||q).
     *
     * @throws IllegalArgumentException unless p and q are normal distributions or mixtures of them, of one dimension
     */
    public static MixtureBounds kl(Distribution p, Distribution q) {
        Parts a = Parts.of("p", p);
        Parts b = Parts.of("q", q);
        if (p.dimension() != q.dimension()) {
            throw Checks.illegal("q.dimension", q.dimension(), "must be that of p, " + p.dimension());
        }
        double[][] cross = divergences(a, b);
        double[][] own = divergences(a, a);
        double below = 0;
        double above = 0;
        for (int i = 0; i < a.size(); i++) {
            if (a.weights[i] == 0) {
                continue;
            }
            double entropy = entropy(a.normals[i]);
            below += a.weights[i] * (logMean(a, negated(own[i])) - logProducts(a.normals[i], b) - entropy);
            above += a.weights[i] * (logProducts(a.normals[i], a) - logMean(b, negated(cross[i])) + entropy);
        }
        double upper = Math.min(above, variational(a.weights, b.weights, cross));
        upper = Math.min(upper, matched(a.weights, b.weights, cross));
        return new MixtureBounds(Math.max(0, below), Math.max(0, upper));
    }

    private static double[] negated(double[] divergences) {
        double[] minus = new double[divergences.length];
        for (int i = 0; i < minus.length; i++) {
            minus[i] = -divergences[i];
        }
        return minus;
    }

    private static double logMean(Parts parts, double[] logs) {
        double[] terms = new double[logs.length];
        for (int i = 0; i < logs.length; i++) {
            terms[i] = parts.weights[i] == 0 ? Double.NEGATIVE_INFINITY : Math.log(parts.weights[i]) + logs[i];
        }
        return LogSumExp.of(terms);
    }

    /** log SUM_b v_b INT p q_b: each integral is a normal density of the difference of the means. */
    private static double logProducts(MultivariateNormal p, Parts q) {
        double[] logs = new double[q.size()];
        int d = p.dimension();
        double[] out = new double[1];
        for (int b = 0; b < logs.length; b++) {
            double[] covariance = p.covariance();
            double[] other = q.normals[b].covariance();
            for (int i = 0; i < covariance.length; i++) {
                covariance[i] += other[i];
            }
            MultivariateNormal.ofCovariance(q.normals[b].mean(), symmetric(covariance, d)).logDensity(p.mean(), 0, 1, out);
            logs[b] = out[0];
        }
        return logMean(q, logs);
    }

    private static double[] symmetric(double[] matrix, int d) {
        for (int i = 0; i < d; i++) {
            for (int j = 0; j < i; j++) {
                double mean = 0.5 * (matrix[i * d + j] + matrix[j * d + i]);
                matrix[i * d + j] = mean;
                matrix[j * d + i] = mean;
            }
        }
        return matrix;
    }

    private static double entropy(MultivariateNormal normal) {
        int d = normal.dimension();
        double[] factor = normal.cholesky();
        double sum = 0.5 * d * (1 + LOG_2_PI);
        for (int i = 0; i < d; i++) {
            sum += Math.log(factor[i * d + i]);
        }
        return sum;
    }

    private static double[][] divergences(Parts p, Parts q) {
        MultivariateNormalFormula formula = new MultivariateNormalFormula();
        double[][] d = new double[p.size()][q.size()];
        for (int i = 0; i < p.size(); i++) {
            for (int j = 0; j < q.size(); j++) {
                d[i][j] = formula.kl(p.normals[i], q.normals[j]).orElseThrow().value();
            }
        }
        return d;
    }

    /** Alternating minimisation over f and g, each step in closed form; every iterate is a bound. */
    private static double variational(double[] w, double[] v, double[][] divergence) {
        int n = w.length;
        int m = v.length;
        double[][] g = new double[n][m];
        double[][] f = new double[n][m];
        for (int a = 0; a < n; a++) {
            for (int b = 0; b < m; b++) {
                g[a][b] = v[b] / n;
            }
        }
        double best = Double.POSITIVE_INFINITY;
        for (int round = 0; round < ROUNDS; round++) {
            for (int a = 0; a < n; a++) {
                double[] logs = new double[m];
                for (int b = 0; b < m; b++) {
                    logs[b] = g[a][b] == 0 ? Double.NEGATIVE_INFINITY : Math.log(g[a][b]) - divergence[a][b];
                }
                double total = LogSumExp.of(logs);
                for (int b = 0; b < m; b++) {
                    f[a][b] = w[a] == 0 || total == Double.NEGATIVE_INFINITY ? 0 : w[a] * Math.exp(logs[b] - total);
                }
            }
            for (int b = 0; b < m; b++) {
                double total = 0;
                for (int a = 0; a < n; a++) {
                    total += f[a][b];
                }
                for (int a = 0; a < n; a++) {
                    g[a][b] = total == 0 ? v[b] / n : v[b] * f[a][b] / total;
                }
            }
            double value = 0;
            double mass = 0;
            for (int a = 0; a < n; a++) {
                for (int b = 0; b < m; b++) {
                    mass += f[a][b];
                    value += f[a][b] == 0 ? 0 : f[a][b] * (Math.log(f[a][b] / g[a][b]) + divergence[a][b]);
                }
            }
            if (!(Math.abs(mass - 1) <= 1e-9)) {
                return Double.POSITIVE_INFINITY;
            }
            if (!(value < best - 1e-14 * Math.abs(best))) {
                return Math.min(best, value);
            }
            best = value;
        }
        return best;
    }

    /** SUM_a w_a (log(w_a/v_a) + D_aa), if there are as many components: by the log-sum inequality. */
    private static double matched(double[] w, double[] v, double[][] divergence) {
        if (w.length != v.length) {
            return Double.POSITIVE_INFINITY;
        }
        double sum = 0;
        for (int a = 0; a < w.length; a++) {
            sum += w[a] == 0 ? 0 : w[a] * (Math.log(w[a] / v[a]) + divergence[a][a]);
        }
        return sum;
    }

    private record Parts(double[] weights, MultivariateNormal[] normals) {
        int size() {
            return weights.length;
        }

        static Parts of(String name, Distribution d) {
            List<Distribution> components = d instanceof MultivariateMixture mixture ? mixture.components() : List.of(d);
            double[] weights = d instanceof MultivariateMixture mixture ? mixture.weights() : new double[] {1};
            MultivariateNormal[] normals = new MultivariateNormal[weights.length];
            for (int i = 0; i < weights.length; i++) {
                if (!(components.get(i) instanceof MultivariateNormal normal)) {
                    throw Checks.illegal(name, d, "must be a normal distribution or a mixture of them");
                }
                normals[i] = normal;
            }
            return new Parts(weights, normals);
        }
    }
}
